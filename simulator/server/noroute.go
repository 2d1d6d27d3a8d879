package server

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/api"
)

// noRoute answers a call to anything that is not documented: 404 also where
// only the method is wrong (A6).
func (s *Server) noRoute(c *gin.Context) {
	path := c.Request.URL.Path
	detail := fmt.Sprintf("no documented operation is %s %s", c.Request.Method, path)
	if methods := s.methodsAt(path); len(methods) > 0 {
		detail += ", documented there: " + strings.Join(methods, ", ")
	} else {
		detail += ", documented are: " + strings.Join(s.routes(), ", ")
	}
	send(c, api.ErrorResponse(nil, api.Error{Kind: api.NoRoute, Detail: detail}))
}

// methodsAt are the methods that are documented for a path.
func (s *Server) methodsAt(path string) []string {
	path = strings.TrimPrefix(path, BasePath)
	var methods []string
	for _, op := range s.operations {
		if matches(op.Path, path) {
			methods = append(methods, op.Method)
		}
	}
	return methods
}

func matches(template, path string) bool {
	return slices.EqualFunc(strings.Split(template, "/"), strings.Split(path, "/"), func(want, got string) bool {
		return want == got || strings.HasPrefix(want, "{") && got != ""
	})
}

func (s *Server) routes() []string {
	routes := make([]string, len(s.operations))
	for i, op := range s.operations {
		routes[i] = op.Method + " " + op.Path
	}
	return routes
}
