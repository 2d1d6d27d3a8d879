// Package control is what steers the simulator and looks into it over HTTP,
// below /_sim. It is described by spec/control.yaml.
package control

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/contract"
)

// Prefix is the path that everything of the control API begins with.
const Prefix = "/_sim"

// HealthPath answers 200 as long as the simulator serves.
const HealthPath = Prefix + "/health"

// Health is the body of the answer at HealthPath.
type Health struct {
	Status   string `json:"status"`
	Contract string `json:"contract"` // revision
}

// Mount adds the control API to an engine.
func Mount(engine *gin.Engine, c *contract.Contract) {
	engine.GET(HealthPath, func(g *gin.Context) {
		g.JSON(http.StatusOK, Health{Status: "ok", Contract: c.Revision})
	})
}
