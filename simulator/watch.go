package simulator

import (
	"bytes"
	"log/slog"
	"os"
	"slices"
	"time"

	"github.com/vsrsim/vsrsim/simulator/sandbox"
	"github.com/vsrsim/vsrsim/simulator/scenario"
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
	library  *scenario.Library
	registry *sandbox.Registry
	logger   *slog.Logger

	quit, done chan struct{}
}

func watch(namesOrFiles []string, playing []*scenario.Scenario, sim *Simulator, logger *slog.Logger) *watcher {
	w := &watcher{
		playing: playing, library: sim.library, registry: sim.registry, logger: logger,
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

// stop returns when the files are looked at no more. It may be called twice.
func (w *watcher) stop() {
	select {
	case <-w.quit:
	default:
		close(w.quit)
	}
	<-w.done
}

func (w *watcher) look() {
	for i, file := range w.files {
		if file == "" {
			continue
		}
		text, err := os.ReadFile(file)
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
	changed, err := w.library.Open(file)
	next := slices.Clone(w.playing)
	if err == nil {
		next[i] = changed
		err = w.registry.SetScenarios(next)
	}
	if err != nil {
		w.logger.Error("a changed scenario cannot be used, the old one stays", "file", file, "problems", err.Error())
		return
	}
	w.playing = next
	w.logger.Info("a changed scenario plays", "file", file, "scenario", changed.Name)
}
