package scenario

import (
	"fmt"
	"math"
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/schema"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// The values of a scenario file that are written as one word. Each says what it
// expects, so that the text is the same for a wrong word and for a list.

// Duration is a time span, such as 250ms.
type Duration time.Duration

// Expected says how a duration is written.
func (Duration) Expected() string {
	return "a duration such as 250ms, 2s or 1h30m, in h, m, s, ms, us or ns; a day is 24h"
}

// durationForm is how a duration is written, and sizeForm a size. Numbers stand for
// themselves where a file need not quote them.
const (
	durationForm = `^[-+]?(([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+$|^[-+]?0$`
	sizeForm     = `^[0-9.,]+ *([kKmMgGtTpPeE]?[iI]?[bB]?)?(/s)?$`
)

// SchemaForm is its form in a JSON Schema: 0 needs no unit.
func (Duration) SchemaForm() schema.Schema {
	return schema.AnyOf(schema.Schema{"const": 0}, schema.Matching(durationForm, "250ms", "2s"))
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
	return schema.AnyOf(schema.Schema{"type": "number"}, schema.Matching(durationForm+`|^[0-9.]+$`, "80ms"))
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
	return schema.AnyOf(schema.Schema{"type": "number", "minimum": 0}, schema.Matching(sizeForm, "64KiB"))
}

// UnmarshalText reads a size. A size in a second may end in /s.
func (s *Size) UnmarshalText(text []byte) error {
	value, ok := parseSize(strings.TrimSuffix(string(text), "/s"))
	if !ok {
		return yamlfile.Unexpected(s, text)
	}
	*s = Size(value)
	return nil
}

func parseSize(text string) (int64, bool) {
	value, err := humanize.ParseBytes(text)
	if err != nil || value > math.MaxInt64 {
		return 0, false
	}
	return int64(value), true
}

// Amount is a part of a body: 50%, 100B.
type Amount exchange.Amount

// Expected says how an amount is written.
func (Amount) Expected() string { return "a share such as 50%, or a size such as 100B" }

// SchemaForm is its form in a JSON Schema.
func (Amount) SchemaForm() schema.Schema {
	return schema.AnyOf(schema.Schema{"type": "number", "minimum": 0}, schema.Matching(`^[0-9.]+%$`, "50%"), schema.Matching(sizeForm, "100B"))
}

// UnmarshalText reads a share or a size.
func (a *Amount) UnmarshalText(text []byte) error {
	if share, isShare := strings.CutSuffix(string(text), "%"); isShare {
		percent, err := strconv.ParseFloat(share, 64)
		if err != nil || !(percent >= 0 && percent < 100) {
			return fmt.Errorf("must be a share from 0%% to below 100%%, is %q", text)
		}
		*a = Amount{Set: true, Percent: percent}
		return nil
	}
	size, ok := parseSize(string(text))
	if !ok {
		return yamlfile.Unexpected(a, text)
	}
	*a = Amount{Set: true, Bytes: size}
	return nil
}

// Pattern is a regular expression.
type Pattern struct{ *regexp.Regexp }

// Expected says what a pattern is.
func (Pattern) Expected() string { return "a regular expression (RE2)" }

// SchemaForm is its form in a JSON Schema.
func (Pattern) SchemaForm() schema.Schema {
	return schema.AnyText()
}

// UnmarshalText compiles the pattern.
func (p *Pattern) UnmarshalText(text []byte) error {
	if err := checkPattern(string(text)); err != nil {
		return err
	}
	compiled, err := regexp.Compile(string(text))
	if err != nil {
		return wrongPattern(err)
	}
	p.Regexp = compiled
	return nil
}

// maxPattern and maxPatternSteps bound a regular expression as it is written, and
// as it is asked: (a{100}){10} has ten times as many steps as a{100}.
const (
	maxPattern      = 1000
	maxPatternSteps = 2000
)

// checkPattern tells why a text is no regular expression, or too large a one.
func checkPattern(text string) error {
	if len(text) > maxPattern {
		return fmt.Errorf("is a regular expression of %d bytes, at most %d are allowed", len(text), maxPattern)
	}
	parsed, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return wrongPattern(err)
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return wrongPattern(err)
	}
	if steps := len(program.Inst); steps > maxPatternSteps {
		return fmt.Errorf("is a regular expression of %d steps, at most %d are allowed: repeat less in it", steps, maxPatternSteps)
	}
	return nil
}

func wrongPattern(err error) error {
	return fmt.Errorf("must be a regular expression (RE2): %s", yamlfile.OneLine(strings.TrimPrefix(err.Error(), "error parsing regexp: ")))
}

// Bound is what a value is compared with: a number, or a time.
type Bound struct {
	text   string
	number float64
	time   time.Time // zero for a number
}

// Expected says how a bound is written.
func (Bound) Expected() string { return "a number, a size such as 10MiB or a time such as 2026-01-31" }

// SchemaForm is its form in a JSON Schema.
func (Bound) SchemaForm() schema.Schema {
	return schema.OneType("number", "string")
}

// UnmarshalText reads a number, a size or a time.
func (b *Bound) UnmarshalText(text []byte) error {
	b.text = string(text)
	if number, err := strconv.ParseFloat(b.text, 64); err == nil && !math.IsInf(number, 0) && !math.IsNaN(number) {
		b.number = number
		return nil
	}
	if t, ok := parseTime(b.text); ok {
		b.time = t
		return nil
	}
	if size, ok := parseSize(b.text); ok {
		b.number = float64(size)
		return nil
	}
	return yamlfile.Unexpected(b, text)
}

func parseTime(text string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// Count is how often something must have happened.
type Count struct {
	AtLeast int
	AtMost  int // below 0 is any number
}

// AtLeastOnce is what is expected unless told otherwise.
var AtLeastOnce = Count{AtLeast: 1, AtMost: -1}

// Expected says how a count is written.
func (Count) Expected() string { return "a count such as 1, 0, '>=1' or '<=3'" }

// SchemaForm is its form in a JSON Schema.
func (Count) SchemaForm() schema.Schema {
	return schema.AnyOf(schema.Schema{"type": "integer", "minimum": 0}, schema.Matching(countForm.String(), ">=1"))
}

var countForm = regexp.MustCompile(`^(>=|<=|>|<|=|==)? *(\d{1,9})$`)

// UnmarshalText reads a count.
func (c *Count) UnmarshalText(text []byte) error {
	match := countForm.FindStringSubmatch(string(text))
	if match == nil {
		return yamlfile.Unexpected(c, text)
	}
	number, err := strconv.Atoi(match[2])
	if err != nil {
		return yamlfile.Unexpected(c, text)
	}
	switch match[1] {
	case ">=":
		*c = Count{number, -1}
	case ">":
		*c = Count{number + 1, -1}
	case "<=":
		*c = Count{0, number}
	case "<":
		*c = Count{0, number - 1}
		if number == 0 {
			return yamlfile.Unexpected(c, text)
		}
	default:
		*c = Count{number, number}
	}
	return nil
}

// Holds tells whether a number is as expected.
func (c Count) Holds(number int) bool {
	return number >= c.AtLeast && (c.AtMost < 0 || number <= c.AtMost)
}

func (c Count) String() string {
	switch {
	case c.AtMost < 0:
		return fmt.Sprintf(">=%d", c.AtLeast)
	case c.AtLeast == c.AtMost:
		return strconv.Itoa(c.AtLeast)
	default:
		return fmt.Sprintf("<=%d", c.AtMost)
	}
}

// RetryAfter is a value of the header Retry-After.
type RetryAfter struct {
	Window bool // the rest of the window of over
	Fixed  time.Duration
}

// Expected says how it is written.
func (RetryAfter) Expected() string { return "window, or a duration of whole seconds such as 30s" }

// SchemaForm is its form in a JSON Schema.
func (RetryAfter) SchemaForm() schema.Schema {
	return schema.AnyOf(schema.Schema{"enum": []any{"window", 0}}, schema.Matching(durationForm, "30s"))
}

// UnmarshalText reads it. The header has seconds only.
func (r *RetryAfter) UnmarshalText(text []byte) error {
	if string(text) == "window" {
		r.Window = true
		return nil
	}
	value, err := time.ParseDuration(string(text))
	if err != nil || value < 0 || value%time.Second != 0 {
		return yamlfile.Unexpected(r, text)
	}
	r.Fixed = value
	return nil
}

// Phase is when a fault acts.
type Phase string

// The phases.
const (
	PhaseBefore Phase = "before" // the operation
	PhaseAfter  Phase = "after"  // the operation, which was carried out with success
)

// SchemaForm is its form in a JSON Schema.
func (Phase) SchemaForm() schema.Schema { return schema.OneWord(phases...) }

var phases = []string{string(PhaseBefore), string(PhaseAfter)}

// OverBy is what the calls of a rate are counted apart by.
type OverBy string

// What calls are counted apart by.
const (
	OverByIP      OverBy = "ip"
	OverByKey     OverBy = "key"
	OverBySandbox OverBy = "sandbox"
)

// SchemaForm is its form in a JSON Schema.
func (OverBy) SchemaForm() schema.Schema { return schema.OneWord(overBys...) }

var overBys = []string{string(OverByIP), string(OverByKey), string(OverBySandbox)}

// WireMockFault is a fault by the name that WireMock gives it:
// https://wiremock.org/docs/simulating-faults/#bad-responses
type WireMockFault string

// Expected says what else a fault can be.
func (WireMockFault) Expected() string { return "a mapping, or the name of a fault of WireMock" }

// SchemaForm is its form in a JSON Schema.
func (WireMockFault) SchemaForm() schema.Schema {
	return schema.OneWord(wireMockNames()...)
}

// UnmarshalText takes any name; lint knows which there are.
func (w *WireMockFault) UnmarshalText(text []byte) error {
	*w = WireMockFault(text)
	return nil
}
