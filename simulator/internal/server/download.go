package server

import (
	"crypto/hmac"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// scheme is that which the client has called with, before a proxy that says so.
func scheme(r *http.Request) string {
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https"
	}
	return "http"
}

// download hands out a document to who has a signed address of it.
func (s *Server) download(c *gin.Context) {
	response, err := s.document(c.Param("document"), exchange.ParseQuery(c.Request.URL.RawQuery))
	if err != nil {
		response = api.ErrorResponse(nil, err, exchange.ErrorsPublished) // not of the API, but of a file store
	}
	if c.Request.Method == http.MethodHead {
		response = response.WithoutBody()
	}
	web.Send(c, response)
}

func (s *Server) document(id string, query url.Values) (exchange.Response, error) {
	refused := api.Error{Kind: api.Forbidden, Detail: "the signature does not fit the address: take the signedUrl of a document as it is, while the document is there"}
	documentID, _ := strconv.ParseInt(id, 10, 64) // 0 is the id of no document
	expires, _ := strconv.ParseInt(query.Get("expires"), 10, 64)
	given, _ := base64.RawURLEncoding.DecodeString(query.Get("signature"))
	box, err := s.Sandboxes.Find(query.Get("sandbox"))
	if err != nil {
		return exchange.Response{}, refused // whether there is the sandbox is nobody's business, nor whether the document
	}
	found, signature, err := box.Signed(documentID, expires)
	if err != nil || !hmac.Equal(given, signature) {
		return exchange.Response{}, refused
	}
	if until := time.UnixMilli(expires).UTC(); box.Now().After(until) {
		return exchange.Response{}, api.Error{Kind: api.Forbidden, Detail: "the address was valid until " + until.Format(time.RFC3339) +
			" by the clock of the sandbox: get the document again for a new one"}
	}
	return exchange.Response{Status: http.StatusOK, Body: found.Content, Header: http.Header{
		"Content-Type": {web.FileType(found.ContentType, found.Name)}, "Content-Disposition": {web.Attachment(found.Name)},
		"X-Content-Type-Options": {"nosniff"}, // or a page of whoever could run it
	}}, nil
}

// routeDownloads adds the route.
func (s *Server) routeDownloads(engine *gin.Engine) {
	handle := s.guarded(nil, s.download)
	engine.GET(sandbox.DownloadPath+":document", handle)
	engine.HEAD(sandbox.DownloadPath+":document", handle)
}
