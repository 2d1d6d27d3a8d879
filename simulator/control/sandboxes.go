package control

import (
	"net/http"
	"time"

	"github.com/vsrsim/vsrsim/simulator/exchange"
	"github.com/vsrsim/vsrsim/simulator/sandbox"
)

type sandboxView struct {
	Name       string    `json:"name"`
	Pinned     bool      `json:"pinned"`
	LastUsedAt time.Time `json:"lastUsedAt"`
	Clock      clockView `json:"clock"`
	Seed       uint64    `json:"seed"`
	Calls      int       `json:"calls"`
	Vendors    int       `json:"vendors"`
	Reviews    int       `json:"reviews"`
	Scenarios  []string  `json:"scenarios"` // that play
}

func viewSandbox(info sandbox.Info) sandboxView {
	counts := info.World.Counts()
	scenarios := []string{}
	for _, played := range info.Engine.Scenarios() {
		scenarios = append(scenarios, played.Name)
	}
	return sandboxView{
		Name: info.Name, Pinned: info.Pinned, LastUsedAt: info.LastUsed.UTC().Truncate(time.Millisecond),
		Clock: viewClock(info.Clock), Seed: info.Chance.Seed(), Calls: info.Journal.Len(),
		Vendors: counts.Vendors, Reviews: counts.Reviews, Scenarios: scenarios,
	}
}

// respondSandbox answers with a sandbox as it is now.
func (c call) respondSandbox(status int, name string) (exchange.Response, error) {
	info, err := c.Sandboxes.Info(name)
	if err != nil {
		return exchange.Response{}, err
	}
	return respond(status, viewSandbox(info))
}

// listSandboxes is GET /sandboxes.
func listSandboxes(c call) (exchange.Response, error) {
	return respondList(c.Sandboxes.List(), viewSandbox)
}

type sandboxCreation struct {
	Name       string `json:"name"`
	From       string `json:"from"`
	Checkpoint string `json:"checkpoint"`
	Pinned     bool   `json:"pinned"`
}

// makeSandbox is POST /sandboxes.
func makeSandbox(c call) (exchange.Response, error) {
	in, err := body[sandboxCreation](c)
	if err != nil {
		return exchange.Response{}, err
	}
	switch {
	case in.From != "":
		_, err = c.Sandboxes.Fork(in.From, in.Checkpoint, in.Name)
	case in.Checkpoint != "":
		err = badRequest("checkpoint goes with from only")
	default:
		_, err = c.Sandboxes.Make(in.Name)
	}
	if err == nil && in.Pinned {
		err = c.Sandboxes.Pin(in.Name, true)
	}
	if err != nil {
		return exchange.Response{}, err
	}
	return c.respondSandbox(http.StatusCreated, in.Name)
}

// getSandbox is GET /sandboxes/{sandbox}.
func getSandbox(c call) (exchange.Response, error) {
	return c.respondSandbox(http.StatusOK, c.box.Name)
}

type sandboxChange struct {
	Pinned bool `json:"pinned"`
}

// changeSandbox is PATCH /sandboxes/{sandbox}.
func changeSandbox(c call) (exchange.Response, error) {
	in, err := body[sandboxChange](c)
	if err != nil {
		return exchange.Response{}, err
	}
	if c.box.Name == sandbox.Default && !in.Pinned {
		return exchange.Response{}, refusal{http.StatusConflict, "the default sandbox is always pinned"}
	}
	if err := c.Sandboxes.Pin(c.box.Name, in.Pinned); err != nil {
		return exchange.Response{}, err
	}
	return c.respondSandbox(http.StatusOK, c.box.Name)
}

// deleteSandbox is DELETE /sandboxes/{sandbox}.
func deleteSandbox(c call) (exchange.Response, error) {
	if err := c.Sandboxes.Delete(c.box.Name); err != nil {
		return exchange.Response{}, err
	}
	return done(), nil
}

// resetSandbox is POST /sandboxes/{sandbox}/reset.
func resetSandbox(c call) (exchange.Response, error) {
	if _, err := c.Sandboxes.Reset(c.box.Name); err != nil {
		return exchange.Response{}, err
	}
	return c.respondSandbox(http.StatusOK, c.box.Name)
}
