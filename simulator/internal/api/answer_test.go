package api

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The times of answers are written as time.Format would.
func TestTimesAreWrittenAsFormatted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(math.MinInt32*100, math.MaxInt32*150).Draw(t, "seconds"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanoseconds")).
			In(time.FixedZone("", rapid.IntRange(-50_000, 50_000).Draw(t, "zone")))
		if got, want := string(appendTimestamp(nil, at)), timestamp(at); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}
