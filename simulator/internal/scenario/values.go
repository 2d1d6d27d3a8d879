package scenario

import (
	"fmt"
	"regexp"
	"strconv"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/schema"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

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

// ErrorForm is how the errors of the API look.
type ErrorForm exchange.ErrorForm

// SchemaForm is its form in a JSON Schema.
func (ErrorForm) SchemaForm() schema.Schema { return schema.OneWord(exchange.ErrorForms...) }

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
