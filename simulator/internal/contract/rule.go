package contract

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pb33f/jsonschema/v6"
	"github.com/pb33f/jsonschema/v6/kind"
)

// flatten keeps the leaves of a validation error, by place: the rest only groups
// them.
func flatten(err error) []difference {
	failure, ok := errors.AsType[*jsonschema.ValidationError](err)
	if !ok {
		return []difference{{text: "cannot be checked: " + err.Error()}}
	}
	found := leaves(failure, false)
	slices.SortStableFunc(found, func(a, b difference) int { return comparePaths(a.path, b.path) })
	return found
}

// leaves are what is wrong below an error. A nullable allOf compiles to "one of
// this or null": that the value is not null says nothing once the other branch has
// spoken, but that null would do has to be said.
func leaves(e *jsonschema.ValidationError, nullable bool) []difference {
	if len(e.Causes) == 0 {
		return leaf(e, nullable)
	}
	var found []difference
	orNull := len(e.Causes) > 1 && slices.ContainsFunc(e.Causes, isNullBranch)
	for _, cause := range e.Causes {
		if orNull && isNullBranch(cause) {
			continue
		}
		here := len(cause.InstanceLocation) == len(e.InstanceLocation)
		found = append(found, leaves(cause, here && (orNull || nullable))...)
	}
	return found
}

func isNullBranch(e *jsonschema.ValidationError) bool {
	k, ok := e.ErrorKind.(*kind.Type)
	return ok && len(k.Want) == 1 && k.Want[0] == "null"
}

// isRequired says that a property is not there.
const isRequired = "is required"

// leaf says in words what one rule of a schema asks for.
func leaf(e *jsonschema.ValidationError, nullable bool) []difference {
	if required, ok := e.ErrorKind.(*kind.Required); ok {
		var found []difference
		for _, name := range required.Missing {
			found = append(found, difference{path: append(slices.Clone(e.InstanceLocation), name), text: isRequired, fix: "send " + name, constraint: constraintOf(e)})
		}
		return found
	}
	f := difference{path: e.InstanceLocation, constraint: constraintOf(e)}
	f.text, f.fix = ruleText(e, nullable)
	_, f.pattern = e.ErrorKind.(*kind.Pattern)
	if k, ok := e.ErrorKind.(*kind.Type); ok && k.Got == "string" && !slices.Contains(k.Want, "object") && !slices.Contains(k.Want, "array") {
		f.must, _, _ = strings.Cut(f.text, ", is ")
	}
	return []difference{f}
}

// ruleText says what a value must be, and what to do.
func ruleText(e *jsonschema.ValidationError, nullable bool) (text, fix string) {
	orNull := ""
	if nullable {
		orNull = " or null"
	}
	switch k := e.ErrorKind.(type) {
	case *kind.Type:
		want := article(strings.Join(k.Want, " or ")) + orNull
		return "must be " + want + ", is " + kindText(k), "send " + want
	case *kind.Enum:
		return "must be one of the following values: " + joinValues(k.Want) + orNull, "send one of these values, in this case"
	case *kind.Format:
		return "must be " + formatText(k.Want) + orNull, "send " + formatText(k.Want)
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

// kindText is the kind of JSON that a value has.
func kindText(k *kind.Type) string {
	if k.Got == "number" && slices.Contains(k.Want, "integer") {
		return "a number with a fraction"
	}
	return article(k.Got)
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
		if value != nil {
			texts = append(texts, fmt.Sprint(value))
		} else {
			texts = append(texts, "null")
		}
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
