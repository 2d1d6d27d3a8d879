// Package web is the HTTP frame that the API and the control API stand in: it
// takes a call from gin, reads its body, catches what panics, says what is not
// there, and sends the answer. What an operation means it does not know.
package web

import (
	"net/http"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
)

var quietGin = sync.OnceFunc(func() { gin.SetMode(gin.ReleaseMode) })

// NewEngine makes an engine that routes and does nothing else.
func NewEngine() *gin.Engine {
	quietGin()
	engine := gin.New()
	// A redirect would be an answer that no contract documents.
	engine.RedirectTrailingSlash = false
	// A path is cut into segments before it is decoded: an escaped slash is data.
	engine.UseEscapedPath, engine.UnescapePathValues = true, false
	return engine
}

var braces = strings.NewReplacer("{", ":", "}", "")

// Route writes a path template of a contract as gin wants it.
func Route(template string) string { return braces.Replace(template) }

// Split lets one handler serve the paths of the simulator itself, and another all
// others. The simulator has the paths at or below a prefix, the page at the top, and
// the icon that browsers ask for beside a page. It goes by paths that are not decoded
// yet, as the routers behind it do.
func Split(prefix string, own, rest http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if path := r.URL.EscapedPath(); isOwn(prefix, path) || path == "" && isPage(r) {
			own.ServeHTTP(w, r)
			return
		}
		rest.ServeHTTP(w, r)
	})
}

func isOwn(prefix, path string) bool {
	below, found := strings.CutPrefix(path, prefix)
	return found && (below == "" || below[0] == '/') || path == "/" || path == Icon
}

// isPage tells whether a call without a path asks for the page at the top, as of
// http://127.0.0.1:4010. CONNECT names a host and no path, and what is no URL of a
// server, as mailto:a, has none.
func isPage(r *http.Request) bool { return r.Method != http.MethodConnect && r.URL.Opaque == "" }

// Icon is the path that browsers ask for beside a page.
const Icon = "/favicon.ico"
