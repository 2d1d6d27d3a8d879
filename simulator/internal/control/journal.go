package control

import (
	"fmt"

	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
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
	entry, ok := c.box.Journal().Entry(in.Call)
	if !ok {
		return journal.Call{}, notFound(fmt.Sprintf("there is no call %q in the journal", in.Call))
	}
	return entry.Plain(), nil
}

func resetJournal(c call, _ none) (none, error) {
	c.Sandboxes.ResetJournal(c.box)
	return none{}, nil
}
