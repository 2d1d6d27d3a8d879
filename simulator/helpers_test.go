package simulator_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/vsrsim/vsrsim/simulator"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// testNow is the time in the sandboxes of these tests.
var testNow = time.Date(2026, time.November, 22, 12, 30, 45, 678e6, time.UTC)

const testNowText = "2026-11-22T12:30:45.678Z"

// client calls one simulator the way a client program does.
type client struct {
	t    testing.TB
	sim  *simulator.Simulator
	key  string
	http *http.Client

	header http.Header // beside the usual
}

func newClient(t testing.TB, opts ...simulator.Option) *client {
	t.Helper()
	opts = append([]simulator.Option{simulator.WithFrozenClock(testNow)}, opts...)
	transport := &http.Transport{}
	sim := simulator.RunT(t, opts...)
	t.Cleanup(transport.CloseIdleConnections) // before the simulator closes
	return &client{t: t, sim: sim, key: "sim-full", http: &http.Client{Transport: transport}}
}

// as is the same client with another key; "" sends no Authorization header.
func (c *client) as(key string) *client {
	other := *c
	other.key = key
	return &other
}

func (c *client) get(path string) *answer { return c.send(http.MethodGet, path, "", nil) }

// post sends body as JSON; a string goes out as it is.
func (c *client) post(path string, body any) *answer {
	c.t.Helper()
	return c.send(http.MethodPost, path, "application/json", c.encode(body))
}

func (c *client) put(path string, body any) *answer {
	c.t.Helper()
	return c.send(http.MethodPut, path, "application/json", c.encode(body))
}

func (c *client) encode(body any) io.Reader {
	c.t.Helper()
	if text, ok := body.(string); ok {
		return strings.NewReader(text)
	}
	encoded, err := json.Marshal(body)
	if err != nil {
		c.t.Fatal(err)
	}
	return bytes.NewReader(encoded)
}

func (c *client) send(method, path, contentType string, body io.Reader) *answer {
	c.t.Helper()
	request, err := http.NewRequest(method, c.sim.URL()+path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	if c.key != "" {
		request.Header.Set("Authorization", "Bearer "+c.key)
	}
	maps.Copy(request.Header, c.header)
	return c.do(request)
}

func (c *client) do(request *http.Request) *answer {
	c.t.Helper()
	response, err := c.http.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return &answer{t: c.t, call: request.Method + " " + request.URL.Path, status: response.StatusCode, header: response.Header, body: body}
}

// part is one part of a form; it is a file if it has a file name.
type part struct {
	name, fileName, contentType, content string
}

func file(name, fileName, content string) part {
	return part{name, fileName, "application/octet-stream", content}
}

func field(name, value string) part { return part{name: name, content: value} }

func (c *client) upload(path string, parts ...part) *answer {
	c.t.Helper()
	body, contentType := form(c.t, parts...)
	return c.send(http.MethodPost, path, contentType, bytes.NewReader(body))
}

func form(t testing.TB, parts ...part) (body []byte, contentType string) {
	t.Helper()
	var buffer bytes.Buffer
	w := multipart.NewWriter(&buffer)
	for _, p := range parts {
		header := textproto.MIMEHeader{}
		disposition := fmt.Sprintf(`form-data; name=%q`, p.name)
		if p.fileName != "" {
			disposition += fmt.Sprintf(`; filename="%s"`, p.fileName)
			header.Set("Content-Type", p.contentType)
		}
		header.Set("Content-Disposition", disposition)
		pw, err := w.CreatePart(header)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(pw, p.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes(), w.FormDataContentType()
}

// answer is what came back.
type answer struct {
	t      testing.TB
	call   string
	status int
	header http.Header
	body   []byte
}

func (a *answer) want(status int) *answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s: got %d, want %d; body %s", a.call, a.status, status, a.body)
	}
	return a
}

// has checks one value by its path, as in socReviewForm.findings.findings.0.description.
func (a *answer) has(path string, want any) *answer {
	a.t.Helper()
	if got := a.at(path); fmt.Sprint(got) != fmt.Sprint(want) {
		a.t.Fatalf("%s: %s: got %v, want %v; body %s", a.call, path, got, want, a.body)
	}
	return a
}

// says checks that the message or the debug information has each of the texts.
func (a *answer) says(texts ...string) *answer {
	a.t.Helper()
	said := fmt.Sprint(a.at("message"), " ", a.at("debugInfo.message"))
	for _, text := range texts {
		if !strings.Contains(said, text) {
			a.t.Fatalf("%s: got %q, want it to say %q", a.call, said, text)
		}
	}
	return a
}

type absent struct{}

func (absent) String() string { return "(absent)" }

// at is the value at a path, absent{} if there is none.
func (a *answer) at(path string) any {
	a.t.Helper()
	var value any
	if err := json.Unmarshal(a.body, &value); err != nil {
		a.t.Fatalf("%s: the body is not JSON: %v: %q", a.call, err, a.body)
	}
	for _, step := range strings.Split(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			child, ok := v[step]
			if !ok {
				return absent{}
			}
			value = child
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(v) {
				return absent{}
			}
			value = v[i]
		default:
			return absent{}
		}
	}
	return value
}

func (a *answer) id() int {
	a.t.Helper()
	id, ok := a.at("id").(float64)
	if !ok {
		a.t.Fatalf("%s: no id in %s", a.call, a.body)
	}
	return int(id)
}

// reviewPath is the path of a review on vendor 1.
func reviewPath(id int) string { return fmt.Sprintf("/vendors/1/security-reviews/%d", id) }

// newReview is a valid body for creating a review, with changes.
func newReview(changes map[string]any) map[string]any {
	body := map[string]any{
		"reviewDeadlineAt":     "2026-12-31T17:00:00.000Z",
		"securityReviewStatus": "IN_PROGRESS",
		"securityReviewType":   "SECURITY",
	}
	for name, value := range changes {
		body[name] = value
	}
	return body
}
