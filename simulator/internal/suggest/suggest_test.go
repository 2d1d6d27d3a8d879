package suggest

import (
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	known := []string{"title", "reviewDeadlineAt", "expand[]", "Sim-Expect", "get-review-412", "get-review-422", "note", "a", "vendors-post-security-review", strings.Repeat("x", longest+1)}
	for name, want := range map[string]string{
		"titel":                               "title", // two neighbours swapped are one slip
		"TITLE":                               "title",
		"review_deadline_at":                  "reviewDeadlineAt",
		"expand":                              "expand[]",
		"Expand[17]":                          "expand[]",
		"Sim-Expects":                         "Sim-Expect",
		"get-reviw-422":                       "get-review-422", // digits count
		"notes":                               "note",
		"tilte note":                          "", // too much is wrong
		"vendors-get-security-review-actions": "",
		"b":                                   "",
		"":                                    "",
		"[]":                                  "",
		strings.Repeat("x", longest):          "", // the one that is near is too long
		strings.Repeat("title", 100000):       "",
	} {
		if got := Nearest(name, known); got != want {
			t.Errorf("%.40q: %q, want %q", name, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0}, {"abc", "abd", 1}, {"abc", "abcd", 1}, {"abc", "bc", 1},
		{"ab", "ba", 1}, {"abcd", "badc", 2}, {"ca", "abc", 3}, {"kitten", "sitting", 3},
	} {
		if got, back := Distance(c.a, c.b), Distance(c.b, c.a); got != c.want || back != c.want {
			t.Errorf("%q and %q: %d and %d, want %d", c.a, c.b, got, back, c.want)
		}
	}
}

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		Meant("titel", []string{"note", "title"}): ", did you mean title?",
		Meant("x", []string{"note", "title"}):     "",
		Among("titel", []string{"note", "title"}): ", did you mean title?",
		Among("x", []string{"note", "title"}):     ", allowed are note, title",
		Among("x", nil):                           "",
	} {
		if text != want {
			t.Errorf("%q, want %q", text, want)
		}
	}
}
