package control

import (
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
)

type checkpointView struct {
	Name    string    `json:"name"`
	SavedAt time.Time `json:"savedAt"`
}

func viewCheckpoint(info sandbox.CheckpointInfo) checkpointView { return checkpointView(info) }

func listCheckpoints(c call, _ none) (list[checkpointView], error) {
	return listOf(c.box.Checkpoints(), viewCheckpoint), nil
}

type checkpointName struct {
	Checkpoint string `json:"checkpoint" in:"path"`
}

func saveCheckpoint(c call, in checkpointName) (checkpointView, error) {
	saved, err := c.box.Apply(sandbox.SaveCheckpoint{Name: in.Checkpoint})
	return viewCheckpoint(saved.(sandbox.CheckpointInfo)), err
}

func rewind(c call, in checkpointName) (sandboxView, error) {
	if _, err := c.box.Apply(sandbox.Rewind{Checkpoint: in.Checkpoint}); err != nil {
		return sandboxView{}, err
	}
	return c.viewNamed(c.box.Name)
}

func deleteCheckpoint(c call, in checkpointName) (none, error) {
	_, err := c.box.Apply(sandbox.DropCheckpoint{Name: in.Checkpoint})
	return none{}, err
}
