package exchange

import (
	"strings"
	"testing"
)

// What people get wrong who write JSON by hand, or let another language print it.
func TestMistakesInJSON(t *testing.T) {
	const (
		names    = "names need double quotes"
		quotes   = "names and texts need double quotes"
		texts    = "is not valid JSON: texts need double quotes"
		comma    = "a comma stands before the end"
		comments = "JSON has no comments"
		numbers  = "numbers are decimal"
		literals = "literals are true, false and null"
		nan      = "NaN and Infinity are no JSON"
		whole    = "it begins with neither { nor ["
	)
	for body, want := range map[string]string{
		`{title: 1}`: names, `{ true: 1}`: names, `{"a":1, b:2}`: names, `{$a:1}`: names, `{_a:1}`: names, `{é:1}`: names,
		`{-a:1}`: names, `[{a:1}]`: names, `{"a":{b:1}}`: names, `{"a":[1,{"b":1,c:2}]}`: names,
		`{'title': 1}`: quotes, `{"a":'x'}`: quotes, `{"a":1,'b':2}`: quotes, `{“a”:1}`: quotes, "{`a`:1}": quotes, `['x']`: quotes,
		`{"a":1,}`: comma, `[1,]`: comma, `[1,2 , ]`: comma, `{,}`: comma, `{"a":{"b":1,},"c":2}`: comma,
		`{/*x*/}`: comments, "{\"a\":1 // x\n}": comments, "# x\n{}": comments, `{"a":/**/1}`: comments, `{"a":1,//`: comments,
		`{"a":NaN}`: nan, `{"a":-Infinity}`: nan, `{"a":Infinity}`: nan, `[nan]`: nan, `{"a":-inf}`: nan,
		`{"a":True}`: literals, `{"a":None}`: literals, `{"a":undefined}`: literals, `{"a":nulL}`: literals, `[FALSE]`: literals,
		`{"a":01}`: numbers, `{"a":+1}`: numbers, `{"a":.5}`: numbers, `{"a":1.}`: numbers, `{"a":0x1}`: numbers, `[1_000]`: numbers, `[-.5]`: numbers,
		`{"a":b}`: texts, `[title]`: texts, `{"a": SECURITY}`: texts,
		`title=x`: whole, `<xml/>`: whole, `hello`: whole, `--x`: whole,
		"\xef\xbb\xbf{}": "a byte order mark",
		`{"a" 1}`:        "expecting ':'", `{"a":1 "b":2}`: "expecting ',' or '}'", `[1 2]`: "expecting ',' or ']'", `{"a":1}}`: "after top-level value",
		`{"a":1`: "unexpected EOF", `{"a":`: "unexpected EOF", ` `: "unexpected EOF", ``: "unexpected EOF", `{"a":"x` + "\n" + `"}`: "in string",
		`{1:2}`: "name", `{null:1}`: "name", `{"a":*}`: "at start of value",
	} {
		_, err := DecodeJSON([]byte(body))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "(at byte ") {
			t.Errorf("%s\ngot  %v\nwant %s", body, err, want)
		}
	}
}
