package control

import (
	"net/http"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
)

type checkpointView struct {
	Name    string    `json:"name"`
	SavedAt time.Time `json:"savedAt"`
}

func viewCheckpoint(info sandbox.CheckpointInfo) checkpointView { return checkpointView(info) }

// listCheckpoints is GET /sandboxes/{sandbox}/checkpoints.
func listCheckpoints(c call) (exchange.Response, error) {
	return respondList(c.box.Checkpoints(), viewCheckpoint)
}

// saveCheckpoint is PUT /sandboxes/{sandbox}/checkpoints/{checkpoint}.
func saveCheckpoint(c call) (exchange.Response, error) {
	name := c.request.Params["checkpoint"]
	if err := c.box.Checkpoint(name); err != nil {
		return exchange.Response{}, err
	}
	for _, info := range c.box.Checkpoints() {
		if info.Name == name {
			return respond(http.StatusOK, viewCheckpoint(info))
		}
	}
	return exchange.Response{}, sandbox.NotFound{Kind: "checkpoint", Name: name} // deleted meanwhile
}

// rewind is POST /sandboxes/{sandbox}/checkpoints/{checkpoint}/rewind.
func rewind(c call) (exchange.Response, error) {
	if err := c.box.Rewind(c.request.Params["checkpoint"]); err != nil {
		return exchange.Response{}, err
	}
	return c.respondSandbox(http.StatusOK, c.box.Name)
}

// deleteCheckpoint is DELETE /sandboxes/{sandbox}/checkpoints/{checkpoint}.
func deleteCheckpoint(c call) (exchange.Response, error) {
	if err := c.box.DropCheckpoint(c.request.Params["checkpoint"]); err != nil {
		return exchange.Response{}, err
	}
	return done(), nil
}
