package simulator

import (
	"bytes"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// watchPause is how often scenario files are looked at. They are compared by
// content: some editors and mounts do not tell of changes.
const watchPause = 250 * time.Millisecond

// watcher reads scenario files anew when they change.
type watcher struct {
	files    []string // by the index of the scenario; empty for a built-in one
	last     [][]byte // at the look before
	seen     [][]byte // that was acted on
	playing  []*scenario.Scenario
	contract *contract.Contract
	library  *scenario.Library
	registry *sandbox.Registry
	logger   *slog.Logger

	once       sync.Once
	quit, done chan struct{}
}

func watch(namesOrFiles []string, playing []*scenario.Scenario, sim *Simulator, logger *slog.Logger) *watcher {
	w := &watcher{
		playing: playing, contract: sim.contract, library: sim.library, registry: sim.registry, logger: logger,
		quit: make(chan struct{}), done: make(chan struct{}),
	}
	for i, name := range namesOrFiles {
		if !scenario.IsFile(name) {
			name = ""
		}
		w.files = append(w.files, name)
		w.seen = append(w.seen, playing[i].Text)
		w.last = append(w.last, playing[i].Text)
	}
	return w
}

// start looks at the files until stop.
func (w *watcher) start() {
	go func() {
		defer close(w.done)
		ticker := time.NewTicker(watchPause)
		defer ticker.Stop()
		for {
			select {
			case <-w.quit:
				return
			case <-ticker.C:
				w.look()
			}
		}
	}()
}

// stop returns when the files are looked at no more. It may be called
// more than once, and at the same time.
func (w *watcher) stop() {
	w.once.Do(func() { close(w.quit) })
	<-w.done
}

func (w *watcher) look() {
	for i, file := range w.files {
		if file == "" {
			continue
		}
		text, err := yamlfile.ReadFile(file)
		if err != nil {
			text = nil
		}
		settled := bytes.Equal(text, w.last[i]) // or it is being written
		w.last[i] = text
		if settled && !bytes.Equal(text, w.seen[i]) {
			w.seen[i] = text // a bad file is reported once
			w.reload(i, file)
		}
	}
}

// reload puts the file in the place of what played, whole or not at all.
func (w *watcher) reload(i int, file string) {
	changed, err := scenario.LoadFile(w.contract, file)
	if err == nil && bytes.Equal(changed.Text, w.playing[i].Text) {
		w.logger.Info("a scenario file is again as it plays", "file", file, "scenario", changed.Name)
		return // what its rules have counted stays
	}
	if err == nil {
		err = w.replace(i, changed)
	}
	if err != nil {
		w.logger.Error("a changed scenario cannot be used, the old one stays", "file", file, "problems", err.Error())
		return
	}
	w.library.Add(changed) // only now: one that does not fit the world is not known
	w.logger.Info("a changed scenario plays", "file", file, "scenario", changed.Name)
}

func (w *watcher) replace(i int, changed *scenario.Scenario) error {
	for j, other := range w.playing {
		if j != i && other.Name == changed.Name { // refused at the start, too
			return fmt.Errorf("another scenario that plays is called %s", changed.Name)
		}
	}
	next := slices.Clone(w.playing)
	next[i] = changed
	if err := w.registry.SetScenarios(next); err != nil {
		return err
	}
	w.playing = next
	return nil
}
