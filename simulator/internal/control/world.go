package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/fixture"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// getWorld is GET /sandboxes/{sandbox}/world.
func getWorld(c call) (exchange.Response, error) {
	write, contentType := fixture.Write, web.YAML
	if c.wantsJSON() {
		write, contentType = fixture.WriteJSON, exchange.ContentTypeJSON
	}
	var text bytes.Buffer
	if err := write(&text, c.box.Shared().Snapshot()); err != nil {
		return exchange.Response{}, err
	}
	return respondAs(contentType, text.Bytes()), nil
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
