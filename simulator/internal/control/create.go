package control

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
)

// sandboxCreation is how a sandbox is to begin.
type sandboxCreation struct {
	Name       string        `json:"name"` // of one that is there or not; in the path of a PUT
	From       string        `json:"from"`
	Checkpoint string        `json:"checkpoint"`
	Scenarios  []string      `json:"scenarios"`
	Clock      *clockSetting `json:"clock"`
	Seed       *float64      `json:"seed"` // an integer, though it may be written as 1e3
	Pinned     *bool         `json:"pinned"`
}

// makeSandbox is POST /sandboxes.
func makeSandbox(c call) (exchange.Response, error) {
	in, wish, err := c.wish()
	if err != nil {
		return exchange.Response{}, err
	}
	box, err := c.Sandboxes.Create(in.Name, wish)
	if errors.Is(err, sandbox.ErrExists) {
		return exchange.Response{}, exists(in.Name)
	}
	if err != nil {
		return exchange.Response{}, wishConflict(wish, err)
	}
	return c.respondSandbox(http.StatusCreated, box.Name)
}

// putSandbox is PUT /sandboxes/{sandbox}.
func putSandbox(c call) (exchange.Response, error) {
	_, wish, err := c.wish()
	if err != nil {
		return exchange.Response{}, err
	}
	if c.request.Params["sandbox"] == sandbox.Default && wish.Pinned != nil && !*wish.Pinned {
		return exchange.Response{}, errDefaultPinned
	}
	box, made, err := c.Sandboxes.Renew(c.request.Params["sandbox"], wish)
	if err != nil {
		return exchange.Response{}, wishConflict(wish, err)
	}
	if made {
		return c.respondSandbox(http.StatusCreated, box.Name)
	}
	return c.respondSandbox(http.StatusOK, box.Name)
}

// wish reads how a sandbox is to begin; without a body, as a fresh one.
func (c call) wish() (in sandboxCreation, wish sandbox.Wish, err error) {
	if in, err = optionalBody[sandboxCreation](c); err != nil {
		return in, wish, err
	}
	wish = sandbox.Wish{From: in.From, Checkpoint: in.Checkpoint, Pinned: in.Pinned}
	var p problems
	if in.Checkpoint != "" && in.From == "" {
		p.add("checkpoint goes with from only")
	}
	p.tooMany("scenarios", in.Scenarios)
	if in.Clock != nil {
		setting := in.Clock.setting(&p, "clock.")
		wish.Clock = &setting
	}
	if in.Seed != nil {
		seed := uint64(*in.Seed)
		wish.Seed = &seed
	}
	if err := p.err(); err != nil {
		return in, wish, err
	}
	var missing []error
	for _, name := range in.Scenarios {
		found, err := c.Scenarios.Find(name)
		missing = append(missing, err)
		wish.Scenarios = append(wish.Scenarios, found)
	}
	return in, wish, errors.Join(missing...)
}

// exists says what to do with a sandbox that is there already.
func exists(name string) error {
	return refusal{http.StatusConflict, fmt.Sprintf("there is a sandbox %q already: go on in it, with a key that ends in @%s; "+
		"take it back to its beginning with POST %s/sandboxes/%s/reset; or PUT %s/sandboxes/%s, which makes it or takes it back",
		name, name, Prefix, name, Prefix, name)}
}

// wishConflict turns the error of a scenario that does not fit the world into a
// conflict. What is wrong with a name is not that.
func wishConflict(wish sandbox.Wish, err error) error {
	if len(wish.Scenarios) == 0 {
		return err
	}
	return setupConflict(err)
}
