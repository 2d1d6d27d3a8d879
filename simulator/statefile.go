package simulator

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/atomicfile"
	"github.com/vsrsim/vsrsim/simulator/internal/fixture"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// saveEvery is how often a stateFile looks whether the world has changed: a
// burst of calls is one save.
const saveEvery = 200 * time.Millisecond

// stateFile keeps a world in a file. At any moment the file is a whole world, the
// last one saved: it is replaced, never written over.
type stateFile struct {
	path   string
	world  *state.World
	logger *slog.Logger

	whole bool   // the file holds a world
	saved uint64 // its version

	failing bool // is logged
	once    sync.Once
	end     chan struct{}
	done    chan error
}

// openStateFile gives the world the content of the file, if there is one. It fails
// without touching the file if that is not a fixture, or if nothing could be
// saved in its place.
func openStateFile(path string, world *state.World, logger *slog.Logger) (*stateFile, error) {
	content, err := readRegular(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the state: %w", err)
	}
	if err == nil { // a link stays one: the file that it leads to is replaced
		if path, err = filepath.EvalSymlinks(path); err != nil {
			return nil, fmt.Errorf("read the state: %w", err)
		}
	}
	f := &stateFile{path: path, world: world, logger: logger, end: make(chan struct{}), done: make(chan error, 1)}
	if err == nil {
		loaded, err := fixture.Load(path, content)
		if err != nil {
			return nil, fmt.Errorf("read the state:\n%w", err)
		}
		world.Become(loaded)
		f.whole, f.saved = true, world.Version()
		return f, canReplace(path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, notSaved(path, err)
	}
	return f, canReplace(path)
}

// notSaved names the state file in an error that may name an unfinished file, or the
// folder.
func notSaved(path string, err error) error {
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		err = pathError.Err
	}
	return fmt.Errorf("save the state in %s: %w", path, err)
}

// canReplace fails if there can be no new file beside the old one, which would show
// only at the first change else.
func canReplace(path string) error {
	if err := atomicfile.Check(path); err != nil {
		return notSaved(path, err)
	}
	return nil
}

// readRegular does not read from devices, which may never end.
func readRegular(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", path)
	}
	return os.ReadFile(path)
}

// start begins to save. Where there is no file yet it saves at once, which shows
// whether it can be written at all.
func (f *stateFile) start() error {
	if !f.whole {
		if err := f.save(); err != nil {
			return err
		}
	}
	go func() {
		ticker := time.NewTicker(saveEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				f.note(f.save())
			case <-f.end:
				f.done <- f.save()
				return
			}
		}
	}()
	return nil
}

// note logs that saves have begun to fail, and that they work again: a full disk
// would else fill the log five times a second.
func (f *stateFile) note(err error) {
	switch failing := err != nil; {
	case failing && !f.failing:
		f.logger.Error("the state is not saved, trying again", "file", f.path, "error", err)
	case !failing && f.failing:
		f.logger.Info("the state is saved again", "file", f.path)
	}
	f.failing = err != nil
}

// stop saves a last time. It may be called more than once; only the first call
// tells whether that worked.
func (f *stateFile) stop() error {
	var err error
	f.once.Do(func() {
		close(f.end)
		err = <-f.done
	})
	return err
}

// save puts the world in the place of the one in the file. It does nothing if nothing
// has changed.
func (f *stateFile) save() error {
	var world state.Snapshot
	var version uint64
	changed := false
	f.world.View(func(w state.Shared) {
		version = w.Version()
		if changed = !f.whole || version != f.saved; changed {
			world = w.Snapshot()
		}
	})
	if !changed {
		return nil
	}
	var content bytes.Buffer
	if err := fixture.Write(&content, world); err != nil {
		return fmt.Errorf("save the state: %w", err)
	}
	if err := atomicfile.Save(f.path, content.Bytes()); err != nil {
		return notSaved(f.path, err)
	}
	f.whole, f.saved = true, version
	return nil
}
