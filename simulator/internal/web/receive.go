package web

import (
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// Receive takes the head of a call. The body is left for later: a call that is
// refused for its head is not read further.
func Receive(c *gin.Context) exchange.Request {
	request := exchange.Request{
		Method:   c.Request.Method,
		Path:     c.Request.URL.EscapedPath(),
		Header:   c.Request.Header,
		Source:   source(c.Request),
		RawQuery: c.Request.URL.RawQuery,
	}
	if request.Path == "" { // of CONNECT, or of what is no URL of a server
		request.Path, _, _ = strings.Cut(c.Request.RequestURI, "?")
	}
	if request.RawQuery != "" {
		request.Query = exchange.ParseQuery(request.RawQuery)
	}
	return request
}

// Params puts the parameters that gin found in a path into the request. gin also takes
// an empty segment for a parameter, as in /vendors//security-reviews; Params returns
// false then, for there is no such path. Room that the request has for parameters is used.
func Params(c *gin.Context, request *exchange.Request) (found bool) {
	request.Params = slices.Grow(request.Params[:0], len(c.Params))
	for _, p := range c.Params {
		if p.Value == "" {
			return false
		}
		request.Params = append(request.Params, exchange.Param{Name: p.Key, Value: decoded(p.Value)})
	}
	return true
}

// source is the address that a call came from. X-Forwarded-For does not count: it is
// what a client says of itself.
func source(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
