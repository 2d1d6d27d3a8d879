package control

import (
	"net/http"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
)

type sandboxView struct {
	Name       string    `json:"name"`
	Key        *string   `json:"key"` // that works in it; null if it has none
	URL        string    `json:"url"`
	Pinned     bool      `json:"pinned"`
	LastUsedAt time.Time `json:"lastUsedAt"`
	Clock      clockView `json:"clock"`
	Seed       uint64    `json:"seed"`
	Calls      int       `json:"calls"`
	Vendors    int       `json:"vendors"`
	Reviews    int       `json:"reviews"`
	Scenarios  []string  `json:"scenarios"` // that play
}

func (c call) viewSandbox(info sandbox.Info) sandboxView {
	counts := info.World().Counts()
	calls, _ := info.JournalSize()
	scenarios := []string{}
	for _, played := range info.Scenarios() {
		scenarios = append(scenarios, played.Name)
	}
	return sandboxView{
		Name: info.Name, Key: keyIn(info.Sandbox), URL: c.apiURL(), Pinned: info.Pinned, LastUsedAt: info.LastUsed.UTC().Truncate(time.Millisecond),
		Clock: viewClock(info.Clock()), Seed: info.Seed(), Calls: calls,
		Vendors: counts.Vendors, Reviews: counts.Reviews, Scenarios: scenarios,
	}
}

// keyIn is what a client sends as its key to work in a sandbox, without being
// refused anything.
func keyIn(box *sandbox.Sandbox) *string {
	token, _ := box.World().WorkingKey(box.Now())
	if token == "" {
		return nil
	}
	if box.Name != sandbox.Default {
		token += "@" + box.Name
	}
	return &token
}

// viewNamed is a sandbox as it is now.
func (c call) viewNamed(name string) (sandboxView, error) {
	info, err := c.Sandboxes.Info(name)
	if err != nil {
		return sandboxView{}, err
	}
	return c.viewSandbox(info), nil
}

func listSandboxes(c call, _ none) (list[sandboxView], error) {
	return listOf(c.Sandboxes.List(), c.viewSandbox), nil
}

func getSandbox(c call, _ none) (sandboxView, error) {
	return c.viewNamed(c.box.Name)
}

type sandboxChange struct {
	Pinned bool `json:"pinned,omitempty"` // there, as there is nothing else to change
}

var errDefaultPinned = refusal{http.StatusConflict, "the default sandbox is always pinned"}

func changeSandbox(c call, in sandboxChange) (sandboxView, error) {
	if c.box.Name == sandbox.Default && !in.Pinned {
		return sandboxView{}, errDefaultPinned
	}
	if err := c.Sandboxes.Pin(c.box.Name, in.Pinned); err != nil {
		return sandboxView{}, err
	}
	return c.viewNamed(c.box.Name)
}

func deleteSandbox(c call, _ none) (none, error) {
	return none{}, c.Sandboxes.Delete(c.box.Name)
}

func resetSandbox(c call, _ none) (sandboxView, error) {
	if _, err := c.Sandboxes.Reset(c.box.Name); err != nil {
		return sandboxView{}, err
	}
	return c.viewNamed(c.box.Name)
}
