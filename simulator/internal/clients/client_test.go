// Package clients_test holds the simulator against clients that were not made for it: the examples of
// the contract, clients that are generated from it and from the published documents, and one that was
// written by hand.
package clients_test

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

// client calls a simulator of its own by net/http.
type client struct {
	t      testing.TB
	sim    *simulator.Simulator
	http   *http.Client
	key    string
	header http.Header // beside the usual
}

func newClient(t testing.TB, e edition) *client {
	t.Helper()
	transport := &http.Transport{}
	sim := simulator.RunT(t, append(e.options(), simulator.WithFrozenClock(simtest.Now))...)
	t.Cleanup(transport.CloseIdleConnections) // before the simulator closes
	return &client{t: t, sim: sim, key: "sim-full", http: &http.Client{Transport: transport}}
}

// as is the same client with another key; "" sends no Authorization header.
func (c *client) as(key string) *client {
	other := *c
	other.key = key
	return &other
}

func (c *client) get(path string) *simtest.Answer {
	c.t.Helper()
	return c.send(http.MethodGet, path, "", nil)
}

// json sends a value as JSON; a string goes out as it is.
func (c *client) json(method, path string, body any) *simtest.Answer {
	c.t.Helper()
	if text, ok := body.(string); ok {
		return c.send(method, path, "application/json", strings.NewReader(text))
	}
	text, err := json.Marshal(body)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.send(method, path, "application/json", bytes.NewReader(text))
}

func (c *client) upload(path string, parts ...simtest.Part) *simtest.Answer {
	c.t.Helper()
	body, contentType := simtest.Form(c.t, parts...)
	return c.send(http.MethodPost, path, contentType, bytes.NewReader(body))
}

func (c *client) send(method, path, contentType string, body io.Reader) *simtest.Answer {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), method, c.sim.URL()+path, body)
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
	response, err := c.http.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	return simtest.Read(c.t, response)
}

// reviewPath is the path of a review of vendor 1.
func reviewPath(id int) string { return fmt.Sprintf("/vendors/1/security-reviews/%d", id) }

// newReview is a valid body for creating a review.
const newReview = `{"reviewDeadlineAt":"2026-12-31T17:00:00.000Z","securityReviewStatus":"IN_PROGRESS","securityReviewType":"SECURITY"}`
