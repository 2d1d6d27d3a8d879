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
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
	"github.com/vsrsim/vsrsim/simulator/state"
)

type worldForm struct {
	Format string `json:"format,omitempty" in:"query"`
}

func getWorld(c call, in worldForm) (document, error) { return c.writeWorld(in, c.box.World()) }

// writeWorld is a world as a document.
func (c call) writeWorld(in worldForm, of *state.World) (document, error) {
	write, contentType := fixture.Write, web.YAML
	if in.wantsJSON(c.from.Header) {
		write, contentType = fixture.WriteJSON, exchange.ContentTypeJSON
	}
	var text bytes.Buffer
	var world state.Snapshot
	of.View(func(w state.Shared) { world = w.Snapshot() })
	if n := documentBytes(world); n > maxDocumentBytes {
		return document{}, refusal{http.StatusConflict, fmt.Sprintf("the documents of this world have %d bytes, a world of more than "+
			"%d cannot be put back: read its records by their kinds, or keep it in a file (state)", n, maxDocumentBytes)}
	}
	err := write(&text, world)
	return respondAs(contentType, text.Bytes()), err
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
func (in worldForm) wantsJSON(header http.Header) bool {
	if in.Format != "" {
		return in.Format == "json"
	}
	for accepted := range strings.SplitSeq(header.Get("Accept"), ",") {
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

type worldInput struct {
	Text yamlText `json:"text" in:"body"` // of a fixture, or of a part of one
}

func replaceWorld(c call, in worldInput) (sandboxView, error) {
	world, err := fixture.Load("world", in.Text)
	if err != nil {
		return sandboxView{}, err
	}
	_, _ = c.box.Apply(sandbox.ReplaceWorld{World: world}) // which cannot fail
	return c.viewNamed(c.box.Name)
}

func changeWorld(c call, in worldInput) (sandboxView, error) {
	world, err := scenario.ReadWorld("world", in.Text)
	if err != nil {
		return sandboxView{}, err
	}
	if _, err := c.box.Apply(sandbox.ChangeWorld{Changes: world}); err != nil {
		return sandboxView{}, err
	}
	return c.viewNamed(c.box.Name)
}

type recordsQuery struct {
	Kind  string `json:"kind" in:"path"`
	After string `json:"after,omitempty" in:"query"`
	Limit *int   `json:"limit,omitempty" in:"query"`
}

type recordsView struct {
	Data  []json.RawMessage `json:"data"`
	Total int               `json:"total"`
}

// defaultRecords is how many records are listed unless told otherwise.
const defaultRecords = 1000

func listRecords(c call, in recordsQuery) (recordsView, error) {
	var part state.Snapshot
	c.box.World().View(func(w state.Shared) { part = w.Part(in.Kind) })
	records, total, err := fixture.Page(part, in.Kind, in.After, valueOr(in.Limit, defaultRecords))
	if _, wrong := errors.AsType[fixture.NoID](err); wrong {
		return recordsView{}, badRequest("after " + err.Error())
	}
	return recordsView{records, total}, err
}
