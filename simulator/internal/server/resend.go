package server

import (
	"context"
	"net/http"

	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
)

// Resend sends a call in a sandbox of that name, as if it came from a client at an address,
// and returns its id once it has its answer. A call that a fault holds up waits as any
// other does; if its context ends, its client has left.
func (s *Server) Resend(r *http.Request, from, name string) (id string, err error) {
	r = r.WithContext(context.WithValue(r.Context(), resentKey{}, &id))
	r.RemoteAddr = from
	if _, named := r.Header[sandbox.HeaderSandbox]; named || r.Header.Get("Authorization") == "" && name != sandbox.Default {
		r.Header.Set(sandbox.HeaderSandbox, name)
	}
	s.serveAgain(r)
	if id == "" {
		return "", sandbox.ErrNotReached
	}
	return id, nil
}

func (s *Server) serveAgain(r *http.Request) {
	defer func() {
		if cause := recover(); cause != nil && cause != http.ErrAbortHandler { //nolint:errorlint // it is compared as net/http does
			panic(cause)
		}
	}()
	s.Handler().ServeHTTP(&nobody{header: http.Header{}}, r)
}

// resentKey is where the context of a call that is sent again has room for its id.
type resentKey struct{}

// noteResent tells the id of a call to who has sent it again.
func (c *call) noteResent() {
	if id, is := c.gin.Request.Context().Value(resentKey{}).(*string); is {
		*id = c.answer.ID
	}
}

// nobody takes an answer that nobody reads: the journal has it.
type nobody struct{ header http.Header }

func (n *nobody) Header() http.Header { return n.header }

func (*nobody) Write(p []byte) (int, error) { return len(p), nil }

func (*nobody) WriteHeader(int) {}

func (*nobody) Flush() {}
