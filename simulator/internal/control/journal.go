package control

import (
	"fmt"

	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

type callsView struct {
	Data    []journal.Call `json:"data"`
	Matched int            `json:"matched"`
	Dropped uint64         `json:"dropped"`
}

// defaultLimit is how many calls are listed unless told otherwise.
const defaultLimit = 100

func listCalls(c call, in newestQuery) (callsView, error) {
	found, err := c.newestCalls(in, defaultLimit)
	return viewCalls(found), err
}

func listAllCalls(c call, in newestOfAllQuery) (callsView, error) {
	found, err := c.newestOfAll(in, defaultLimit)
	return viewCalls(found), err
}

func viewCalls(found calls) callsView {
	return callsView{Data: recorder.Plain(found.entries), Matched: found.matched, Dropped: found.dropped}
}

type countView struct {
	Count   int    `json:"count"`
	Dropped uint64 `json:"dropped"`
}

func countCalls(c call, in callQuery) (countView, error) {
	filter, err := c.filter(in)
	if err != nil {
		return countView{}, err
	}
	matched, dropped := c.box.Journal().Count(filter)
	return countView{Count: matched, Dropped: dropped}, nil
}

type callID struct {
	Call string `json:"call" in:"path"`
}

func getCall(c call, in callID) (journal.Call, error) {
	entry, err := c.findCall(c.box, in.Call)
	return entry.Plain(), err
}

// findCall is a call in the journal of a sandbox.
func (c call) findCall(box *sandbox.Sandbox, id string) (recorder.Entry, error) {
	entry, ok := box.Journal().Entry(id)
	if !ok {
		return recorder.Entry{}, notFound(fmt.Sprintf("there is no call %q in the journal", id))
	}
	return entry, nil
}

type worldAtCall struct {
	Call string       `json:"call" in:"path"`
	Side sandbox.Side `json:"side,omitempty" in:"query"`
	worldForm
}

func getWorldAtCall(c call, in worldAtCall) (document, error) {
	world, err := c.box.WorldAt(in.Call, in.Side)
	if err != nil {
		return document{}, err
	}
	return c.writeWorld(in.worldForm, world)
}

type resending struct {
	Call    string `json:"call" in:"path"`
	Sandbox string `json:"sandbox,omitempty" called:"to"` // to send it in; that of the call if empty
}

func resendCall(c call, in resending) (journal.Call, error) {
	sent, err := c.findCall(c.box, in.Call)
	if err != nil {
		return journal.Call{}, err
	}
	to := c.box
	if in.Sandbox != "" {
		if to, err = c.Sandboxes.Find(in.Sandbox); err != nil {
			return journal.Call{}, err
		}
	}
	id, err := c.Resend(c.from.Context(), sent, to, c.from.RemoteAddr)
	if err != nil {
		return journal.Call{}, err
	}
	again, err := c.findCall(to, id)
	return again.Plain(), err
}

func resetJournal(c call, _ none) (none, error) {
	c.Sandboxes.ResetJournal(c.box)
	return none{}, nil
}
