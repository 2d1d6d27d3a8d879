package control

import (
	"github.com/gin-gonic/gin"
)

// noRoute answers a call to anything that is not there: 404 also where only the
// method is wrong, as in the API.
func (c *Control) noRoute(g *gin.Context) {
	if err := c.admit(g.Request); err != nil {
		send(g, errorResponse(err))
		return
	}
	text := c.all.Missing("the control API", g.Request.Method, g.Request.URL.EscapedPath())
	send(g, errorResponse(notFound(text)))
}
