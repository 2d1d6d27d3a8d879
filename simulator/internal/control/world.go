package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/fixture"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// getWorld is GET /sandboxes/{sandbox}/world.
func getWorld(c call) (exchange.Response, error) {
	write, contentType := fixture.Write, web.YAML
	if c.wantsJSON() {
		write, contentType = fixture.WriteJSON, exchange.ContentTypeJSON
	}
	var text bytes.Buffer
	world := c.box.Shared().Snapshot()
	if n := documentBytes(world); n > maxDocumentBytes {
		return exchange.Response{}, refusal{http.StatusConflict, fmt.Sprintf("the documents of this world have %d bytes, a world of more than "+
			"%d cannot be put back: read its records by their kinds, or keep it in a file (--state)", n, maxDocumentBytes)}
	}
	if err := write(&text, world); err != nil {
		return exchange.Response{}, err
	}
	return respondAs(contentType, text.Bytes()), nil
}

// maxDocumentBytes is how many bytes the documents of a world may have that is read
// as a whole. Written, they take a third more, which just about fits the body of a
// PUT, and some ten times as much memory meanwhile.
const maxDocumentBytes = 48 << 20

func documentBytes(world state.Snapshot) (n int) {
	for _, d := range world.Documents {
		n += len(d.Content)
	}
	return n
}

// wantsJSON tells in which form a world is asked for: by its name, or else by the
// first form of the header Accept that there is; YAML if neither says.
func (c call) wantsJSON() bool {
	if format := c.request.Query.Get("format"); format != "" {
		return format == "json"
	}
	for accepted := range strings.SplitSeq(c.request.Header.Get("Accept"), ",") {
		mediaType, _, _ := strings.Cut(accepted, ";")
		switch strings.ToLower(strings.TrimSpace(mediaType)) {
		case web.JSON:
			return true
		case web.YAML, "application/x-yaml", "text/yaml", "*/*":
			return false
		}
	}
	return false
}

// replaceWorld is PUT /sandboxes/{sandbox}/world.
func replaceWorld(c call) (exchange.Response, error) {
	world, err := fixture.Load("world", c.yamlBody())
	if err != nil {
		return exchange.Response{}, err
	}
	c.box.World.Become(world)
	return c.respondSandbox(http.StatusOK, c.box.Name)
}

// changeWorld is PATCH /sandboxes/{sandbox}/world.
func changeWorld(c call) (exchange.Response, error) {
	changes, err := scenario.ReadWorld("world", c.yamlBody())
	if err != nil {
		return exchange.Response{}, err
	}
	if err := c.box.Shared().Rewrite(changes.Change); err != nil {
		return exchange.Response{}, err
	}
	return c.respondSandbox(http.StatusOK, c.box.Name)
}

// yamlBody is a body of JSON or YAML as YAML. What was decoded to check it is let go:
// it may take more than the body.
func (c call) yamlBody() []byte {
	c.request.JSON = nil
	if c.request.MediaType == web.JSON {
		return yamlOf(c.request.Body)
	}
	return c.request.Body
}

type recordsView struct {
	Data  []json.RawMessage `json:"data"`
	Total int               `json:"total"`
}

// defaultRecords is how many records are listed unless told otherwise.
const defaultRecords = 1000

// listRecords is GET /sandboxes/{sandbox}/world/{kind}.
func listRecords(c call) (exchange.Response, error) {
	kind := c.request.Params["kind"]
	records, total, err := fixture.Page(c.box.Shared().Part(kind), kind, c.request.Query.Get("after"), c.number("limit", defaultRecords))
	if _, wrong := errors.AsType[fixture.NoID](err); wrong {
		return exchange.Response{}, badRequest("after " + err.Error())
	}
	if err != nil {
		return exchange.Response{}, err
	}
	return respond(http.StatusOK, recordsView{records, total})
}
