package control

import (
	"net/http"
)

func getMetrics(c call, _ none) (document, error) {
	text, contentType, err := c.Metrics()
	if err != nil {
		return document{}, err
	}
	return document{Status: http.StatusOK, Header: http.Header{"Content-Type": {contentType}}, Body: text}, nil
}
