package visible

import "testing"

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
