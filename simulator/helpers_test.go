package simulator_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

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
	opts = append([]simulator.Option{simulator.WithFrozenClock(simtest.Now)}, opts...)
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

// inForce is the contract as the simulator serves it, which violations cite by line.
func (c *client) inForce() []byte {
	c.t.Helper()
	response, err := c.http.Get(c.sim.ControlURL() + "/openapi.yaml")
	if err != nil {
		c.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return text
}

func (c *client) get(path string) *simtest.Answer { return c.send(http.MethodGet, path, "", nil) }

// post sends body as JSON; a string goes out as it is.
func (c *client) post(path string, body any) *simtest.Answer {
	c.t.Helper()
	return c.send(http.MethodPost, path, "application/json", c.encode(body))
}

func (c *client) put(path string, body any) *simtest.Answer {
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

func (c *client) send(method, path, contentType string, body io.Reader) *simtest.Answer {
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

func (c *client) do(request *http.Request) *simtest.Answer {
	c.t.Helper()
	response, err := c.http.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	return simtest.Read(c.t, response)
}

func (c *client) upload(path string, parts ...simtest.Part) *simtest.Answer {
	c.t.Helper()
	body, contentType := simtest.Form(c.t, parts...)
	return c.send(http.MethodPost, path, contentType, bytes.NewReader(body))
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
