// Package simtest is what tests of the simulator have in common: the time of their
// sandboxes, the forms that they send, and the answers that they look into.
package simtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Now is the time in the sandboxes of tests.
var Now = time.Date(2026, time.November, 22, 12, 30, 45, 678e6, time.UTC)

// NowText is Now as the API writes it.
const NowText = "2026-11-22T12:30:45.678Z"

// Posing lets a handler be taken for the control API of a simulator, whose answers all have the
// header that is given here.
func Posing(header string, next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(header, "(test)")
		next(w, r)
	})
}

// Answer is what came back to a call. Its checks end the test that they fail.
type Answer struct {
	T      testing.TB
	Call   string // method and path
	Status int
	Header http.Header
	Body   string
}

// Read takes the answer to a call, whose body it closes.
func Read(t testing.TB, response *http.Response) *Answer {
	t.Helper()
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	request := response.Request
	return &Answer{T: t, Call: request.Method + " " + request.URL.Path, Status: response.StatusCode, Header: response.Header, Body: string(body)}
}

// Want checks the status.
func (a *Answer) Want(status int) *Answer {
	a.T.Helper()
	if a.Status != status {
		a.T.Fatalf("%s: got %d, want %d; body %s", a.Call, a.Status, status, a.Body)
	}
	return a
}

// Has checks one value by its path, as in socReviewForm.findings.findings.0.description.
// Values are compared by their texts: null is nil, and what is not there is Absent.
func (a *Answer) Has(path string, want any) *Answer {
	a.T.Helper()
	if got := a.At(path); fmt.Sprint(got) != fmt.Sprint(want) {
		a.T.Fatalf("%s: %s: got %v, want %v; body %s", a.Call, path, got, want, a.Body)
	}
	return a
}

// Says checks that the message or the debug information has each of the texts.
func (a *Answer) Says(texts ...string) *Answer {
	a.T.Helper()
	said := fmt.Sprint(a.At("message"), " ", a.At("debugInfo.message"))
	for _, text := range texts {
		if !strings.Contains(said, text) {
			a.T.Fatalf("%s: got %q, want it to say %q", a.Call, said, text)
		}
	}
	return a
}

// Contains checks that the body has each of the texts.
func (a *Answer) Contains(texts ...string) *Answer {
	a.T.Helper()
	for _, text := range texts {
		if !strings.Contains(a.Body, text) {
			a.T.Fatalf("%s: got %s\nwant it to have %q", a.Call, a.Body, text)
		}
	}
	return a
}

// Lacks checks that the body has none of the texts.
func (a *Answer) Lacks(texts ...string) *Answer {
	a.T.Helper()
	for _, text := range texts {
		if strings.Contains(a.Body, text) {
			a.T.Fatalf("%s: got %s\nwant it not to have %q", a.Call, a.Body, text)
		}
	}
	return a
}

// Absent is the value of what is not there.
type Absent struct{}

func (Absent) String() string { return "(absent)" }

// At is the value at a path, Absent{} if there is none.
func (a *Answer) At(path string) any {
	a.T.Helper()
	var value any
	if err := json.Unmarshal([]byte(a.Body), &value); err != nil {
		a.T.Fatalf("%s: the body is not JSON: %v: %q", a.Call, err, a.Body)
	}
	for step := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			child, ok := v[step]
			if !ok {
				return Absent{}
			}
			value = child
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(v) {
				return Absent{}
			}
			value = v[i]
		default:
			return Absent{}
		}
	}
	return value
}

// ID is the id of the record that was answered with.
func (a *Answer) ID() int {
	a.T.Helper()
	id, ok := a.At("id").(float64)
	if !ok {
		a.T.Fatalf("%s: no id in %s", a.Call, a.Body)
	}
	return int(id)
}

// Part is one part of a form; it is a file if it has a file name.
type Part struct{ Name, FileName, ContentType, Content string }

// File is a part with a file of an unknown kind.
func File(name, fileName, content string) Part {
	return Part{name, fileName, "application/octet-stream", content}
}

// Field is a part with a text.
func Field(name, value string) Part { return Part{Name: name, Content: value} }

// Form is a multipart form of some parts.
func Form(t testing.TB, parts ...Part) (body []byte, contentType string) {
	t.Helper()
	var buffer bytes.Buffer
	w := multipart.NewWriter(&buffer)
	for _, p := range parts {
		header := textproto.MIMEHeader{}
		disposition := fmt.Sprintf(`form-data; name=%q`, p.Name)
		if p.FileName != "" {
			disposition += fmt.Sprintf(`; filename="%s"`, p.FileName)
			header.Set("Content-Type", p.ContentType)
		}
		header.Set("Content-Disposition", disposition)
		pw, err := w.CreatePart(header)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(pw, p.Content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes(), w.FormDataContentType()
}
