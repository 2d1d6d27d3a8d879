// The driver calls servers through generated clients, whatever their methods are called, and says what
// they could not send or read. It is compiled beside the clients, in a module of its own.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"reflect"
	"strings"
	"time"
)

// plan is what to do with one client.
type plan struct {
	Client string // the name of its package
	URL    string
	Calls  []call
}

// call is one call. Values are as JSON has them.
type call struct {
	Operation string // the operationId
	Key       string
	Path      []parameter    // in their order
	Query     map[string]any // by the names in the contract
	MediaType string         // "" without a body
	Body      map[string]any
	Status    int // that is expected
}

// parameter is one in a path.
type parameter struct {
	Name  string
	Value any
}

// wire sees what a client really sends and gets.
type wire struct {
	key    string
	status int
	body   []byte
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+w.key)
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	w.status = response.StatusCode
	if w.body, err = io.ReadAll(response.Body); err != nil {
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(w.body))
	return response, nil
}

func main() {
	var plans []plan
	if err := json.NewDecoder(os.Stdin).Decode(&plans); err != nil {
		fmt.Println(err)
		os.Exit(2)
	}
	bad := false
	for _, p := range plans {
		w := &wire{}
		client, err := clients[p.Client](p.URL, &http.Client{Transport: w})
		if err != nil {
			fmt.Println(err)
			os.Exit(2)
		}
		called := map[string]bool{}
		for _, c := range p.Calls {
			w.key = c.Key
			if err := try(client, c, w, called); err != nil {
				bad = true
				fmt.Printf("%s: %s with the key %s %s: %v; the answer was %d %.300s\n", p.Client, c.Operation, c.Key, c.MediaType, err, w.status, w.body)
			}
		}
		for _, name := range operations(client) {
			if !called[name] {
				bad = true
				fmt.Printf("%s: %s was never called\n", p.Client, name)
			}
		}
	}
	if bad {
		os.Exit(1)
	}
}

// try makes one call and compares what the client read with what it was sent.
func try(client any, c call, w *wire, called map[string]bool) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	w.status, w.body = 0, nil
	controller, operation, _ := strings.Cut(c.Operation, "_")
	decoded, err := send(reflect.ValueOf(client), controller+strings.ToUpper(operation[:1])+operation[1:], c, called)
	if err != nil {
		return err
	}
	if w.status != c.Status {
		return fmt.Errorf("the status is not %d", c.Status)
	}
	read, err := json.Marshal(decoded)
	if err != nil {
		return err
	}
	var got, sent any
	if err := json.Unmarshal(read, &got); err != nil {
		return err
	}
	if err := json.Unmarshal(w.body, &sent); err != nil {
		return err
	}
	if got = plain(got); !reflect.DeepEqual(got, plain(sent)) {
		return fmt.Errorf("read was %s", read)
	}
	return nil
}

// plain is a value with times to the second, and without null: ogen writes no more of a time, and many
// types have one value for null and for what is not there.
func plain(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name, child := range v {
			if child == nil {
				delete(v, name)
			} else {
				v[name] = plain(child)
			}
		}
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	case string:
		if at, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return at.UTC().Format(time.RFC3339)
		}
	}
	return value
}

// fill puts a value into a variable of a generated type.
func fill(into reflect.Value, value any) error {
	if pointer := into.Addr(); pointer.MethodByName("InitFromBytes").IsValid() { // a file of oapi-codegen
		pointer.MethodByName("InitFromBytes").Call([]reflect.Value{reflect.ValueOf([]byte(value.(string))), reflect.ValueOf("answers.pdf")})
		return nil
	} else if set := pointer.MethodByName("SetTo"); set.IsValid() { // an optional value of ogen
		inner := reflect.New(set.Type().In(0)).Elem()
		err := fill(inner, value)
		set.Call([]reflect.Value{inner})
		return err
	}
	if moment, is := into.Addr().Interface().(*time.Time); is {
		return readTime(moment, value.(string))
	}
	if _, isNumber := value.(float64); isNumber && into.Kind() == reflect.Struct && into.FieldByName("Float64").IsValid() { // one of several types of ogen
		into.Addr().MethodByName("SetFloat64").Call([]reflect.Value{reflect.ValueOf(value)})
		return nil
	}
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	_, readsJSON := into.Addr().Interface().(json.Unmarshaler)
	fields, isObject := value.(map[string]any)
	items, isList := value.([]any)
	switch {
	case into.Kind() == reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		return fill(into.Elem(), value)
	case isObject && into.Kind() == reflect.Struct && into.NumField() > 0:
		return fillFields(into, fields)
	case isList && into.Kind() == reflect.Slice && !readsJSON:
		into.Set(reflect.MakeSlice(into.Type(), len(items), len(items)))
		for i, item := range items {
			if err := fill(into.Index(i), item); err != nil {
				return err
			}
		}
		return nil
	case into.Kind() == reflect.Struct && into.FieldByName("Name").IsValid() && into.FieldByName("File").IsValid(): // a part of a form of ogen
		into.FieldByName("Name").SetString("answers.pdf")
		into.FieldByName("File").Set(reflect.ValueOf(strings.NewReader(value.(string))))
		return nil
	}
	return json.Unmarshal(text, into.Addr().Interface())
}

// readTime reads a time or a date: ogen has one type for both.
func readTime(into *time.Time, text string) (err error) {
	layout := time.RFC3339
	if len(text) == len(time.DateOnly) {
		layout = time.DateOnly
	}
	*into, err = time.Parse(layout, text)
	return err
}

// fillFields finds fields by their names, without brackets.
func fillFields(into reflect.Value, values map[string]any) error {
	for name, value := range values {
		field := into.FieldByNameFunc(func(field string) bool { return strings.EqualFold(field, strings.Trim(name, "[]")) })
		if !field.IsValid() {
			return fmt.Errorf("%s has no field %s", into.Type(), name)
		}
		if value == nil { // a list or an object that is null in one direction only
			if clear := field.Addr().MethodByName("SetToNull"); clear.IsValid() {
				clear.Call(nil)
			}
			continue
		}
		if err := fill(field, value); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}
