package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// ready is what a ready file says: where the simulator is and which keys it takes.
type ready struct {
	URL     string     `json:"url"`
	Control string     `json:"control"`
	Keys    []readyKey `json:"keys"` // that are not refused, by name
}

type readyKey struct {
	Key    string       `json:"key"`
	Access state.Access `json:"access"`
}

// readyFile is there while a simulator answers calls. Without a path there is none.
type readyFile struct{ path string }

// clear takes away the file of a simulator that was killed, which would lie.
func (f readyFile) clear(others []flagFile) error {
	if f.path == "" {
		return nil
	}
	err := alone(reportFile{path: f.path, target: finalPath(f.path)}, nil, others)
	if err == nil {
		err = clearFile(f.path)
	}
	if err != nil {
		return fmt.Errorf("--ready-file: %w", err)
	}
	return nil
}

func (f readyFile) write(sim *simulator.Simulator) error {
	if f.path == "" {
		return nil
	}
	err := writeFile(f.path, func(w io.Writer) error {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(readiness(sim))
	})
	if err != nil {
		return fmt.Errorf("--ready-file: %w", err)
	}
	return nil
}

func (f readyFile) remove() {
	if info, err := os.Stat(f.path); err == nil && info.Mode().IsRegular() {
		_ = os.Remove(finalPath(f.path)) // who reads it now finds nobody there
	}
}

func readiness(sim *simulator.Simulator) ready {
	r := ready{URL: sim.URL(), Control: sim.ControlURL(), Keys: []readyKey{}}
	world := sim.World()
	for _, key := range world.Keys() {
		account, err := world.Account(key.AccountID)
		if err == nil && refusal(key, account, sim.Clock().Now()) == "" {
			r.Keys = append(r.Keys, readyKey{key.Token, key.Access})
		}
	}
	return r
}
