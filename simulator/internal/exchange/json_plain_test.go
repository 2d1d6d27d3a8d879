package exchange

import (
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// plainTexts are JSON, or nearly.
var plainTexts = []string{
	`{"title":"Yearly","note":null,"reviewDeadlineAt":"2026-12-31T17:00:00.000Z","requesterUserId":1,"a":[true,false,{}]}`,
	` { "a" : [ 1 , -2.5e3 , "x\n\u00e9\"" ] , "é" : "語😀" } `, `"x"`, `1`, `-0`, `0`, `01`, `-`, `1.`, `.5`, `1e`, `1e5`, `1E+5`, `123456789012345`, `1234567890123456`,
	`9007199254740993`, `819681596858800762`, `1e999`, `1e-999`, `123456789012345.5`, `{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, `{"\u0061":1}`, `{"a":{"a":1}}`, `{"":0}`, `[]`, `[,]`, `[1,]`, `{,}`, `{"a"}`,
	`{"a":}`, `{"a":1,}`, `{"a" 1}`, `[1 2]`, `nul`, `nullx`, `null`, `truefalse`, `""x`, `"`, `"\`, `"\u`, `"\u12`, `"\u12g4"`, `"\ud83d\ude00"`, `"\ud83d"`, `"\q"`, "\"\x00\"", "\"\n\"",
	"\"\xff\"", "{\"\xff\":1}", "\ufeff1", "", " ", "1 ", "1\x00", "\x00", "1//", "[1]]", `"\/\b\f\n\r\t"`, "\"\x7f\"", "\"\u2028\"", "\v1", `[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]`,
	`{"n":-12,"m":-0.0,"o":1e21,"p":0.1}`,
}

// What is read in the short way is what the library reads, and everything that the library
// refuses is refused in its words.
func FuzzDecodePlain(f *testing.F) {
	for _, text := range plainTexts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { comparePlain(t, text) })
}

func comparePlain(t rapid.TB, text string) (plain bool) {
	t.Helper()
	want, wantErr := decodeAny([]byte(text))
	got, plain := decodePlain([]byte(text))
	if plain && (wantErr != nil || !sameJSON(got, want)) {
		t.Fatalf("%q: got %#v, want %#v, %v", text, got, want, wantErr)
	}
	if _, err := DecodeJSON([]byte(text)); !reflect.DeepEqual(err, wantErr) {
		t.Fatalf("%q: got %v, want %v", text, err, wantErr)
	}
	return plain
}

// sameJSON tells values apart that are equal, too: -0 from 0, an empty list from nil.
func sameJSON(a, b any) bool {
	switch a := a.(type) {
	case float64:
		b, is := b.(float64)
		return is && math.Float64bits(a) == math.Float64bits(b)
	case []any:
		b, is := b.([]any)
		if !is || len(a) != len(b) || (a == nil) != (b == nil) {
			return false
		}
		for i := range a {
			if !sameJSON(a[i], b[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		b, is := b.(map[string]any)
		if !is || len(a) != len(b) {
			return false
		}
		for name := range a {
			if value, there := b[name]; !there || !sameJSON(a[name], value) {
				return false
			}
		}
		return true
	default:
		return reflect.DeepEqual(a, b)
	}
}

// Texts put together from the tokens of JSON, which mostly are none.
func TestDecodePlainReadsWhatTheLibraryReads(t *testing.T) {
	plain := 0
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom(plainTexts).Draw(t, "text")
		for range rapid.IntRange(0, 3).Draw(t, "bends") {
			at := rapid.IntRange(0, len(text)).Draw(t, "at")
			end := min(len(text), at+rapid.IntRange(0, 3).Draw(t, "without"))
			text = text[:at] + rapid.SampledFrom(plainTexts).Draw(t, "with") + text[end:]
		}
		if comparePlain(t, text) {
			plain++
		}
	})
	if plain == 0 {
		t.Error("nothing was read in the short way")
	}
}

// What is usual is read in the short way: else that would be worth nothing.
func TestUsualBodiesArePlain(t *testing.T) {
	for _, text := range plainTexts[:2] {
		if !comparePlain(t, text) {
			t.Errorf("not read in the short way: %s", text)
		}
	}
}

func BenchmarkDecodeJSON(b *testing.B) {
	body := []byte(`{"reviewDeadlineAt":"2026-12-31T17:00:00.000Z","securityReviewStatus":"IN_PROGRESS",` +
		`"securityReviewType":"SECURITY","title":"Yearly","note":"with care","requesterUserId":1}`)
	for name, decode := range map[string]func([]byte) (any, error){"short": DecodeJSON, "library": decodeAny} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := decode(body); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
