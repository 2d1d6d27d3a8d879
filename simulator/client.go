package simulator

import (
	"net/http"
	"strings"
)

// Client is an HTTP client that sends the key of the sandbox with each call that has
// none. Its idle connections are closed with the simulator.
func (b *Sandbox) Client() *http.Client { return &http.Client{Transport: keyed{b}} }

// keyed is a transport that adds the key of a sandbox.
type keyed struct{ box *Sandbox }

// RoundTrip sends a call.
func (k keyed) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Header.Get("Authorization") == "" {
		request = request.Clone(request.Context())
		request.Header.Set("Authorization", strings.TrimSuffix("Bearer "+k.box.Key(), " "))
	}
	return k.box.sim.clients.RoundTrip(request)
}
