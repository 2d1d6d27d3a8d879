package web

import (
	"maps"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// Send is the only writer of answers that go out as they are, and at once.
func Send(c *gin.Context, response exchange.Response) {
	SendHead(c, &response)
	// An error here means that the client is gone; nobody is left to be told.
	_, _ = c.Writer.Write(response.Body)
}

// SendHead writes the status line and the header of an answer.
func SendHead(c *gin.Context, response *exchange.Response) {
	header := c.Writer.Header()
	values := [2]string{strconv.Itoa(len(response.Body)), response.Call} // in memory once for both
	if response.Status != http.StatusNoContent {
		header["Content-Type"] = contentTypeJSON
		header["Content-Length"] = values[:1:1]
	}
	maps.Copy(header, response.Header)
	if response.Call != "" {
		header[exchange.HeaderCall] = values[1:]
	}
	if response.Date != nil {
		header["Date"] = response.Date
	}
	c.Writer.WriteHeader(response.Status)
}

var contentTypeJSON = []string{exchange.ContentTypeJSON}
