package control

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
)

// sandboxBeginning is how a sandbox is to begin: as a fresh one, if all is left out.
type sandboxBeginning struct {
	From       string        `json:"from,omitempty"`
	Checkpoint string        `json:"checkpoint,omitempty"`
	Call       string        `json:"call,omitempty"`
	Side       sandbox.Side  `json:"side,omitempty"`
	Scenarios  []string      `json:"scenarios,omitempty"`
	Clock      *clockSetting `json:"clock,omitempty"`
	Seed       *float64      `json:"seed,omitempty"` // an integer, though it may be written as 1e3
	Pinned     *bool         `json:"pinned,omitempty"`
}

type sandboxCreation struct {
	Name string `json:"name,omitempty"`
	sandboxBeginning
}

// madeSandbox is a sandbox that is new if made is true.
type madeSandbox struct {
	sandboxView
	made bool
}

func (m madeSandbox) status() int {
	if m.made {
		return http.StatusCreated
	}
	return http.StatusOK
}

func makeSandbox(c call, in sandboxCreation) (madeSandbox, error) {
	wish, err := c.wish(in.sandboxBeginning)
	if err != nil {
		return madeSandbox{}, err
	}
	box, err := c.Sandboxes.Create(in.Name, wish)
	if errors.Is(err, sandbox.ErrExists) {
		return madeSandbox{}, exists(in.Name)
	}
	if err != nil {
		return madeSandbox{}, wishConflict(wish, err)
	}
	view, err := c.viewNamed(box.Name)
	return madeSandbox{view, true}, err
}

type sandboxRenewal struct {
	Sandbox string `json:"sandbox" in:"path"` // which may be there or not
	sandboxBeginning
}

func putSandbox(c call, in sandboxRenewal) (madeSandbox, error) {
	wish, err := c.wish(in.sandboxBeginning)
	if err != nil {
		return madeSandbox{}, err
	}
	if in.Sandbox == sandbox.Default && wish.Pinned != nil && !*wish.Pinned {
		return madeSandbox{}, errDefaultPinned
	}
	box, made, err := c.Sandboxes.Renew(in.Sandbox, wish)
	if err != nil {
		return madeSandbox{}, wishConflict(wish, err)
	}
	view, err := c.viewNamed(box.Name)
	return madeSandbox{view, made}, err
}

// wish looks up what a beginning names, and says all that is wrong with it.
func (c call) wish(in sandboxBeginning) (wish sandbox.Wish, err error) {
	wish = sandbox.Wish{From: in.From, Checkpoint: in.Checkpoint, Call: in.Call, Side: in.Side, Pinned: in.Pinned}
	var p problems
	if in.Checkpoint != "" && in.From == "" {
		p.add("checkpoint goes with from only")
	}
	if in.Call != "" && in.From == "" {
		p.add("call goes with from only")
	}
	if in.Side != "" && in.Call == "" {
		p.add("side goes with call only")
	}
	if in.Call != "" && in.Checkpoint != "" {
		p.add("call and checkpoint exclude each other: a sandbox begins as it was at one time")
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
		return wish, err
	}
	var missing []error
	for _, name := range in.Scenarios {
		found, err := c.Scenarios.Find(name)
		missing = append(missing, err)
		wish.Scenarios = append(wish.Scenarios, found)
	}
	return wish, errors.Join(missing...)
}

// exists says what to do with a sandbox that is there already.
func exists(name string) error {
	return refusal{http.StatusConflict, fmt.Sprintf("there is a sandbox %q already: go on in it, with a key that ends in @%s; "+
		"take it back to its beginning with POST %s/reset; or PUT %s, which makes it or takes it back",
		name, name, pathOf(name), pathOf(name))}
}

// wishConflict turns the error of a scenario that does not fit the world into a
// conflict. What is wrong with a name is not that.
func wishConflict(wish sandbox.Wish, err error) error {
	if len(wish.Scenarios) == 0 {
		return err
	}
	return setupConflict(err)
}
