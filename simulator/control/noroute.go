package control

import (
	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/web"
)

// noRoute answers a call to anything that is not there: 404 also where only the
// method is wrong, as in the API.
func (c *Control) noRoute(g *gin.Context) {
	text := c.all.Missing("the control API", g.Request.Method, g.Request.URL.EscapedPath())
	web.Send(g, errorResponse(notFound(text)))
}
