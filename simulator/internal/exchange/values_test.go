package exchange

import "testing"

func TestValues(t *testing.T) {
	for text, want := range map[string]int{
		``: 1, `1`: 1, `"a,b"`: 1, `"`: 1, `"\`: 1, `"\"`: 1, `["a\",\\",2]`: 3, `{"a":[1,{}],"b":":"}`: 8,
	} {
		if got := Values([]byte(text)); got != want {
			t.Errorf("%s: got %d, want %d", text, got, want)
		}
	}
}
