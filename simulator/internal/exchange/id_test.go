package exchange

import (
	"math/big"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestIDs(t *testing.T) { // A5
	for text, want := range map[string]int64{
		"1": 1, "01": 1, "0001": 1, "1.0": 1, "1.0000000000": 1, "1e0": 1, "1E0": 1, "1e+0": 1, "1e-0": 1, "1e00": 1,
		"10e-1": 1, "0.1e1": 1, "100.00e-2": 1, "0.0001e4": 1, "12": 12, "1e2": 100, "1.5e1": 15, "9007199254740991": MaxID,
		"9007199254740991.0": MaxID, "9.007199254740991e15": MaxID, "1" + strings.Repeat("0", 5000) + "e-5000": 1,
		"1." + strings.Repeat("0", 5000): 1, strings.Repeat("0", 5000) + "7": 7,

		"": 0, "0": 0, "0.0": 0, "0e9": 0, "-0": 0, "-1": 0, "+1": 0, "1.5": 0, "0.5": 0, "1e-1": 0, "15e-1": 0,
		"9007199254740992": 0, "9007199254740991.1": 0, "1e16": 0, "1e400": 0, "1e999999999": 0, "1e-999999999": 0,
		"1e99999999999999999999": 0, "1e-99999999999999999999": 0, "0e99999999999999999999": 0,
		strings.Repeat("9", 5000): 0, "1.": 0, ".1": 0, "1e": 0, "e1": 0, "1e+": 0, "1e1e1": 0, "1.0.0": 0, "1e1.0": 0,
		"0x1": 0, "0b1": 0, "1_0": 0, "1,0": 0, " 1": 0, "1 ": 0, "1\n": 0, "\u00b9": 0, "\u0661": 0, "１": 0,
		"NaN": 0, "Infinity": 0, "abc": 0, "null": 0, "true": 0, "1n": 0, "1d": 0, "--1": 0, "%31": 0,
	} {
		if got, ok := ParseID(text); got != want || ok != (want > 0) {
			t.Errorf("%.40q: got %d, %t, want %d", text, got, ok, want)
		}
	}
}

// jsonNumber is a number of JSON without a sign, and with leading zeros.
var jsonNumber = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)

// What is an id goes by what JSON takes for a number, and by what it is worth.
func TestIDsAgreeWithJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[-+]?[0-9]{0,4}(\.[0-9]{0,3})?([eE][-+]?[0-9]{0,2})?[ x]?`).Draw(t, "text")
		want := int64(0)
		if value, ok := new(big.Rat).SetString(text); ok && jsonNumber.MatchString(text) && value.IsInt() &&
			value.Sign() > 0 && value.Cmp(big.NewRat(MaxID, 1)) <= 0 {
			want = value.Num().Int64()
		}
		if got, _ := ParseID(text); got != want {
			t.Fatalf("%q: got %d, want %d", text, got, want)
		}
	})
}

func TestAnIDCostsNoMoreThanItsText(t *testing.T) {
	text := "1e" + strings.Repeat("9", 1<<20)
	if allocs := testing.AllocsPerRun(10, func() { ParseID(text) }); allocs > 10 {
		t.Errorf("%v allocations", allocs)
	}
}

// Read in the short way, an id is the same.
func TestPlainIDs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[0-9]{0,18}|[1-9][0-9]{0,15}|[0-9+. xe-]{0,5}`).Draw(t, "text")
		want, ok := anyID(text)
		if id, isPlain := plainID(text); isPlain && (!ok || id != want) {
			t.Fatalf("%q: got %d, want %d, %t", text, id, want, ok)
		}
	})
}
