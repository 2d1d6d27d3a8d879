package control

import (
	"fmt"
	"net/http"

	"github.com/vsrsim/vsrsim/simulator/exchange"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

type callsView struct {
	Data    []journal.Entry `json:"data"`
	Matched int             `json:"matched"`
	Dropped uint64          `json:"dropped"`
}

// defaultLimit is how many calls are listed unless told otherwise.
const defaultLimit = 100

// listCalls is GET /sandboxes/{sandbox}/journal.
func listCalls(c call) (exchange.Response, error) {
	filter, err := c.filter()
	if err != nil {
		return exchange.Response{}, err
	}
	entries, dropped := c.box.Journal.Entries(filter)
	return c.respondCalls(entries, dropped)
}

// listAllCalls is GET /journal.
func listAllCalls(c call) (exchange.Response, error) {
	filter, err := c.filter()
	if err != nil {
		return exchange.Response{}, err
	}
	entries, dropped, err := c.allEntries(filter)
	if err != nil {
		return exchange.Response{}, err
	}
	return c.respondCalls(entries, dropped)
}

// respondCalls answers with the newest calls, as many as are asked for.
func (c call) respondCalls(entries []journal.Entry, dropped uint64) (exchange.Response, error) {
	newest := c.newest(entries, defaultLimit)
	return respond(http.StatusOK, callsView{Data: newest, Matched: len(entries), Dropped: dropped})
}

type countView struct {
	Count   int    `json:"count"`
	Dropped uint64 `json:"dropped"`
}

// countCalls is GET /sandboxes/{sandbox}/journal/count.
func countCalls(c call) (exchange.Response, error) {
	filter, err := c.filter()
	if err != nil {
		return exchange.Response{}, err
	}
	entries, dropped := c.box.Journal.Entries(filter)
	return respond(http.StatusOK, countView{Count: len(entries), Dropped: dropped})
}

// getCall is GET /sandboxes/{sandbox}/journal/{call}.
func getCall(c call) (exchange.Response, error) {
	id := c.request.Params["call"]
	entry, ok := c.box.Journal.Entry(id)
	if !ok {
		return exchange.Response{}, notFound(fmt.Sprintf("there is no call %q in the journal", id))
	}
	return respond(http.StatusOK, entry)
}

// resetJournal is DELETE /sandboxes/{sandbox}/journal.
func resetJournal(c call) (exchange.Response, error) {
	c.Sandboxes.ResetJournal(c.box)
	return done(), nil
}
