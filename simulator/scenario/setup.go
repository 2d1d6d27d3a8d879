package scenario

import (
	"fmt"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/state"
	"github.com/vsrsim/vsrsim/simulator/yamlfile"
)

// Prepare makes the world that the scenario begins with of the one that is
// there, which stays as it is. Without a setup of the world it is that one. It
// fails, with everything that is wrong, if the setup does not fit the world.
func (s *Scenario) Prepare(world *state.World) (*state.World, error) {
	if s.Setup == nil {
		return world, nil
	}
	if s.Setup.fixture != nil {
		world = s.Setup.fixture
	}
	if s.Setup.World == nil {
		return world, nil
	}
	snapshot := world.Snapshot()
	if problems := s.Setup.World.change(&snapshot); len(problems) > 0 {
		return nil, problems
	}
	prepared, err := snapshot.Restore()
	if err != nil {
		return nil, fmt.Errorf("the setup of the scenario %s does not fit the world: %w", s.Name, err)
	}
	return prepared, nil
}

// SetsWorld tells whether the scenario changes the world when it begins.
func (s *Scenario) SetsWorld() bool {
	return s.Setup != nil && (s.Setup.fixture != nil || s.Setup.World != nil)
}

// change writes the changes into a snapshot.
func (w *World) change(s *state.Snapshot) yamlfile.Problems {
	var p yamlfile.Problems
	change(&p, &s.Accounts, w.Accounts, func(a state.Account) int64 { return a.ID })
	change(&p, &s.Keys, w.Keys, func(k state.Key) string { return k.Token })
	change(&p, &s.Users, w.Users, func(u state.User) int64 { return u.ID })
	change(&p, &s.Vendors, w.Vendors, func(v state.Vendor) int64 { return v.ID })
	change(&p, &s.Reviews, w.Reviews, func(r state.Review) int64 { return r.ID })
	change(&p, &s.Questionnaires, w.Questionnaires, func(q state.Questionnaire) int64 { return q.ID })
	change(&p, &s.Documents, w.Documents, func(d state.Document) int64 { return d.ID })
	return p
}

// change decodes each record over the one of the same id, or adds it.
func change[T any, ID comparable](p *yamlfile.Problems, records *[]T, changes []yamlfile.Raw, id func(T) ID) {
	for _, raw := range changes {
		var read T
		*p = append(*p, raw.Decode(&read)...)
		i := slices.IndexFunc(*records, func(record T) bool { return id(record) == id(read) })
		if i < 0 {
			*records = append(*records, read)
			continue
		}
		raw.Decode(&(*records)[i])
	}
}

// forms is what is wrong with the form of the changes, whatever world they are
// made to.
func (w *World) forms() yamlfile.Problems {
	return w.change(&state.Snapshot{})
}
