package visible

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

func TestNothingUnseenIsLeft(t *testing.T) {
	for text, want := range map[string]string{
		"as it is: é漢🙂 'x' \"y\" \\":     "as it is: é漢🙂 'x' \"y\" \\",
		"\x1b[31mred\r\x00\x07\u007f\t":  `\x1b[31mred\r\x00\a\x7f\t`,
		"\u202eright\u2066 \u200b\u2028": `\u202eright\u2066 \u200b\u2028`,
		"\xff\ufffd":                     `\xff` + "\ufffd",
		"a\nb":                           `a\nb`,
		"a ##[error]b #[x] ###[y]":       `a ##\x5berror]b #[x] ###\x5by]`,
	} {
		if got := Line(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	if got, want := Lines("a\x1b\r\nb\n"), "a\\x1b\\r\nb\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// JSON means what it meant, whatever is in it, and nothing unseen is left of it.
func FuzzJSON(f *testing.F) {
	for _, text := range []string{
		"", "\x1b[31m\r\n\t\x00", "\u009b31m\u007f\u200b\u2028\u202e\u2066\ufeff", "\U000e0001\U0001f600\U0010ffff", "\xff\x9b", "##[error]###[", "\\##[", `\u202e"`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var written bytes.Buffer
		encoder := json.NewEncoder(&written)
		encoder.SetIndent("\t", "\t")
		if err := encoder.Encode(map[string]any{text: []any{text, 1.5, nil}}); err != nil {
			t.Fatal(err)
		}
		raw := []byte(`"` + strings.NewReplacer(`"`, "", `\`, "").Replace(text) + `"`) // what the encoder escapes, others may not
		for _, given := range [][]byte{written.Bytes(), raw} {
			var want, got any
			if json.Unmarshal(given, &want) != nil {
				continue
			}
			shown := JSON(given)
			if err := json.Unmarshal(shown, &got); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%q: got %#v, want %#v (%v)", shown, got, want, err)
			}
			if string(shown) != Lines(string(shown)) {
				t.Errorf("%q has what cannot be seen", shown)
			}
		}
	})
}
