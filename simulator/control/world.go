package control

import (
	"bytes"
	"net/http"

	"github.com/vsrsim/vsrsim/simulator/exchange"
	"github.com/vsrsim/vsrsim/simulator/fixture"
	"github.com/vsrsim/vsrsim/simulator/web"
)

// getWorld is GET /sandboxes/{sandbox}/world.
func getWorld(c call) (exchange.Response, error) {
	var text bytes.Buffer
	if err := fixture.Write(&text, c.box.Shared().Snapshot()); err != nil {
		return exchange.Response{}, err
	}
	return respondAs(web.YAML, text.Bytes()), nil
}

// replaceWorld is PUT /sandboxes/{sandbox}/world.
func replaceWorld(c call) (exchange.Response, error) {
	text := c.request.Body
	if c.request.MediaType == web.JSON {
		text = yamlOf(text)
	}
	world, err := fixture.Load("world", text)
	if err != nil {
		return exchange.Response{}, err
	}
	c.box.World.Become(world)
	return c.respondSandbox(http.StatusOK, c.box.Name)
}
