package control

import (
	"fmt"
	"strings"

	"github.com/gin-gonic/gin"
)

// NoRoute answers a call below Prefix to anything that is not there: 404 also
// where only the method is wrong, as in the API.
func (c *Control) NoRoute(g *gin.Context) {
	path := g.Request.URL.Path
	var here, all []string
	for _, op := range c.operations {
		if op.Matches(strings.TrimPrefix(path, Prefix)) {
			here = append(here, op.Method)
		}
		all = append(all, op.Method+" "+Prefix+op.Path)
	}
	text := fmt.Sprintf("the control API has no operation %s %s", g.Request.Method, path)
	if len(here) > 0 {
		text += ", there it has: " + strings.Join(here, ", ")
	} else {
		text += ", it has: " + strings.Join(all, ", ")
	}
	send(g, errorResponse(notFound(text)))
}
