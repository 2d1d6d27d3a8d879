package scenario

import (
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// ReadWorld reads changes to a world, written as those of a setup are; the name is
// what problems call the file. An error is yamlfile.Problems: everything that is
// wrong with them, whatever world they are made to.
func ReadWorld(name string, data []byte) (*World, error) {
	w := &World{}
	file, problems := yamlfile.Decode(name, data, w)
	l := yamlfile.NewLinter(file, nil, nil)
	lintWorld(l, w)
	if problems = append(problems, l.Problems()...); len(problems) > 0 {
		problems.Sort()
		return nil, problems
	}
	return w, nil
}

// Change makes the world that these changes make of another one, which stays as it
// is: each record is merged into the one of its id, or is added. It fails, with
// everything that is wrong, if the changed world is not in order.
func (w *World) Change(s state.Snapshot) (*state.World, error) {
	changed, problems := w.change(&s)
	if len(problems) > 0 {
		return nil, problems
	}
	world, err := state.RestoreShared(s) // changes were decoded into copies
	if err != nil {
		return nil, changed.explain(err)
	}
	return world, nil
}
