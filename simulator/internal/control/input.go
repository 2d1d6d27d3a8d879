package control

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// decode is the input of a call that fits the contract. A field with the tag in comes
// from there: "path" and "query" are parameters by that name, "body" is the text of a
// whole body. All other fields are properties of a body of JSON, which is decoded here
// and nowhere else.
func (op operation) decode(request *exchange.Request) (any, error) {
	input := reflect.New(op.input)
	if request.MediaType == web.JSON && op.takesProperties() {
		if err := json.Unmarshal(request.Body, input.Interface()); err != nil {
			return nil, fmt.Errorf("decode a body that fits the contract: %w", err)
		}
	}
	for _, f := range reflect.VisibleFields(op.input) {
		field := input.Elem().FieldByIndex(f.Index)
		switch f.Tag.Get("in") {
		case inPath:
			setParameter(field, []string{request.Params[jsonName(f)]})
		case inQuery:
			setParameter(field, request.Query[jsonName(f)])
		case inBody:
			field.SetBytes(yamlBody(request))
		}
	}
	return input.Elem().Interface(), nil
}

// Where a field of an input comes from, if it is no property of a body.
const (
	inPath  = "path"
	inQuery = "query"
	inBody  = "body"
)

// jsonName is the name that a field has in JSON.
func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// takesProperties tells whether some of the input are properties of a body.
func (op operation) takesProperties() bool {
	return slices.ContainsFunc(reflect.VisibleFields(op.input), func(f reflect.StructField) bool {
		return !f.Anonymous && f.Tag.Get("in") == ""
	})
}

// setParameter sets a field to the values that were sent for a parameter: a list to all
// of them, else to the first. Without a value, or one that cannot be read, which the
// contract lets through in no case that matters, the field stays zero.
func setParameter(field reflect.Value, values []string) {
	field.SetZero()
	if len(values) == 0 {
		return
	}
	switch field.Kind() {
	case reflect.Slice:
		field.Set(reflect.ValueOf(values))
	case reflect.Pointer:
		if value := reflect.New(field.Type().Elem()); parseParameter(value.Elem(), values[0]) {
			field.Set(value)
		}
	default:
		parseParameter(field, values[0])
	}
}

// parseParameter sets a field to the value that a text stands for, and tells whether it
// stands for one.
func parseParameter(field reflect.Value, text string) (ok bool) {
	switch field.Kind() {
	case reflect.String:
		field.SetString(text)
		return true
	case reflect.Bool:
		field.SetBool(text == "true")
		return text == "true" || text == "false"
	case reflect.Int:
		number, err := strconv.Atoi(text)
		field.SetInt(int64(number))
		return err == nil
	case reflect.Int64: // an id; 0 is the id of no record
		id, ok := exchange.ParseID(text)
		field.SetInt(id)
		return ok
	case reflect.Float64:
		number, err := strconv.ParseFloat(text, 64)
		field.SetFloat(number)
		return err == nil
	default:
		panic("control: a parameter cannot be a " + field.Type().String())
	}
}

// yamlText is a file of YAML, whatever it was sent as.
type yamlText []byte

// yamlBody is a body of JSON or YAML as YAML, nil if there is none. What was decoded to
// check it is let go: it may take more than the body.
func yamlBody(request *exchange.Request) yamlText {
	request.JSON = nil
	switch request.MediaType {
	case "":
		return nil
	case web.JSON:
		return yamlOf(request.Body)
	default:
		return request.Body
	}
}

// problems collects what a contract cannot say is wrong with a body, so that
// the caller hears of all of it at once.
type problems []string

func (p *problems) add(format string, args ...any) { *p = append(*p, fmt.Sprintf(format, args...)) }

// longestList is how many values a list may have that costs something for each.
const longestList = 100

// tooMany refuses a list that is too long, so that nobody looks at its values.
func (p *problems) tooMany(name string, values []string) bool {
	if len(values) <= longestList {
		return false
	}
	p.add("%s must have at most %d elements, has %d", name, longestList, len(values))
	return true
}

func (p problems) err() error {
	if len(p) == 0 {
		return nil
	}
	return badRequest(strings.Join(p, "; "))
}

// time reads a date and time. The contract lets some pass that cannot be
// written again, as after the year 9999 in UTC.
func (p *problems) time(name, text string) time.Time {
	// RFC 3339 lets "t" and "z" stand for "T" and "Z".
	t, err := time.Parse(time.RFC3339, strings.ToUpper(text))
	if err != nil || !state.InRange(t) {
		p.add("%s must be a date and time like 2026-01-31T12:00:00.000Z, from the year 1000 to 9999", name)
	}
	return t.UTC()
}

func (p *problems) duration(name, text string) time.Duration {
	d, err := time.ParseDuration(text)
	if err != nil {
		p.add("%s must be a duration like 24h, 1h30m or -90m, is %q", name, text)
	}
	return d
}
