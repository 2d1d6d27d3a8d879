// Package unit has the quantities of a scenario file that are written as one word. Each
// says what it expects, so that the text is the same for a wrong word and for a list.
package unit

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/vsrsim/vsrsim/simulator/internal/schema"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// Duration is a time span, such as 250ms.
type Duration time.Duration

// Expected says how a duration is written.
func (Duration) Expected() string {
	return "a duration such as 250ms, 2s or 1h30m, in h, m, s, ms, us or ns; a day is 24h"
}

// DurationForm is how a duration is written, and SizeForm a size. Numbers stand for
// themselves where a file need not quote them.
const (
	DurationForm = `^[-+]?(([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+$|^[-+]?0$`
	SizeForm     = `^[0-9.,]+ *([kKmMgGtTpPeE]?[iI]?[bB]?)?(/s)?$`
)

// SchemaForm is its form in a JSON Schema: 0 needs no unit.
func (Duration) SchemaForm() schema.Schema {
	return schema.AnyOf(schema.Schema{"const": 0}, schema.Matching(DurationForm, "250ms", "2s"))
}

// UnmarshalText reads a duration. Negative ones are refused where they make no
// sense.
func (d *Duration) UnmarshalText(text []byte) error {
	value, err := time.ParseDuration(string(text))
	if err != nil {
		return yamlfile.Unexpected(d, text)
	}
	*d = Duration(value)
	return nil
}

// Millis is a time span that may be a plain number of milliseconds.
type Millis time.Duration

// Expected says how it is written.
func (Millis) Expected() string {
	return "a duration such as 250ms or 2s, in h, m, s, ms, us or ns, or a number of milliseconds"
}

// SchemaForm is its form in a JSON Schema.
func (Millis) SchemaForm() schema.Schema {
	return schema.AnyOf(schema.Schema{"type": "number"}, schema.Matching(DurationForm+`|^[0-9.]+$`, "80ms"))
}

// UnmarshalText reads a duration or a number of milliseconds.
func (m *Millis) UnmarshalText(text []byte) error {
	if number, err := strconv.ParseFloat(string(text), 64); err == nil && math.Abs(number) < math.MaxInt64/1e6 {
		*m = Millis(number * float64(time.Millisecond))
		return nil
	}
	value, err := time.ParseDuration(string(text))
	if err != nil {
		return yamlfile.Unexpected(m, text)
	}
	*m = Millis(value)
	return nil
}

// Size is a number of bytes, such as 64KiB.
type Size int64

// Expected says how a size is written.
func (Size) Expected() string { return "a size such as 500, 64KiB or 10MB" }

// SchemaForm is its form in a JSON Schema.
func (Size) SchemaForm() schema.Schema {
	return schema.AnyOf(schema.Schema{"type": "number", "minimum": 0}, schema.Matching(SizeForm, "64KiB"))
}

// UnmarshalText reads a size. A size in a second may end in /s.
func (s *Size) UnmarshalText(text []byte) error {
	value, ok := ParseSize(strings.TrimSuffix(string(text), "/s"))
	if !ok {
		return yamlfile.Unexpected(s, text)
	}
	*s = Size(value)
	return nil
}

func ParseSize(text string) (int64, bool) {
	value, err := humanize.ParseBytes(text)
	if err != nil || value > math.MaxInt64 {
		return 0, false
	}
	return int64(value), true
}
