package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"
	liberrors "github.com/pb33f/libopenapi-validator/errors"
	"github.com/pb33f/libopenapi-validator/strict"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"
	"pgregory.net/rapid"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// The check of requests goes straight to the schemas that libopenapi-validator
// compiles. These tests hold it against the library's own checks, for requests made
// by bending the examples of the document: each parameter and each item of a list
// by itself, and each place of a body. What the library refuses is refused here, and
// what is refused here alone is one of the named rules that go further on purpose.

// libraryJudge is the library's checks with everything on that the contract needs.
type libraryJudge struct {
	validator.Validator
	options *config.ValidationOptions
	path    string
	item    *v3.PathItem
}

func newJudge(m *v3.Document, op *Operation) libraryJudge {
	options := []config.Option{
		config.WithRegexCache(&sync.Map{}), config.WithFormatAssertions(),
		config.WithStandardBodyDecoders(), config.WithRejectUnsupportedBodyContent(),
	}
	item, _ := m.Paths.PathItems.Get(op.Path)
	return libraryJudge{validator.NewValidatorFromV3Model(m, options...), config.NewValidationOptions(options...), op.Path, item}
}

// agreements is for the figures of one run: how many times each judge refused, and
// how many times a rule that goes further was needed.
type agreements map[string]int

func TestAgreementWithTheLibrary(t *testing.T) {
	m, c := model(t), load(t)
	count := agreements{}
	for _, op := range c.Operations {
		library := newJudge(m, op)
		for _, mediaType := range append(slices.Clone(op.MediaTypes), "")[:max(1, len(op.MediaTypes))] {
			t.Run(op.ID+" "+mediaType, func(t *testing.T) {
				rapid.Check(t, func(t *rapid.T) {
					call := drawCall(t, op, library.item, mediaType)
					count["calls "+mediaType]++
					library.compare(t, op, call, count)
				})
			})
		}
	}
	for _, needed := range []string{
		"calls application/json", "calls multipart/form-data", "path", "query", "body application/json",
		"body multipart/form-data", "undeclared", "a number that is no id (A5)", "an item with a comma", "an item with blanks",
	} {
		if count[needed] == 0 {
			t.Errorf("never drawn: %s; drawn were %v", needed, count)
		}
	}
}

func (l libraryJudge) compare(t *rapid.T, op *Operation, call drawnCall, count agreements) {
	ours := op.CheckRequest(call.request(t, op), nil)
	in := map[Place][]Violation{}
	for _, v := range ours.List {
		in[v.In] = append(in[v.In], v)
	}
	l.comparePath(t, call, in[InPath], count)
	l.compareQuery(t, op, call, in[InQuery], count)
	l.compareBody(t, op, call, in[InBody], count)
	if known := len(in[InPath]) + len(in[InQuery]) + len(in[InBody]); known < len(ours.List) {
		t.Fatalf("%s %s: refused in a place that nobody judges: %v", call.method, call.url(), ours.List)
	}
}

// reasons are what the library says of problems; the rest of these leads in circles.
func reasons(problems []*liberrors.ValidationError) (said []string) {
	for _, p := range problems {
		said = append(said, p.Reason)
	}
	return said
}

// comparePath holds each parameter of the path against the library.
func (l libraryJudge) comparePath(t *rapid.T, call drawnCall, ours []Violation, count agreements) {
	_, problems := l.GetParameterValidator().ValidatePathParamsWithPathItem(call.http(t), l.item, l.path)
	for name, value := range call.params {
		theirs := slices.ContainsFunc(problems, func(p *liberrors.ValidationError) bool { return p.ParameterName == name })
		mine := slices.ContainsFunc(ours, func(v Violation) bool { return v.Name == name })
		number, err := strconv.ParseFloat(value, 64)
		switch {
		case theirs && mine:
			count["path"]++
		case theirs:
			t.Fatalf("%s: %s is refused by the library only: %v", call.url(), name, reasons(problems))
		case mine && err == nil && (number < 1 || number != math.Trunc(number)):
			count["a number that is no id (A5)"]++
		case mine:
			t.Fatalf("%s: %s is refused here only: %v", call.url(), name, ours)
		}
	}
}

// compareQuery holds each item of the query, sent alone, against the library, and
// then all of them. The library splits an item at commas and trims the pieces; ours
// is one value, with its blanks (A29).
func (l libraryJudge) compareQuery(t *rapid.T, op *Operation, call drawnCall, ours []Violation, count agreements) {
	further := 0
	for i, text := range call.expand {
		alone := call
		alone.expand, alone.query = []string{text}, "&expand%5B%5D="+url.QueryEscape(text)
		theirs, problems := l.GetParameterValidator().ValidateQueryParamsWithPathItem(alone.http(t), l.item, l.path)
		mine := slices.ContainsFunc(ours, func(v Violation) bool { return v.Pointer == fmt.Sprint("/", i) })
		switch {
		case !theirs && mine:
			count["query"]++
		case !theirs:
			t.Fatalf("the item %q is refused by the library only: %v", text, reasons(problems))
		case mine && strings.Contains(text, ","):
			count["an item with a comma"]++
			further++
		case mine && strings.TrimSpace(text) != text, mine && text == "":
			count["an item with blanks"]++
			further++
		case mine:
			t.Fatalf("the item %q is refused here only: %v", text, ours)
		}
	}
	theirs, problems := l.GetParameterValidator().ValidateQueryParamsWithPathItem(call.http(t), l.item, l.path)
	if theirs && len(ours) > further || !theirs && len(ours) == 0 {
		t.Fatalf("%s: the library says %v, we %v", call.url(), reasons(problems), ours)
	}
}

// compareBody holds each place of a body against the library: its check of values,
// which does not mind undeclared properties, and its strict one, which looks at
// nothing else (A8).
func (l libraryJudge) compareBody(t *rapid.T, op *Operation, call drawnCall, ours []Violation, count agreements) {
	if call.contentType == "" {
		return
	}
	request := call.request(t, op)
	media, _ := helperOperation(l.item, op.Method).RequestBody.Content.Get(request.MediaType)
	said := func(undeclared bool) (places []string) {
		for _, v := range ours {
			if strings.Contains(v.Text, "should not exist") == undeclared {
				places = append(places, v.Pointer)
			}
		}
		slices.Sort(places)
		return slices.Compact(places)
	}
	values, theirs := said(false), l.values(t, call)
	for _, place := range values {
		if !slices.ContainsFunc(theirs, func(their string) bool { return near(place, their) }) {
			t.Fatalf("%s: refused here only: %s of %v, the library has %v", call.body, place, ours, theirs)
		}
	}
	for _, place := range theirs {
		if !slices.ContainsFunc(values, func(mine string) bool { return near(mine, place) || strings.HasPrefix(mine, place+"/") }) {
			t.Fatalf("%s: refused by the library only: %q of %v, we have %v", call.body, place, theirs, ours)
		}
	}
	if len(theirs) > 0 {
		count["body "+request.MediaType]++
	}
	undeclared, strictly := said(true), l.undeclared(media, request.JSON)
	if !slices.Equal(undeclared, strictly) {
		t.Fatalf("%s: undeclared are %v, for the library %v", call.body, undeclared, strictly)
	}
	count["undeclared"] += len(strictly)
}

// near tells whether a place is that of the library: a property that is missing is
// one of ours, and its object one of theirs. Where a value has alternatives, the
// library names the value beside what is wrong in it.
func near(ours, theirs string) bool {
	return ours == theirs || ours[:max(0, strings.LastIndexByte(ours, '/'))] == theirs
}

// values are the places of a body whose values the library refuses.
func (l libraryJudge) values(t *rapid.T, call drawnCall) (places []string) {
	_, problems := l.GetRequestBodyValidator().ValidateRequestBodyWithPathItem(call.http(t), l.item, l.path)
	for _, problem := range problems {
		if len(problem.SchemaValidationErrors) == 0 {
			places = append(places, "")
		}
		for _, failure := range problem.SchemaValidationErrors {
			place := ""
			for _, name := range failure.InstancePath {
				place += "/" + name
			}
			places = append(places, place)
		}
	}
	return places
}

// undeclared are the places that the library's strict mode says are not declared.
func (l libraryJudge) undeclared(media *v3.MediaType, value any) (places []string) {
	found := strict.NewValidator(l.options, 3.1).Validate(strict.Input{
		Schema: media.Schema.Schema(), Data: value, Direction: strict.DirectionRequest, Options: l.options, BasePath: "$", Version: 3.1,
	})
	brackets := strings.NewReplacer("[", "/", "]", "", ".", "/")
	for _, undeclared := range found.UndeclaredValues {
		places = append(places, brackets.Replace(strings.TrimPrefix(undeclared.Path, "$")))
	}
	slices.Sort(places)
	return slices.Compact(places)
}

type drawnCall struct {
	method, path, query string
	params              map[string]string
	expand              []string
	contentType         string // empty without a body
	body                []byte
}

// drawCall draws a call with a body of that type.
func drawCall(t *rapid.T, op *Operation, item *v3.PathItem, mediaType string) drawnCall {
	call := drawnCall{method: op.Method, path: op.Path, params: map[string]string{}}
	for _, p := range op.parameters {
		switch p.in {
		case InPath:
			call.params[p.name] = rapid.SampledFrom([]string{"1", "7", "01", "1.0", "1e0", "0", "-3", "1.5", "1e3", "x"}).Draw(t, p.name)
			call.path = strings.ReplaceAll(call.path, "{"+p.name+"}", call.params[p.name])
		case InQuery:
			texts := []string{"user", "requesterUser", "owner", "", "User", " user", "user,requesterUser"}
			call.expand = rapid.SliceOfN(rapid.SampledFrom(texts), 0, 3).Draw(t, p.name)
			for _, text := range call.expand {
				call.query += "&expand%5B%5D=" + url.QueryEscape(text)
			}
		}
	}
	if mediaType == "" {
		return call
	}
	media, _ := helperOperation(item, op.Method).RequestBody.Content.Get(mediaType)
	if mediaType == "application/json" {
		call.contentType, call.body = mediaType, drawBody(t, media)
	} else {
		like := rapid.SampledFrom(op.MediaTypes).Draw(t, "example of")
		media, _ = helperOperation(item, op.Method).RequestBody.Content.Get(like)
		call.contentType, call.body = drawForm(t, media)
	}
	return call
}

func helperOperation(item *v3.PathItem, method string) *v3.Operation {
	described, _ := item.GetOperations().Get(strings.ToLower(method))
	return described
}

// drawBody is a drawn value as JSON.
func drawBody(t *rapid.T, media *v3.MediaType) []byte {
	body, err := json.Marshal(drawValue(t, media))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// drawForm is a drawn object as a form, as far as a form can say it: a list as
// several parts, no null, no object.
func drawForm(t *rapid.T, media *v3.MediaType) (contentType string, body []byte) {
	var buffer bytes.Buffer
	w := multipart.NewWriter(&buffer)
	object, _ := drawValue(t, media).(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(object)) {
		values, isList := object[name].([]any)
		if !isList {
			values = []any{object[name]}
		}
		for _, value := range values {
			if err := writePart(w, name, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), buffer.Bytes()
}

func writePart(w *multipart.Writer, name string, value any) error {
	switch value.(type) {
	case nil, []any, map[string]any:
		return nil
	}
	if strings.HasPrefix(name, "file") {
		part, err := w.CreateFormFile(name, "a.pdf")
		if err == nil {
			_, err = io.WriteString(part, fmt.Sprint(value))
		}
		return err
	}
	return w.WriteField(name, fmt.Sprint(value))
}

// drawValue takes an example and bends it in up to three places.
func drawValue(t *rapid.T, media *v3.MediaType) any {
	var examples []any
	for _, example := range media.Examples.FromOldest() {
		value, err := plain(example.Value)
		if err != nil {
			t.Fatal(err)
		}
		examples = append(examples, value)
	}
	value := rapid.SampledFrom(examples).Draw(t, "example")
	for range rapid.IntRange(0, 3).Draw(t, "bends") {
		value = bend(t, value)
	}
	return value
}

var strangeValues = []any{
	nil, true, "", "x", "SOC_2", "2026-01-31", "2026-02-30", "2026-01-31T12:00:00Z", strings.Repeat("y", 200),
	float64(0), float64(1), 1.5, 2e9, []any{}, []any{"SECURITY"}, map[string]any{},
}

// sample draws a value to bend further: a copy of it, else one could come to be in itself.
func sample(t *rapid.T, values []any, label string) any {
	return cloned(rapid.SampledFrom(values).Draw(t, label))
}

func cloned(value any) any {
	switch v := value.(type) {
	case []any:
		v = slices.Clone(v)
		for i := range v {
			v[i] = cloned(v[i])
		}
		return v
	case map[string]any:
		v = maps.Clone(v)
		for name := range v {
			v[name] = cloned(v[name])
		}
		return v
	default:
		return value
	}
}

func bend(t *rapid.T, value any) any {
	switch v := value.(type) {
	case map[string]any:
		if len(v) == 0 {
			return v
		}
		name := rapid.SampledFrom(slices.Sorted(maps.Keys(v))).Draw(t, "property")
		switch rapid.IntRange(0, 3).Draw(t, "how") {
		case 0:
			delete(v, name)
		case 1:
			v[name] = sample(t, strangeValues, "value")
		case 2:
			v[name] = bend(t, v[name])
		case 3:
			v[name+"X"] = v[name]
		}
		return v
	case []any:
		if len(v) == 0 {
			return append(v, sample(t, strangeValues, "item"))
		}
		if rapid.Bool().Draw(t, "longer") {
			return append(v, slices.Repeat([]any{sample(t, strangeValues, "item")}, rapid.IntRange(1, 120).Draw(t, "items"))...)
		}
		i := rapid.IntRange(0, len(v)-1).Draw(t, "item")
		v[i] = bend(t, v[i])
		return v
	default:
		return sample(t, strangeValues, "value")
	}
}

func (c drawnCall) url() string { return c.path + "?" + strings.TrimPrefix(c.query, "&") }

func (c drawnCall) http(t *rapid.T) *http.Request {
	request, err := http.NewRequest(c.method, "http://host"+c.url(), bytes.NewReader(c.body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer key")
	if c.contentType != "" {
		request.Header.Set("Content-Type", c.contentType)
	}
	return request
}

func (c drawnCall) request(t *rapid.T, op *Operation) *exchange.Request {
	request := &exchange.Request{Method: c.method, Params: exchange.ParamsOf(c.params), Header: http.Header{"Content-Type": {c.contentType}}}
	request.Query = exchange.ParseQuery(strings.TrimPrefix(c.query, "&"))
	mediaType, params, err := exchange.ContentType(request.Header)
	if err != nil {
		t.Fatal(err)
	}
	request.MediaType = mediaType
	switch mediaType {
	case "application/json":
		request.JSON, err = exchange.DecodeJSON(c.body)
	case "multipart/form-data":
		limits := exchange.FormLimits{FileBytes: 1 << 20, FieldBytes: 1 << 20, Parts: 1000}
		request.Form, err = exchange.ReadForm(c.body, params["boundary"], limits)
		request.JSON = op.FormValue(mediaType, request.Form)
	}
	if err != nil {
		t.Fatal(err)
	}
	return request
}
