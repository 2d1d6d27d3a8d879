package contract

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/pb33f/jsonschema/v6"
	"github.com/pb33f/jsonschema/v6/kind"
)

// finding is what is wrong with a value, where in it, and what to do about it.
type finding struct {
	path []string
	text string
	fix  string
}

// check holds a decoded value against the schema and returns everything that
// is wrong, by place.
func (s *schema) check(value any) []finding {
	var found []finding
	if err := s.compiled.Validate(value); err != nil {
		found = flatten(err)
	}
	found = s.shape.undeclared(found, value, nil)
	if len(found) > 1 {
		slices.SortStableFunc(found, func(a, b finding) int { return slices.Compare(a.path, b.path) })
	}
	return found
}

// flatten keeps the leaves of a validation error: the rest only groups them.
func flatten(err error) []finding {
	failure, ok := errors.AsType[*jsonschema.ValidationError](err)
	if !ok {
		return []finding{{text: "cannot be checked: " + err.Error()}}
	}
	var found []finding
	var walk func(*jsonschema.ValidationError)
	walk = func(e *jsonschema.ValidationError) {
		if len(e.Causes) == 0 {
			found = append(found, leaf(e)...)
		}
		for _, cause := range e.Causes {
			// A nullable allOf compiles to "one of this or null"; that the
			// value is not null says nothing once the other branch has spoken.
			if !isNullBranch(cause) || len(e.Causes) == 1 {
				walk(cause)
			}
		}
	}
	walk(failure)
	return found
}

func isNullBranch(e *jsonschema.ValidationError) bool {
	k, ok := e.ErrorKind.(*kind.Type)
	return ok && len(k.Want) == 1 && k.Want[0] == "null"
}

// isRequired says that a property is not there.
const isRequired = "is required"

// leaf says in words what one rule of a schema asks for.
func leaf(e *jsonschema.ValidationError) []finding {
	if required, ok := e.ErrorKind.(*kind.Required); ok {
		var found []finding
		for _, name := range required.Missing {
			found = append(found, finding{append(slices.Clone(e.InstanceLocation), name), isRequired, "send " + name})
		}
		return found
	}
	text, fix := ruleText(e)
	return []finding{{e.InstanceLocation, text, fix}}
}

// ruleText says what a value must be, and what to do.
func ruleText(e *jsonschema.ValidationError) (text, fix string) {
	switch k := e.ErrorKind.(type) {
	case *kind.Type:
		want := article(strings.Join(k.Want, " or "))
		return "must be " + want + ", is " + article(k.Got), "send " + want
	case *kind.Enum:
		return "must be one of the following values: " + joinValues(k.Want), "send one of these values, in this case"
	case *kind.Format:
		return "must be " + formatText(k.Want), "send " + formatText(k.Want)
	case *kind.MaxLength:
		return fmt.Sprintf("must be at most %d characters long, has %d", k.Want, k.Got), "shorten it"
	case *kind.MinLength:
		return fmt.Sprintf("must be at least %d characters long, has %d", k.Want, k.Got), "send a longer one"
	case *kind.MinItems:
		return fmt.Sprintf("must have at least %d elements, has %d", k.Want, k.Got), "send more elements"
	case *kind.MinProperties:
		return fmt.Sprintf("must have at least %d of its properties, has %d", k.Want, k.Got), "send more of them"
	case *kind.Pattern:
		return "must match " + k.Want, "send one that matches"
	case *kind.Maximum:
		return "must not be greater than " + k.Want.RatString(), "send a smaller number"
	case *kind.Minimum:
		return "must not be less than " + k.Want.RatString(), "send a larger number"
	default:
		return "does not fit the contract: " + e.Error(), ""
	}
}

func article(kind string) string {
	if kind == "null" {
		return kind
	}
	if strings.HasPrefix(kind, "null or ") { // read better the other way round
		kind = strings.TrimPrefix(kind, "null or ") + " or null"
	}
	if strings.ContainsRune("aeio", rune(kind[0])) {
		return "an " + kind
	}
	return "a " + kind
}

func joinValues(values []any) string {
	texts := make([]string, 0, len(values))
	for _, value := range values {
		texts = append(texts, fmt.Sprint(value))
	}
	return strings.Join(texts, ", ")
}

func formatText(format string) string {
	switch format {
	case "date-time":
		return "a date and time like 2026-01-31T12:00:00.000Z"
	case "date":
		return "a date like 2026-01-31"
	default:
		return "a valid " + format
	}
}

// undeclared adds every property of value that the schema does not name (A8).
func (s *shape) undeclared(found []finding, value any, path []string) []finding {
	switch v := value.(type) {
	case map[string]any:
		if len(s.properties) == 0 {
			return found
		}
		for name, child := range v {
			at := append(path[:len(path):len(path)], name)
			if property := s.properties[name]; property != nil {
				found = property.undeclared(found, child, at)
			} else {
				found = append(found, s.unknown(at))
			}
		}
	case []any:
		for i, child := range v {
			if s.items != nil {
				found = s.items.undeclared(found, child, append(path[:len(path):len(path)], strconv.Itoa(i)))
			}
		}
	}
	return found
}

// unknown is the finding about a property, or a query key, that the schema does
// not name.
func (s *shape) unknown(at []string) finding {
	name := at[len(at)-1]
	if meant := s.meant(name); meant != "" {
		return finding{at, "should not exist, did you mean " + meant + "?", "rename it to " + meant}
	}
	text := "should not exist"
	if len(s.properties) > 0 {
		text += ", allowed are: " + strings.Join(s.names(), ", ")
	}
	return finding{at, text, "leave it out"}
}

// meant is the declared property that is most like a misspelt one, or empty.
func (s *shape) meant(name string) string {
	best, distance := "", math.MaxInt
	for _, candidate := range s.names() {
		if d := editDistance(strings.ToLower(name), strings.ToLower(candidate)); d < distance {
			best, distance = candidate, d
		}
	}
	if distance <= max(2, len(name)/3) && distance < len(name) {
		return best
	}
	return ""
}

// editDistance is Levenshtein's, in bytes.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			step := diagonal
			if a[i] != b[j] {
				step++
			}
			diagonal = row[j+1]
			row[j+1] = min(step, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
