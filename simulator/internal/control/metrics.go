package control

import (
	"net/http"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// getMetrics is GET /metrics.
func getMetrics(c call) (exchange.Response, error) {
	text, contentType, err := c.Metrics()
	if err != nil {
		return exchange.Response{}, err
	}
	return exchange.Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {contentType}}, Body: text}, nil
}
