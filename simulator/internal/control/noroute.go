package control

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// noRoute takes a call whose path is not spelt as any that gin knows. It may be an
// operation's all the same, as in the API: letter case and a slash at the end do not
// matter.
func (c *Control) noRoute(g *gin.Context) {
	request := web.Receive(g)
	if match, found := c.all.Find(request.Method, request.Path); found && c.all.Has(request.Path) && !lacksName(request.Method, request.Path) {
		request.Params = match.Params
		c.perform(c.operations[match.Index], g, &request)
		return
	}
	if err := c.admit(g.Request); err != nil {
		send(g, errorResponse(err))
		return
	}
	send(g, errorResponse(notFound(c.missing(request.Method, request.Path))))
}

// lacksName tells whether a call probably lacks the name of what it is to replace, change or
// take away: that of a variable that is empty, or of dots, which a client takes for the way up.
// Without it, the call would be to all of them, or to what holds them.
func lacksName(method, path string) bool {
	return strings.HasSuffix(path, "/") && (method == http.MethodPut || method == http.MethodPatch || method == http.MethodDelete)
}

// missing says what is there in the place of an operation that is not: 404 also where
// only the method is wrong, as in the API.
func (c *Control) missing(method, path string) string {
	text := "the control API has no operation " + method + " " + web.Shortened(path)
	if _, found := c.all.Find(method, path); found && lacksName(method, path) {
		return text + " with a slash at its end: a name is missing behind it, or it is one too many"
	}
	if methods := c.all.MethodsAt(path); len(methods) > 0 && c.all.Has(path) {
		return text + ", there it has: " + strings.Join(methods, ", ")
	}
	if near := c.all.Near(method, path); near != "" {
		return text + ", did you mean " + near + "?"
	}
	if match, found := c.all.FindBehind(method, path); found {
		return text + ", did you mean " + c.all.All()[match.Index] + "?"
	}
	return text + "; GET " + Prefix + " says what is where, and " + Prefix + "/control.yaml describes all operations"
}

// Meant is the operation that a call to the API was probably meant for, as "GET
// /_sim/health", or empty: one whose path lacks what all of them begin with, or has that
// in another case.
func (c *Control) Meant(method, path string) string {
	if match, found := c.all.Find(method, path); found {
		return c.all.All()[match.Index]
	}
	return ""
}
