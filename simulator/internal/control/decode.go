package control

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// decode makes the input of a call that fits the contract. The tag in of a field says
// where it comes from: "path", "query" and "header" are parameters, "body" is the text of a whole
// body. All other fields are properties of a body of JSON, which is decoded into an input
// here and nowhere else.
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
			setParameter(field, []string{request.Params.Value(jsonName(f))})
		case inQuery:
			setParameter(field, request.Query[jsonName(f)])
		case inHeader:
			setParameter(field, request.Header.Values(jsonName(f)))
		case inBody:
			field.SetBytes(yamlBody(request))
		}
	}
	return input.Elem().Interface(), nil
}

// These are the places that a field of an input comes from, if it is no property of a body.
const (
	inPath   = "path"
	inQuery  = "query"
	inHeader = "header"
	inBody   = "body"
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
// of them, any other to the first. The field is zero if none was sent, and if the first
// cannot be read, as a number that is too large.
func setParameter(field reflect.Value, values []string) {
	switch {
	case len(values) == 0:
		field.SetZero()
	case field.Kind() == reflect.Slice:
		field.Set(reflect.ValueOf(values))
	case field.Kind() == reflect.Pointer:
		value := reflect.New(field.Type().Elem())
		if !parseParameter(value.Elem(), values[0]) {
			value = reflect.Zero(field.Type())
		}
		field.Set(value)
	case !parseParameter(field, values[0]):
		field.SetZero()
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

// yamlText is a file of YAML, also if it was sent as JSON.
type yamlText []byte

// yamlBody is a body of JSON or YAML as YAML, nil if there is none. It lets go of what was
// decoded for the check, which may take more memory than the body.
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
