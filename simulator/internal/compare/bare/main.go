// Command bare is the floor that the simulator is measured against: a gin server that
// answers with as many bytes of JSON as the simulator, and does nothing else.
package main

import (
	"encoding/json"
	"flag"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
)

// answers is what the server is told: the routes, and the answer of each address that
// is called, by its method and its path with the query.
type answers struct {
	Routes []route                      `json:"routes"`
	Of     map[string]map[string]answer `json:"of"`
}

// route is a method and a path, as OpenAPI has them.
type route struct {
	Method string `json:"method"`
	Path   string `json:"path"`
}

// answer is one of so many bytes. An answer that repeats what was sent is longer or
// shorter as the body is longer or shorter than Sent.
type answer struct {
	Status int `json:"status"`
	Size   int `json:"size"`
	Sent   int `json:"sent"`
}

// text is JSON of any size from 2 bytes on, by where it is cut: an object and blanks.
var text = []byte("{}" + strings.Repeat(" ", 1<<20))

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "`address` to listen on")
	file := flag.String("answers", "", "JSON `file` that says what to answer")
	flag.Parse()
	written, err := os.ReadFile(*file)
	if err != nil {
		log.Fatal(err)
	}
	var all answers
	if err := json.Unmarshal(written, &all); err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.ListenAndServe(*listen, handler(all)))
}

func handler(all answers) http.Handler {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	for _, r := range all.Routes {
		of := all.Of[r.Method]
		engine.Handle(r.Method, strings.NewReplacer("{", ":", "}", "").Replace(r.Path), func(c *gin.Context) {
			body, err := io.ReadAll(c.Request.Body)
			a, known := of[c.Request.RequestURI]
			if err != nil || !known {
				c.AbortWithStatus(http.StatusNotFound)
				return
			}
			size := max(2, a.Size+len(body)-a.Sent)
			c.Header("Content-Length", strconv.Itoa(size)) // else net/http would send a long one in chunks
			c.Data(a.Status, "application/json; charset=utf-8", text[:size])
		})
	}
	return engine
}
