package server

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
	"github.com/vsrsim/vsrsim/spec"
)

// noRoute handles a call whose path is not spelt as any that gin knows. The path may be
// an operation's all the same (A34).
func (s *Server) noRoute(g *gin.Context) {
	c := s.newCall(g)
	match, found := s.simulated.Find(c.request.Method, c.request.Path)
	if !found {
		c.handleUnrouted()
		return
	}
	c.request.Params = match.Params
	r := s.routes[match.Index]
	c.handle(r, contract.Hint{
		In: contract.InPath, Text: "is taken as " + r.Path, Fix: "write it as documented: " + BasePath + r.Path,
	})
}

// handleUnrouted is the whole life of a call to nothing that is simulated.
func (c *call) handleUnrouted() {
	c.counted = c.server.Metrics.Operation("")
	defer c.finish()
	c.command.Unrouted = c.server.unrouted(&c.request)
	c.prepare(c.server.hintControl(&c.request))
	c.perform()
}

// hintControl hints at the operation of the control API that a call looked for among
// the paths of the API.
func (s *Server) hintControl(request *exchange.Request) []contract.Hint {
	if len(s.published.MethodsAt(request.Path)) > 0 {
		return nil
	}
	meant := s.Control.Meant(request.Method, request.Path)
	if meant == "" {
		return nil
	}
	return []contract.Hint{{
		In: contract.InPath, Text: "is no path of the API, did you mean the simulator's own " + meant + "?", Fix: "call " + meant,
	}}
}

// unrouted is what is known of a call to nothing that is simulated.
func (s *Server) unrouted(request *exchange.Request) *sandbox.Unrouted {
	if match, found := s.published.Find(request.Method, request.Path); found { // operations answer without the prefix, too
		of := unsimulated(s.published.Name(match.Index))
		return &sandbox.Unrouted{Unsimulated: of, Error: api.Error{Kind: api.NotSimulated, Detail: s.notSimulated(of)}}
	}
	violation := s.unknownOperation(request)
	detail := violation.Text
	if len(s.published.MethodsAt(request.Path)) == 0 {
		detail = s.simulated.Missing("vsrsim", request.Method, request.Path, s.meant(request))
	}
	return &sandbox.Unrouted{
		Outside: !s.published.Has(request.Path), Violation: &violation, Error: api.Error{Kind: api.NoRoute, Detail: detail},
	}
}

// documented are all operations that are documented of the API, in whatever revision.
func documented() []string {
	all := strings.Split(strings.TrimSpace(spec.Published()), "\n")
	for operation := range from() {
		if !slices.Contains(all, operation) {
			all = append(all, operation)
		}
	}
	slices.Sort(all)
	return all
}

// from is the revision that each operation came with, or spec.Lookups.
var from = sync.OnceValue(func() map[string]string {
	revisions := map[string]string{}
	for line := range strings.Lines(spec.Operations()) {
		revision, operation, _ := strings.Cut(strings.TrimSpace(line), " ")
		revisions[operation] = revision
	}
	return revisions
})

// unsimulated is what is known of a documented operation that the contract in force
// has not.
func unsimulated(operation string) sandbox.Unsimulated {
	revision := from()[operation]
	if revision == spec.Lookups {
		return sandbox.Unsimulated{Operation: operation, Lookup: true}
	}
	return sandbox.Unsimulated{Operation: operation, Revision: revision}
}

// notSimulated says why an operation is not simulated, and where it is.
func (s *Server) notSimulated(u sandbox.Unsimulated) string {
	switch {
	case u.Lookup:
		return u.Operation + " is a look-up, which are not in force: start with a revision that has them, and with them (revision, lookups)"
	case u.Revision != "":
		return u.Operation + " is an operation of the revision " + u.Revision + ", this is " + s.Contract.Revision + ": start with that one (revision)"
	}
	return u.Operation + " is documented, vsrsim does not simulate it (A37); it simulates: " + strings.Join(s.simulated.All(), ", ")
}

// unknownOperation is the violation of a call to nothing that is documented.
func (s *Server) unknownOperation(request *exchange.Request) contract.Violation {
	v := contract.Violation{Side: contract.InRequest, In: contract.InPath, Fix: "call one of the documented operations"}
	path := web.Shortened(request.Path)
	if methods := s.published.MethodsAt(request.Path); len(methods) > 0 {
		v.Text = fmt.Sprintf("%s has no method %s, allowed are: %s", path, request.Method, strings.Join(methods, ", "))
		v.Fix = "use " + strings.Join(methods, " or ")
		return v
	}
	v.Text = path + " is not documented"
	if meant := s.meant(request); meant != "" {
		v.Text, v.Fix = v.Text+", did you mean "+meant+"?", "call "+meant
	}
	return v
}

// meant is the operation that a path which is not there was probably meant to be,
// with the whole path, or empty.
func (s *Server) meant(request *exchange.Request) string {
	if len(s.published.MethodsAt(request.Path)) > 0 {
		return "" // what is wrong is the method
	}
	if match, found := s.simulated.FindBehind(request.Method, request.Path); found {
		return s.simulated.All()[match.Index]
	}
	method := request.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	if op := s.Contract.Nearest(method, strings.TrimPrefix(request.Path, BasePath)); op != nil {
		return op.Method + " " + BasePath + op.Path
	}
	return ""
}
