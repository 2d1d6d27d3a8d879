package server

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// downloadPath is where signed addresses lead to. It stands beside the API, as the real
// ones lead to a store of files: it is no operation, needs no key, is not recorded and
// not covered.
const downloadPath = "/_files/"

// downloadTime is how long a signed address is valid by the clock of the sandbox (A51).
const downloadTime = time.Minute

// Download is a signed address of a document, where the client has called.
func (c *call) Download(d *state.Document) string {
	expires := c.now.Add(downloadTime).UnixMilli()
	host := c.gin.Request.Host
	if host == "" { // of a client of HTTP/1.0
		host = c.server.Address()
	}
	address := append(make([]byte, 0, 256), scheme(c.gin.Request)+"://"+host+downloadPath...)
	address = strconv.AppendInt(address, d.ID, 10)
	address = strconv.AppendInt(append(address, "?expires="...), expires, 10)
	address = append(append(address, "&sandbox="...), url.QueryEscape(c.box.Name)...)
	address = base64.RawURLEncoding.AppendEncode(append(address, "&signature="...), signature(c.box, d, expires))
	return string(address)
}

// scheme is that which the client has called with, before a proxy that says so.
func scheme(r *http.Request) string {
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https"
	}
	return "http"
}

// signature goes by the sandbox, its seed and the document: the same call has the same
// answer, and the address of a document is none of another one that has got its id later.
func signature(box *sandbox.Sandbox, d *state.Document, expires int64) []byte {
	key := binary.BigEndian.AppendUint64([]byte("download "), box.Random.Seed())
	text := make([]byte, 0, 128)
	for _, number := range []int64{d.ID, d.VendorID, d.CreatedAt.UnixMilli(), int64(len(d.Content)), expires} {
		text = binary.BigEndian.AppendUint64(text, uint64(number))
	}
	text = append(append(text, box.Name...), 0) // which no name of a sandbox has
	mac := hmac.New(sha256.New, key)
	mac.Write(append(text, d.Name...))
	return mac.Sum(nil)
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
	found, err := box.Shared().AnyDocument(documentID)
	if err != nil || !hmac.Equal(given, signature(box, &found, expires)) {
		return exchange.Response{}, refused
	}
	if until := time.UnixMilli(expires).UTC(); box.Clock.Now().After(until) {
		return exchange.Response{}, api.Error{Kind: api.Forbidden, Detail: "the address was valid until " + until.Format(time.RFC3339) +
			" by the clock of the sandbox: get the document again for a new one"}
	}
	return exchange.Response{Status: http.StatusOK, Body: found.Content, Header: http.Header{
		"Content-Type": {web.FileType(found.ContentType, found.Name)}, "Content-Disposition": {web.Attachment(found.Name)},
	}}, nil
}

// routeDownloads adds the route.
func (s *Server) routeDownloads(engine *gin.Engine) {
	handle := s.guarded(nil, s.download)
	engine.GET(downloadPath+":document", handle)
	engine.HEAD(downloadPath+":document", handle)
}
