package scenario

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/suggest"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// Library finds scenarios by name: those that come with the simulator, which
// are read on their first use, and those that were added. It may be used by any
// number of goroutines.
type Library struct {
	contract *contract.Contract
	files    fs.FS
	paths    map[string]string // of the built-in ones, by name

	mu    sync.Mutex
	known map[string]*Scenario
}

// NotFound says that there is no scenario of that name, or that the built-in one does
// not go with the revision of the contract that is in force.
type NotFound struct {
	Name    string
	suggest string
	unfit   error // what the revision lacks; nil if there is no such scenario at all
}

// unfit says that a built-in scenario speaks of what a revision does not have.
type unfit struct {
	revision string
	problems yamlfile.Problems
}

func (e unfit) Error() string {
	return fmt.Sprintf(" that goes with the revision %s of the contract: %s", e.revision, e.problems)
}

func (e NotFound) Error() string {
	const most = 64 // a name has no more
	name := e.Name
	if len(name) > most {
		name = name[:most] + "…"
	}
	if e.unfit != nil {
		return fmt.Sprintf("there is no scenario %q%s", name, e.unfit)
	}
	return fmt.Sprintf("there is no scenario %q%s", name, e.suggest)
}

// NewLibrary makes a library of the scenario files in a file system. The name of
// each is that of its file.
func NewLibrary(c *contract.Contract, files fs.FS) (*Library, error) {
	l := &Library{contract: c, files: files, paths: map[string]string{}, known: map[string]*Scenario{}}
	err := fs.WalkDir(files, ".", func(file string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && path.Ext(file) == ".yaml" {
			l.paths[strings.TrimSuffix(path.Base(file), ".yaml")] = file
		}
		return err
	})
	return l, err
}

// Find returns the scenario of that name. It fails with NotFound.
func (l *Library) Find(name string) (*Scenario, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s, ok := l.known[name]; ok {
		return s, nil
	}
	file, ok := l.paths[name]
	if !ok {
		return nil, NotFound{Name: name, suggest: l.suggest(name)}
	}
	data, err := fs.ReadFile(l.files, file)
	if err != nil {
		return nil, err
	}
	s, err := Load(l.contract, file, data, nil)
	if problems, is := errors.AsType[yamlfile.Problems](err); is {
		return nil, NotFound{Name: name, unfit: unfit{l.contract.Revision, problems}}
	}
	if err != nil {
		return nil, err
	}
	l.known[name] = s
	return s, nil
}

func (l *Library) suggest(name string) string {
	return suggest.Meant(name, l.names())
}

// names are the names of all scenarios. The lock is held.
func (l *Library) names() []string {
	names := slices.AppendSeq(slices.Collect(maps.Keys(l.known)), maps.Keys(l.paths))
	slices.Sort(names)
	return slices.Compact(names)
}

// List returns all scenarios by name. Built-in ones that do not go with the revision
// in force are left out.
func (l *Library) List() ([]*Scenario, error) {
	l.mu.Lock()
	names := l.names()
	l.mu.Unlock()
	var scenarios []*Scenario
	var problems []error
	for _, name := range names {
		s, err := l.Find(name)
		if missing, is := errors.AsType[NotFound](err); is && missing.unfit != nil {
			continue
		}
		scenarios, problems = append(scenarios, s), append(problems, err)
	}
	return scenarios, errors.Join(problems...)
}

// Add makes a scenario known by its name, over a built-in one too.
func (l *Library) Add(s *Scenario) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.known[s.Name] = s
}

// Open returns the scenario of that name, or reads and adds the one in that
// file. What has a slash in it or ends in .yaml or .yml is a file.
func (l *Library) Open(nameOrFile string) (*Scenario, error) {
	if !IsFile(nameOrFile) {
		return l.Find(nameOrFile)
	}
	s, err := LoadFile(l.contract, nameOrFile)
	if err == nil {
		l.Add(s)
	}
	return s, err
}

// IsFile tells whether a text means a scenario file, and not a name.
func IsFile(nameOrFile string) bool {
	extension := filepath.Ext(nameOrFile)
	return strings.ContainsAny(nameOrFile, `/\`) || extension == ".yaml" || extension == ".yml"
}

// LoadFile is Load for a file. The files that it names go by its folder.
func LoadFile(c *contract.Contract, file string) (*Scenario, error) {
	data, err := yamlfile.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the scenario: %w", err)
	}
	s, err := Load(c, file, data, func(name string) ([]byte, error) {
		if !filepath.IsAbs(name) {
			name = filepath.Join(filepath.Dir(file), name)
		}
		return yamlfile.ReadFile(name)
	})
	if err == nil {
		s.file = file
	}
	return s, err
}
