package when

import (
	"fmt"
	"math"
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/scenario/unit"
	"github.com/vsrsim/vsrsim/simulator/internal/schema"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

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
	if size, ok := unit.ParseSize(b.text); ok {
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
