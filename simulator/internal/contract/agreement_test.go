package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
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
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"
	"pgregory.net/rapid"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// The check of requests goes straight to the schemas that libopenapi-validator
// compiles. These tests hold it against the library's own check of a whole
// request, for requests made by bending the examples of the document: what the
// library refuses is refused here, and what is refused here alone is one of the
// rules that go further on purpose.

// wholeValidator is the library's check with everything on that the contract needs.
func wholeValidator(m *v3.Document) validator.Validator {
	return validator.NewValidatorFromV3Model(m, config.WithRegexCache(&sync.Map{}), config.WithFormatAssertions(),
		config.WithStandardBodyDecoders(), config.WithRejectUnsupportedBodyContent())
}

func TestAgreementWithTheLibrary(t *testing.T) {
	m := model(t)
	library, c := wholeValidator(m), load(t)
	rapid.Check(t, func(t *rapid.T) {
		op := rapid.SampledFrom(c.Operations).Draw(t, "operation")
		item, _ := m.Paths.PathItems.Get(op.Path)
		call := drawCall(t, op, item)
		theirs, problems := library.ValidateHttpRequestSyncWithPathItem(call.http(t), item, op.Path)
		ours := op.CheckRequest(call.request(t, op), nil)
		if !theirs && ours.None() {
			t.Fatalf("%s %s %s\nrefused by the library only: %v", op.Method, call.url(), call.body, problems)
		}
		for _, v := range ours.List {
			if theirs && !call.goesFurther(v) {
				t.Fatalf("%s %s %s\nrefused here only: %v", op.Method, call.url(), call.body, v)
			}
		}
	})
}

// goesFurther tells whether a violation is one that the library lets pass: an
// id that is no positive integer (A5), an undeclared property (A8), and an element
// of an exploded array that the library, which splits them at commas and trims
// them, takes for another.
func (c drawnCall) goesFurther(v Violation) bool {
	switch v.In {
	case InPath:
		return strings.Contains(v.Text, "must be a positive integer")
	case InBody:
		return strings.Contains(v.Text, "should not exist")
	}
	index, err := strconv.Atoi(strings.TrimPrefix(v.Pointer, "/"))
	if v.In != InQuery || err != nil {
		return false
	}
	text := c.expand[index]
	return text == "" || strings.ContainsAny(text, ", ")
}

type drawnCall struct {
	method, path, query string
	params              map[string]string
	expand              []string
	contentType         string // empty without a body
	body                []byte
}

func drawCall(t *rapid.T, op *Operation, item *v3.PathItem) drawnCall {
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
	if len(op.MediaTypes) == 0 {
		return call
	}
	mediaType := rapid.SampledFrom(op.MediaTypes).Draw(t, "media type")
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
			v[name] = rapid.SampledFrom(strangeValues).Draw(t, "value")
		case 2:
			v[name] = bend(t, v[name])
		case 3:
			v[name+"X"] = v[name]
		}
		return v
	case []any:
		if len(v) == 0 {
			return append(v, rapid.SampledFrom(strangeValues).Draw(t, "item"))
		}
		if rapid.Bool().Draw(t, "longer") {
			return append(v, slices.Repeat([]any{rapid.SampledFrom(strangeValues).Draw(t, "item")}, rapid.IntRange(1, 120).Draw(t, "items"))...)
		}
		i := rapid.IntRange(0, len(v)-1).Draw(t, "item")
		v[i] = bend(t, v[i])
		return v
	default:
		return rapid.SampledFrom(strangeValues).Draw(t, "value")
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
	request := &exchange.Request{Method: c.method, Params: c.params, Header: http.Header{"Content-Type": {c.contentType}}}
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
