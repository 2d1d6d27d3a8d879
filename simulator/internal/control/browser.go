package control

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/page"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// pageFolder is what the files of the page are below, seen from the page, with their version
// and their names.
const pageFolder = "page"

// pagePath is the same, seen from the top.
const pagePath = Prefix + "/" + pageFolder

// wantsPage tells a browser from other callers: it names text/html where it opens an
// address, and curl, clients and the page itself do not.
func wantsPage(r *http.Request) bool {
	for accepted := range strings.SplitSeq(r.Header.Get("Accept"), ",") {
		mediaType, _, _ := strings.Cut(accepted, ";")
		if strings.EqualFold(strings.TrimSpace(mediaType), "text/html") {
			return true
		}
	}
	return false
}

func variesByAccept(response document) document {
	response.Header.Set("Vary", "Accept")
	return response
}

// pageDocument is the page. A browser asks for it anew each time: it names the version of
// its files.
func pageDocument() document {
	response := respondAs("text/html; charset=utf-8", page.Load().Document(pageFolder))
	guardPage(response.Header)
	response.Header.Set("Cache-Control", "no-cache")
	return response
}

// guardPage keeps what clients of the API have sent from doing anything in the page, and
// the page out of those of others.
func guardPage(header http.Header) {
	header.Set("Content-Security-Policy", page.Policy)
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	header.Set("Referrer-Policy", "no-referrer")
}

// leadBrowsers sends browsers on to the page, and lets others have what stands there.
func (c *Control) leadBrowsers(others gin.HandlerFunc) gin.HandlerFunc {
	return func(g *gin.Context) {
		if !wantsPage(g.Request) {
			others(g)
			return
		}
		send(g, document{Status: http.StatusSeeOther, Header: http.Header{
			"Location": {Prefix + "/"}, "Content-Type": {plainText}, "Vary": {"Accept"}, "Cache-Control": {"no-cache"},
		}})
	}
}

// pageFiles serves the files of the page. They tell nothing, so they need no token; a page
// of another origin gets none all the same.
func (c *Control) pageFiles(engine *gin.Engine) {
	const route = pagePath + "/:version/:folder/:name"
	serve := web.Guarded(c.Logger, "page", errorResponse, func(g *gin.Context) { send(g, c.pageFile(g)) })
	engine.GET(route, serve)
	engine.HEAD(route, serve)
}

func (c *Control) pageFile(g *gin.Context) exchange.Response {
	if err := c.admit(g.Request); err != nil {
		return errorResponse(err)
	}
	files := page.Load()
	file, ok := files.File(g.Param("folder") + "/" + g.Param("name"))
	if !ok || g.Param("version") != files.Version {
		path := web.Shortened(g.Request.URL.EscapedPath())
		return errorResponse(notFound("the page has no file " + path + ": reload the page, which knows where its files are"))
	}
	response := respondAs(file.MediaType, file.Content)
	guardPage(response.Header)
	response.Header.Set("Cache-Control", "public, max-age=31536000, immutable")
	return response
}
