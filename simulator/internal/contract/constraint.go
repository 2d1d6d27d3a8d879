package contract

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pb33f/jsonschema/v6"
	"github.com/pb33f/jsonschema/v6/kind"
)

// constraint is what a value does not meet, by the key that class-validator has for
// it (A72): the API checks requests with that. The zero value is none.
type constraint struct {
	key   string
	wants string // stands in the text: 191, or the values of an enum
}

// The keys of constraints.
const (
	isNotEmpty          = "isNotEmpty"
	isString            = "isString"
	isNumber            = "isNumber"
	isInt               = "isInt"
	isBoolean           = "isBoolean"
	isArray             = "isArray"
	isEnum              = "isEnum"
	isDateString        = "isDateString"
	arrayUnique         = "arrayUnique"
	nestedValidation    = "nestedValidation"
	whitelistValidation = "whitelistValidation"
	customValidation    = "customValidation"
)

// constraintTexts are the texts that class-validator has for constraints, $wants being
// what is allowed.
var constraintTexts = map[string]string{
	isNotEmpty:          "$property should not be empty",
	isString:            "$property must be a string",
	isNumber:            "$property must be a number conforming to the specified constraints",
	isInt:               "$property must be an integer number",
	isBoolean:           "$property must be a boolean value",
	isArray:             "$property must be an array",
	isEnum:              "$property must be one of the following values: $wants",
	isDateString:        "$property must be a valid ISO 8601 date string",
	arrayUnique:         "All $property's elements must be unique",
	nestedValidation:    "nested property $property must be either object or array",
	whitelistValidation: "property $property should not exist",
	"maxLength":         "$property must be shorter than or equal to $wants characters",
	"min":               "$property must not be less than $wants",
	"max":               "$property must not be greater than $wants",
	customValidation:    "$property is not valid", // of a rule that no contract has
}

// constraintOf is the constraint that a rule of a schema stands for.
func constraintOf(e *jsonschema.ValidationError) constraint {
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		return constraint{key: isNotEmpty}
	case *kind.Type:
		return ofType(k.Want)
	case *kind.Enum:
		return ofEnum(k.Want)
	case *kind.Format:
		return ofFormat(k.Want)
	case *kind.MaxLength:
		return constraint{"maxLength", strconv.Itoa(k.Want)}
	case *kind.Maximum:
		return constraint{"max", k.Want.RatString()}
	case *kind.Minimum:
		return constraint{"min", k.Want.RatString()}
	default:
		return constraint{key: customValidation}
	}
}

// typeConstraints are the constraints that types stand for.
var typeConstraints = map[string]string{
	"string": isString, "number": isNumber, "integer": isInt, "boolean": isBoolean, "array": isArray, "object": nestedValidation,
}

// ofType is the constraint of a value that may have these types, null among them.
func ofType(types []string) constraint {
	for _, name := range types {
		if key := typeConstraints[name]; key != "" {
			return constraint{key: key}
		}
	}
	return constraint{key: customValidation}
}

// ofEnum is the constraint of a value that must be one of these, null among them.
func ofEnum(values []any) constraint {
	var texts []string
	for _, value := range values {
		if value != nil {
			texts = append(texts, fmt.Sprint(value))
		}
	}
	return constraint{isEnum, strings.Join(texts, ",")} // without blanks, as it was seen
}

func ofFormat(format string) constraint {
	if format == "date" || format == "date-time" {
		return constraint{key: isDateString}
	}
	return constraint{key: customValidation}
}

// constraint is the first thing that a value must meet.
func (s *shape) constraint() constraint {
	switch {
	case len(s.enum) > 0:
		return constraint{isEnum, strings.Join(s.enum, ",")}
	case s.format == "date" || s.format == "date-time":
		return ofFormat(s.format)
	default:
		return ofType(s.types)
	}
}

// InvalidProperty is a property of a request and what it does not meet, as
// class-validator tells it (A71).
type InvalidProperty struct {
	Property    string            `json:"property"`
	Constraints map[string]string `json:"constraints"`
}

// invalidProperties collects them, each property once.
type invalidProperties []InvalidProperty

func (all *invalidProperties) add(path []string, broken constraint) {
	property, text := broken.tell(path)
	i := slices.IndexFunc(*all, func(p InvalidProperty) bool { return p.Property == property })
	if i < 0 {
		i = len(*all)
		*all = append(*all, InvalidProperty{property, map[string]string{}})
	}
	(*all)[i].Constraints[broken.key] = text
}

// tell is the property that a value belongs to, and what is said of it. An item of a
// list belongs to the list.
func (c constraint) tell(path []string) (property, text string) {
	text = constraintTexts[c.key]
	if last := len(path) - 1; last > 0 && c.key != whitelistValidation {
		if _, err := strconv.Atoi(path[last]); err == nil {
			path = path[:last]
			if c.key != arrayUnique { // which is asked of the list
				text = "each value in " + text
			}
		}
	}
	text = strings.NewReplacer("$property", path[len(path)-1], "$wants", c.wants).Replace(text)
	return strings.Join(path, "."), text
}

// InvalidTexts are the texts that InvalidProperties has of one violation, if any.
func (vs *Violations) InvalidTexts(i int) []string {
	broken, path := vs.constraint(i), stepsOf(vs.List[i])
	if broken == (constraint{}) || len(path) == 0 {
		return nil
	}
	property, text := broken.tell(path)
	return []string{property, text}
}

// InvalidProperties are the properties that violations of a request are about, in the
// order of the violations. They are none where the request could not be read, or all
// that is wrong was found beyond the contract.
func (op *Operation) InvalidProperties(vs Violations) []InvalidProperty {
	var all invalidProperties
	for i, v := range vs.List {
		switch broken := vs.constraint(i); {
		case broken == constraint{}:
			if v.In == InBody {
				return nil // of a parser, which comes before the validation
			}
		case v.In == InHeader || v.In == InBody && v.Pointer == "": // nothing of the body counts
			for _, name := range op.requiredOfBody() {
				all.add([]string{name}, constraint{key: isNotEmpty})
			}
		default:
			all.add(stepsOf(v), broken)
		}
	}
	return all
}

// stepsOf is the way to the value that a violation is about: the brackets in the name
// of a list are no part of it.
func stepsOf(v Violation) []string {
	var steps []string
	if v.Name != "" {
		steps = append(steps, strings.TrimSuffix(v.Name, "[]"))
	}
	return append(steps, pointerSteps(v.Pointer)...)
}

// pointerSteps are the names and indexes of a JSON pointer.
func pointerSteps(pointer string) (steps []string) {
	if pointer == "" {
		return nil
	}
	for step := range strings.SplitSeq(pointer[1:], "/") {
		steps = append(steps, unescape.Replace(step))
	}
	return steps
}

var unescape = strings.NewReplacer("~1", "/", "~0", "~")

// firstBody is the schema of the body in the first of its media types, nil without one.
func (op *Operation) firstBody() *shape {
	if len(op.MediaTypes) == 0 {
		return nil
	}
	return op.bodies[op.MediaTypes[0]].shape
}

// requiredOfBody are the properties that the body must have, in the order of the
// document.
func (op *Operation) requiredOfBody() (names []string) {
	body := op.firstBody()
	if body == nil {
		return nil
	}
	for _, name := range body.order {
		if body.required[name] {
			names = append(names, name)
		}
	}
	return names
}

// AnInvalidProperty is one that a request to the operation might have, for an answer
// that no request has brought about (A75): the first that is required of the body, or
// else the first of the body, of the query or of the path.
func (op *Operation) AnInvalidProperty() []InvalidProperty {
	var all invalidProperties
	body := op.firstBody()
	switch required := op.requiredOfBody(); {
	case len(required) > 0:
		all.add(required[:1], constraint{key: isNotEmpty})
	case body != nil && len(body.order) > 0:
		all.add(aValue(body.order[0], body.properties[body.order[0]]))
	case len(op.parameters) > 0:
		p := slices.MinFunc(op.parameters, func(a, b *parameter) int { return cmp.Compare(placeOrder[a.in], placeOrder[b.in]) })
		if p.in == InPath { // an id (A5)
			all.add([]string{p.name}, constraint{key: isInt})
			break
		}
		all.add(aValue(strings.TrimSuffix(p.name, "[]"), p.shape))
	}
	return all
}

var placeOrder = map[Place]int{InQuery: 0, InPath: 1, InHeader: 2}

// aValue is the place of a value, or of an item of a list, and its constraint.
func aValue(name string, s *shape) ([]string, constraint) {
	if s.is("array") && s.items != nil {
		return []string{name, "0"}, s.items.constraint()
	}
	return []string{name}, s.constraint()
}
