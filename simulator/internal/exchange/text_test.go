package exchange

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestExcerptIsBoundedUTF8(t *testing.T) {
	for text, want := range map[string]string{
		"":                                      "",
		"as it is":                              "as it is",
		"\xff":                                  "\uFFFD",
		"a\xc3":                                 "a\uFFFD",
		strings.Repeat("x", maxExcerpt):         strings.Repeat("x", maxExcerpt),
		strings.Repeat("x", 1<<20):              strings.Repeat("x", maxExcerpt) + "…",
		strings.Repeat("x", 199) + "\U0001f600": strings.Repeat("x", 199) + "…",
		strings.Repeat("\x80", 1<<20):           "\uFFFD…",
	} {
		if got := Excerpt(text); got != want || !utf8.ValidString(got) {
			t.Errorf("%.20q: got %q, want %q", text, got, want)
		}
	}
}

func FuzzExcerpt(f *testing.F) {
	f.Add("a\xffb", 1)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		if limit < 0 || limit > 1<<16 {
			return
		}
		if got := Abbreviate(text, limit); !utf8.ValidString(got) || len(got) > limit+len("…") {
			t.Errorf("%d: got %q", limit, got)
		}
	})
}

// Bytes of a client get into answers: they may not keep one from going out.
func TestAResponseTakesAnyBytes(t *testing.T) {
	got, err := JSONResponse(400, map[string]string{"message": "a\xff<b>"})
	if err != nil || string(got.Body) != "{\"message\":\"a\uFFFD<b>\"}" {
		t.Errorf("got %s, %v", got.Body, err)
	}
}
