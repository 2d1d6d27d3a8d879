package web

import (
	"net"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// Receive takes the head of a call. The body is left for later: a call that is
// refused for its head is not read further.
func Receive(c *gin.Context) *exchange.Request {
	request := &exchange.Request{
		Method:   c.Request.Method,
		Path:     c.Request.URL.EscapedPath(),
		Header:   c.Request.Header,
		Source:   source(c.Request),
		RawQuery: c.Request.URL.RawQuery,
	}
	if request.Path == "" { // of CONNECT, or of what is no URL of a server
		request.Path = c.Request.RequestURI
	}
	if request.RawQuery != "" {
		request.Query = exchange.ParseQuery(request.RawQuery)
	}
	return request
}

// Params puts what gin took for the parameters of a path into the request. gin
// also takes an empty segment for one, as in /vendors//security-reviews; then it
// is false, for such a path is not there.
func Params(c *gin.Context, request *exchange.Request) (found bool) {
	request.Params = make(map[string]string, len(c.Params))
	for _, p := range c.Params {
		if p.Value == "" {
			return false
		}
		request.Params[p.Key] = decoded(p.Value)
	}
	return true
}

// source is the address a call came from. An X-Forwarded-For is what the client
// says of itself.
func source(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
