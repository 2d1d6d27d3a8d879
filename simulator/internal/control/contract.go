package control

import (
	"net/http"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
	"github.com/vsrsim/vsrsim/spec"
)

// Health is the body of the answer at HealthPath.
type Health struct {
	Status   string `json:"status"`
	Contract string `json:"contract"` // revision
}

// health is GET /health and GET /ready: a simulator that answers serves.
func health(c call) (exchange.Response, error) {
	return respond(http.StatusOK, Health{Status: "ok", Contract: c.Contract.Revision})
}

// contractYAML is GET /openapi.yaml.
func contractYAML(c call) (exchange.Response, error) {
	return respondAs(web.YAML, c.document.YAML(c.apiURL())), nil
}

// contractJSON is GET /openapi.json.
func contractJSON(c call) (exchange.Response, error) {
	document, err := c.document.JSON(c.apiURL())
	if err != nil {
		return exchange.Response{}, err
	}
	return exchange.Response{Status: http.StatusOK, Body: document}, nil
}

// controlYAML is GET /control.yaml.
func controlYAML(call) (exchange.Response, error) {
	return respondAs(web.YAML, spec.Control), nil
}
