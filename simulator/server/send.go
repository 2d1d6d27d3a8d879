package server

import (
	"maps"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/exchange"
)

// send is the only writer of answers; with sendFaulty, of those that go wrong.
func send(c *gin.Context, response exchange.Response) {
	sendHead(c, &response)
	// An error here means that the client is gone; nobody is left to be told.
	_, _ = c.Writer.Write(response.Body)
}

func sendHead(c *gin.Context, response *exchange.Response) {
	header := c.Writer.Header()
	header["Content-Type"] = contentTypeJSON
	header["Content-Length"] = []string{strconv.Itoa(len(response.Body))}
	maps.Copy(header, response.Header)
	c.Writer.WriteHeader(response.Status)
}

var contentTypeJSON = []string{exchange.ContentTypeJSON}
