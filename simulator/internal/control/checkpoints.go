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
	if err := c.box.Checkpoint(in.Checkpoint); err != nil {
		return checkpointView{}, err
	}
	for _, info := range c.box.Checkpoints() {
		if info.Name == in.Checkpoint {
			return viewCheckpoint(info), nil
		}
	}
	return checkpointView{}, sandbox.NotFound{Kind: "checkpoint", Name: in.Checkpoint} // deleted meanwhile
}

func rewind(c call, in checkpointName) (sandboxView, error) {
	if err := c.box.Rewind(in.Checkpoint); err != nil {
		return sandboxView{}, err
	}
	return c.viewNamed(c.box.Name)
}

func deleteCheckpoint(c call, in checkpointName) (none, error) {
	return none{}, c.box.DropCheckpoint(in.Checkpoint)
}
