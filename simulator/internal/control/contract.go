package control

import (
	"net/http"
	"sync"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
	"github.com/vsrsim/vsrsim/spec"
)

// Health is the body of the answer at HealthPath.
type Health struct {
	Status   string `json:"status"`
	Contract string `json:"contract"` // revision
}

// health is GET /health and GET /ready: a simulator that answers serves.
func health(c call, _ none) (Health, error) {
	return Health{Status: "ok", Contract: c.Contract.Revision}, nil
}

func contractYAML(c call, _ none) (document, error) {
	return respondAs(web.YAML, c.document.YAML(c.apiURL())), nil
}

func contractJSON(c call, _ none) (document, error) {
	text, err := c.document.JSON(c.apiURL())
	return document{Status: http.StatusOK, Body: text}, err
}

// ownJSON is spec/control.yaml as JSON, made when it is first asked for.
var ownJSON = sync.OnceValues(func() ([]byte, error) { return contract.JSON(spec.Control()) })

func controlJSON(call, none) (document, error) {
	text, err := ownJSON()
	return document{Status: http.StatusOK, Body: text}, err
}

func controlYAML(call, none) (document, error) {
	return respondAs(web.YAML, spec.Control()), nil
}
