package control

import (
	"encoding"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/spec"
)

func TestTheContractAndTheTableAreCompared(t *testing.T) {
	own, err := ownContract()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bind(own, operations); err != nil {
		t.Error(err)
	}
	_, err = bind(own, []operation{
		op("health", "GET /healthy", changesNothing, health),
		op("ready", "GET /ready", changesNothing, health),
		op("ready", "GET /ready", changesNothing, health),
		op("listSandboxs", "GET /sandboxes", changesNothing, listSandboxes),
	})
	for _, want := range []string{
		"operation listSandboxes of the contract has no handler",
		"operation listSandboxs has a handler, but the contract lacks it",
		"operation health is GET /health in the contract, and GET /healthy in the table",
		"operation ready is in the table twice",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want it to say %q", err, want)
		}
	}
}

// TestTraits compares the traits with what the contract says: what needs no token
// documents no 401, and the other way round; what makes its sandbox documents a 201.
func TestTraits(t *testing.T) {
	own, err := ownContract()
	if err != nil {
		t.Fatal(err)
	}
	bound, err := bind(own, operations)
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range bound {
		if op.Documents(http.StatusUnauthorized) == op.has(tokenless) {
			t.Errorf("%s: tokenless is %t, and its statuses are %v", op.name, op.has(tokenless), op.Statuses)
		}
		inSandbox := strings.Contains(op.Path, "{sandbox}")
		if makes := inSandbox && op.Documents(http.StatusCreated); makes != op.has(makesSandbox) {
			t.Errorf("%s: makesSandbox is %t, and its statuses are %v", op.name, op.has(makesSandbox), op.Statuses)
		}
		if readsText := slices.Contains(op.MediaTypes, "application/yaml"); readsText != op.has(readsWorlds) {
			t.Errorf("%s: readsWorlds is %t, and its bodies are %v", op.name, op.has(readsWorlds), op.MediaTypes)
		}
		if op.Method == http.MethodGet && op.changes != changesNothing {
			t.Errorf("%s is a GET and changes something: a page of another origin may send it", op.name)
		}
	}
}

// openAPI is as much of a document of OpenAPI as inputs and outputs are compared with.
type openAPI struct {
	Paths      map[string]map[string]json.RawMessage `json:"paths"`
	Components struct {
		Parameters map[string]*parameterPart `json:"parameters"`
		Responses  map[string]*responsePart  `json:"responses"`
		Schemas    map[string]*schemaPart    `json:"schemas"`
	} `json:"components"`
}

type operationPart struct {
	Parameters  []*parameterPart `json:"parameters"`
	RequestBody *struct {
		Required bool                  `json:"required"`
		Content  map[string]*mediaPart `json:"content"`
	} `json:"requestBody"`
	Responses map[string]*responsePart `json:"responses"`
}

type parameterPart struct {
	Ref      string      `json:"$ref"`
	Name     string      `json:"name"`
	In       string      `json:"in"`
	Required bool        `json:"required"`
	Schema   *schemaPart `json:"schema"`
}

type responsePart struct {
	Ref     string                `json:"$ref"`
	Content map[string]*mediaPart `json:"content"`
}

type mediaPart struct {
	Schema   *schemaPart `json:"schema"`
	Examples map[string]struct {
		Value json.RawMessage `json:"value"`
	} `json:"examples"`
}

type schemaPart struct {
	Ref        string                 `json:"$ref"`
	Type       string                 `json:"type"`
	Nullable   bool                   `json:"nullable"`
	AllOf      []*schemaPart          `json:"allOf"`
	OneOf      []*schemaPart          `json:"oneOf"`
	Properties map[string]*schemaPart `json:"properties"`
	Required   []string               `json:"required"`
	Items      *schemaPart            `json:"items"`
}

// operation is what the document says of an operation, with the parameters of its path.
func (d *openAPI) operation(t *testing.T, op operation) (part operationPart) {
	t.Helper()
	method, path, _ := strings.Cut(op.at, " ")
	if err := json.Unmarshal(d.Paths[path][strings.ToLower(method)], &part); err != nil {
		t.Fatalf("%s: %v", op.name, err)
	}
	var ofPath []*parameterPart
	if shared := d.Paths[path]["parameters"]; shared != nil {
		if err := json.Unmarshal(shared, &ofPath); err != nil {
			t.Fatalf("%s: %v", op.name, err)
		}
	}
	part.Parameters = append(ofPath, part.Parameters...)
	for i, p := range part.Parameters {
		if p.Ref != "" {
			part.Parameters[i] = d.Components.Parameters[lastOf(p.Ref)]
		}
	}
	for status, response := range part.Responses {
		if response.Ref != "" {
			part.Responses[status] = d.Components.Responses[lastOf(response.Ref)]
		}
	}
	return part
}

// resolved is a schema without a reference at its top.
func (d *openAPI) resolved(s *schemaPart) *schemaPart {
	switch {
	case s.Ref != "":
		return d.resolved(d.Components.Schemas[lastOf(s.Ref)])
	case len(s.AllOf) == 1:
		return d.resolved(s.AllOf[0])
	}
	return s
}

func lastOf(ref string) string { return ref[strings.LastIndex(ref, "/")+1:] }

func readOpenAPI(t *testing.T) *openAPI {
	t.Helper()
	text, err := contract.JSON(spec.Control())
	if err != nil {
		t.Fatal(err)
	}
	var document openAPI
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	return &document
}

// TestInputsAreAsDescribed compares what operations take with the contract, both ways.
func TestInputsAreAsDescribed(t *testing.T) {
	document := readOpenAPI(t)
	for _, op := range operations {
		part := document.operation(t, op)
		want := map[string]string{}
		for _, p := range part.Parameters {
			if p.In != inPath || p.Name != "sandbox" || op.has(makesSandbox) {
				want[p.Name] = p.In + need(p.Required) + document.resolved(p.Schema).Type
			}
		}
		got := map[string]string{}
		var body []reflect.StructField
		for _, f := range reflect.VisibleFields(op.input) {
			switch in := f.Tag.Get("in"); in {
			case inPath, inQuery, inHeader:
				got[jsonName(f)] = in + need(!mayBeLeftOut(f)) + schemaType(f.Type)
			default:
				if !f.Anonymous {
					body = append(body, f)
				}
			}
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s: the input has the parameters %v, the contract %v", op.name, got, want)
		}
		if (len(body) > 0) != (part.RequestBody != nil) {
			t.Errorf("%s: the input has %d fields of a body, and the contract a body: %t", op.name, len(body), part.RequestBody != nil)
			continue
		}
		if len(body) == 0 {
			continue
		}
		types := slices.Sorted(maps.Keys(part.RequestBody.Content))
		if body[0].Tag.Get("in") == inBody {
			if len(body) > 1 || !slices.Equal(types, []string{"application/json", "application/yaml"}) || part.RequestBody.Required == mayBeLeftOut(body[0]) {
				t.Errorf("%s: the input is a text, the contract has %v", op.name, types)
			}
			continue
		}
		if !slices.Equal(types, []string{"application/json"}) {
			t.Errorf("%s: the input has properties, the contract %v", op.name, types)
			continue
		}
		comparison{t, document, false}.fields(op.name, body, document.resolved(part.RequestBody.Content["application/json"].Schema))
	}
}

// TestInputsAreValues makes an input of each example of a body, with parameters, and
// looks whether it is the same once it was written as JSON and read again: so a call can
// be kept, or be made by others than HTTP.
func TestInputsAreValues(t *testing.T) {
	document := readOpenAPI(t)
	for _, op := range operations {
		part := document.operation(t, op)
		params, query := map[string]string{}, url.Values{}
		for _, p := range part.Parameters {
			params[p.Name] = "1"
			query.Set(p.Name, "1")
		}
		query.Set("violations", "true") // the only one that is neither a text nor a number
		bodies := []json.RawMessage{nil}
		if part.RequestBody != nil {
			for _, example := range part.RequestBody.Content["application/json"].Examples {
				bodies = append(bodies, example.Value)
			}
		}
		for _, body := range bodies {
			request := &exchange.Request{Params: exchange.ParamsOf(params), Query: query, Body: body}
			if body != nil {
				request.MediaType = "application/json"
			}
			input, err := op.decode(request)
			if err != nil {
				t.Fatalf("%s: %v", op.name, err)
			}
			written, err := json.Marshal(input)
			if err != nil {
				t.Fatalf("%s: %v", op.name, err)
			}
			again := reflect.New(op.input)
			if err := json.Unmarshal(written, again.Interface()); err != nil {
				t.Fatalf("%s: %v", op.name, err)
			}
			if !reflect.DeepEqual(again.Elem().Interface(), input) {
				t.Errorf("%s: %+v is %+v once written as %s and read again", op.name, input, again, written)
			}
		}
	}
}

// TestOutputsAreAsDescribed compares what operations answer with the contract, both
// ways.
func TestOutputsAreAsDescribed(t *testing.T) {
	document := readOpenAPI(t)
	for _, op := range operations {
		part := document.operation(t, op)
		for status, response := range part.Responses {
			if status[0] != '2' {
				continue
			}
			types := slices.Sorted(maps.Keys(response.Content))
			var want []string
			switch op.output {
			case reflect.TypeFor[none]():
				if status != "204" {
					t.Errorf("%s: there is no output, the contract has %s", op.name, status)
				}
			case reflect.TypeFor[exchangeDocument](), reflect.TypeFor[stream]():
				want = slices.Sorted(slices.Values(op.mediaTypes))
			default:
				want = []string{"application/json"}
			}
			if !slices.Equal(types, want) {
				t.Errorf("%s: the output is %v, the contract has %v", op.name, want, types)
			} else if op.mediaTypes == nil && len(want) > 0 {
				comparison{t, document, true}.value(op.name, op.output, response.Content["application/json"].Schema)
			}
		}
	}
}

type exchangeDocument = document

// comparison compares types of Go with schemas.
type comparison struct {
	t        *testing.T
	document *openAPI
	output   bool // what may be null counts
}

// value compares a type with a schema. What its type of Go says nothing about, as
// what writes itself, is let pass.
func (c comparison) value(at string, of reflect.Type, s *schemaPart) {
	c.t.Helper()
	s = c.document.resolved(s)
	for of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	if want := schemaType(of); want != "" && s.Type != "" && want != s.Type && (want != "number" || s.Type != "integer") {
		c.t.Errorf("%s is %s (%s), the contract has %s", at, want, of, s.Type)
		return
	}
	switch {
	case schemaType(of) == "array":
		c.value(at+"[]", of.Elem(), s.Items)
	case schemaType(of) == "object" && of.Kind() == reflect.Struct:
		c.fields(at, ownFields(of), s)
	}
}

// fields compares the fields of a struct with the properties of a schema: that each has
// all of the other, and that a field may be left out where the property may.
func (c comparison) fields(at string, fields []reflect.StructField, s *schemaPart) {
	c.t.Helper()
	named := map[string]bool{}
	for _, f := range fields {
		name := jsonName(f)
		if f.Anonymous || !f.IsExported() || name == "-" {
			continue
		}
		named[name] = true
		property, ok := s.Properties[name]
		if !ok {
			c.t.Errorf("%s: the contract has no %s", at, name)
			continue
		}
		if optional := mayBeLeftOut(f); optional == slices.Contains(s.Required, name) {
			c.t.Errorf("%s.%s: may be left out: %t, by the contract: %t", at, name, optional, !optional)
		}
		if null := f.Type.Kind() == reflect.Pointer && !mayBeLeftOut(f); c.output && null != property.Nullable {
			c.t.Errorf("%s.%s: may be null: %t, by the contract: %t", at, name, null, property.Nullable)
		}
		c.value(at+"."+name, f.Type, property)
	}
	for name := range s.Properties {
		if !named[name] {
			c.t.Errorf("%s: the contract has %s, %v has not", at, name, slices.Sorted(maps.Keys(named)))
		}
	}
}

// ownFields are the fields of a struct but for those of what it embeds by a pointer:
// the error of an answer with another status.
func ownFields(of reflect.Type) []reflect.StructField {
	return slices.DeleteFunc(reflect.VisibleFields(of), func(f reflect.StructField) bool {
		return of.Field(f.Index[0]).Type.Kind() == reflect.Pointer && len(f.Index) > 1
	})
}

func mayBeLeftOut(f reflect.StructField) bool {
	return strings.Contains(f.Tag.Get("json"), ",omit")
}

func need(required bool) string {
	if required {
		return " required "
	}
	return " optional "
}

// schemaType is the type of JSON that values of a type of Go have, "" if that is not
// to be told.
func schemaType(of reflect.Type) string {
	if of.Kind() == reflect.Pointer {
		return schemaType(of.Elem())
	}
	switch {
	case implements[encoding.TextMarshaler](of):
		return "string"
	case implements[json.Marshaler](of), implements[json.Unmarshaler](of):
		return ""
	}
	switch of.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int64, reflect.Uint64:
		return "integer"
	case reflect.Float64:
		return "number"
	case reflect.Slice:
		return "array"
	case reflect.Struct, reflect.Map:
		return "object"
	default:
		return ""
	}
}

func implements[I any](of reflect.Type) bool {
	return of.Implements(reflect.TypeFor[I]()) || reflect.PointerTo(of).Implements(reflect.TypeFor[I]())
}

// TestThePageHasEveryOperation compares the table in docs/control-api.md, in which a
// parameter is a word in capital letters and "..." the path of a sandbox.
func TestThePageHasEveryOperation(t *testing.T) {
	page, err := os.ReadFile("../../../docs/control-api.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "| method and path below `/_sim` | |\n| --- | --- |\n")
	table, _, _ = strings.Cut(table, "\n\n")
	got := map[string]int{}
	for row := range strings.Lines(table) {
		cell, _, _ := strings.Cut(strings.TrimPrefix(row, "| "), " | ")
		for _, at := range pageOperations(cell) {
			got[at]++
		}
	}
	parameter := regexp.MustCompile(`\{[a-z]+\}`)
	for _, op := range operations {
		at := parameter.ReplaceAllString(op.at, "{}")
		if got[at] != 1 {
			t.Errorf("%s is on the page %d times", op.at, got[at])
		}
		delete(got, at)
	}
	for at := range got {
		t.Errorf("the page has %s, which is no operation", at)
	}
}

// pageOperations are the operations that a cell names, as "GET /sandboxes/{}". Methods
// that stand alone go with the next path, a path without a method with the last one.
func pageOperations(cell string) (all []string) {
	word := regexp.MustCompile(`/[A-Z]+`)
	var methods []string
	for _, code := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cell, -1) {
		method, path, hasBoth := strings.Cut(code[1], " ")
		if !hasBoth && !strings.Contains(code[1], "/") {
			methods = append(methods, method)
			continue
		}
		if !hasBoth {
			method, path = "GET", code[1]
		}
		path, _, _ = strings.Cut(path, "?")
		path = strings.Replace(path, "...", "/sandboxes/NAME", 1)
		for _, m := range append(methods, method) {
			all = append(all, fmt.Sprint(m, " ", word.ReplaceAllString(path, "/{}")))
		}
		methods = nil
	}
	return all
}
