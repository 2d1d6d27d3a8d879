package overlay

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pb33f/go-yaml"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/spec"
)

// All makes every contract of a folder that has openapi.yaml and overlays, by the
// name of its file below the folder.
func All(folder string) (map[string][]byte, error) {
	base, err := read(folder, "openapi.yaml")
	if err != nil {
		return nil, err
	}
	made := map[string][]byte{}
	for _, revision := range spec.Revisions() {
		for _, withLookups := range []bool{true, false} {
			var overlays []Named
			for _, name := range spec.Overlays(revision, withLookups) {
				o, err := read(folder, "overlays/"+name+".yaml")
				if err != nil {
					return nil, err
				}
				overlays = append(overlays, o)
			}
			text, err := Make(base, overlays...)
			if err != nil {
				return nil, err
			}
			made[spec.MadeName(revision, withLookups)] = text
		}
	}
	if made[operationsName], err = operations(made); err != nil {
		return nil, err
	}
	if made[elementsName], err = elements(made); err != nil {
		return nil, err
	}
	return made, addMade(folder, made)
}

// operationsName is the file that says where each operation is from.
const operationsName = "made/operations.txt"

// operations are a line for each operation of all revisions: the revision that it came
// with, or the look-ups, its method and its path.
func operations(made map[string][]byte) ([]byte, error) {
	var lines []string
	met := map[string]bool{}
	for _, revision := range spec.Revisions() {
		var document struct {
			Paths map[string]map[string]struct {
				Lookup bool `yaml:"x-vsrsim-lookup"`
			}
		}
		if err := yaml.Unmarshal(made[spec.MadeName(revision, true)], &document); err != nil {
			return nil, err
		}
		for path, methods := range document.Paths {
			for method, op := range methods {
				from, operation := revision, strings.ToUpper(method)+" "+path
				if op.Lookup {
					from = spec.Lookups
				}
				if revision != spec.Baseline && !met[operation] {
					met[operation] = true
					lines = append(lines, from+" "+operation+"\n")
				}
			}
		}
	}
	slices.Sort(lines)
	return []byte(strings.Join(lines, "")), nil
}

// addMade adds what is read of each contract in place of its text, for the control API
// too.
func addMade(folder string, made map[string][]byte) error {
	control, err := read(folder, "control.yaml")
	if err != nil {
		return err
	}
	texts := map[string][]byte{spec.ControlMadeName: control.Text}
	for name, text := range made {
		if strings.HasSuffix(name, ".yaml") {
			texts[strings.TrimSuffix(name, ".yaml")+".json"] = text
		}
	}
	for name, text := range texts {
		if made[name], err = contract.Make(text); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	made[spec.ControlDescribedName], err = contract.Describe(control.Text)
	return err
}

// elementsName is the file that says which revisions have an element of a request.
const elementsName = "made/elements.txt"

// elements are a line for each revision that has an element of a request, where others
// have the operation without it.
func elements(made map[string][]byte) ([]byte, error) {
	revisions := map[string]int{} // how many have the operation
	found := map[string]map[contract.Element][]string{}
	for _, revision := range spec.Revisions() {
		c, err := contract.Load(made[spec.MadeName(revision, true)])
		if err != nil {
			return nil, err
		}
		for _, op := range c.Operations {
			if revisions[op.ID]++; found[op.ID] == nil {
				found[op.ID] = map[contract.Element][]string{}
			}
			for _, e := range op.Elements {
				found[op.ID][e] = append(found[op.ID][e], e.RevisionLine(revision, op)+"\n")
			}
		}
	}
	var lines []string
	for id, elements := range found {
		for _, of := range elements {
			if of = slices.Compact(of); len(of) < revisions[id] {
				lines = append(lines, of...)
			}
		}
	}
	slices.Sort(lines)
	return []byte(strings.Join(lines, "")), nil
}

func read(folder, name string) (Named, error) {
	text, err := os.ReadFile(filepath.Join(folder, name))
	return Named{name, text}, err
}
