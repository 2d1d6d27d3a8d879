package scenario_test

import (
	"io/fs"
	"path"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/scenarios"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/spec"
)

var baseline = func() *contract.Contract {
	c, err := contract.Load(spec.OpenAPI())
	if err != nil {
		panic(err)
	}
	return c
}()

// newest is the last revision of the contract, with the look-ups: it has every operation,
// but not every status.
var newest = func() *contract.Contract {
	revisions := spec.Revisions()
	text, err := spec.Contract(revisions[len(revisions)-1], true)
	if err != nil {
		panic(err)
	}
	c, err := contract.Load(text)
	if err != nil {
		panic(err)
	}
	return c
}()

// builtIn calls visit with every file that comes with the simulator.
func builtIn(t *testing.T, visit func(name string, data []byte)) {
	t.Helper()
	err := fs.WalkDir(scenarios.Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(scenarios.Files, name)
		visit(name, data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestBuiltInScenariosPassLint(t *testing.T) {
	seen := map[string]bool{}
	builtIn(t, func(name string, data []byte) {
		s, err := scenario.Load(baseline, name, data, nil)
		if err != nil {
			s, err = scenario.Load(newest, name, data, nil)
		}
		if err != nil {
			t.Error(err)
			return
		}
		if want := strings.TrimSuffix(path.Base(name), ".yaml"); s.Name != want {
			t.Errorf("%s: named %s", name, s.Name)
		}
		if s.Description == "" {
			t.Errorf("%s: no description", name)
		}
		if seen[s.Name] {
			t.Errorf("%s: the name %s is taken", name, s.Name)
		}
		seen[s.Name] = true
	})
}
