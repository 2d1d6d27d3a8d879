package control

import (
	"fmt"
	"net/http"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
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

// listCalls is GET /sandboxes/{sandbox}/journal.
func listCalls(c call) (exchange.Response, error) {
	found, err := c.newestCalls(defaultLimit)
	return respondCalls(found, err)
}

// listAllCalls is GET /journal.
func listAllCalls(c call) (exchange.Response, error) {
	found, err := c.newestOfAll(defaultLimit)
	return respondCalls(found, err)
}

func respondCalls(found calls, err error) (exchange.Response, error) {
	if err != nil {
		return exchange.Response{}, err
	}
	return respond(http.StatusOK, callsView{Data: recorder.Plain(found.entries), Matched: found.matched, Dropped: found.dropped})
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
	matched, dropped := c.box.Journal.Count(filter)
	return respond(http.StatusOK, countView{Count: matched, Dropped: dropped})
}

// getCall is GET /sandboxes/{sandbox}/journal/{call}.
func getCall(c call) (exchange.Response, error) {
	id := c.request.Params["call"]
	entry, ok := c.box.Journal.Entry(id)
	if !ok {
		return exchange.Response{}, notFound(fmt.Sprintf("there is no call %q in the journal", id))
	}
	return respond(http.StatusOK, entry.Plain())
}

// resetJournal is DELETE /sandboxes/{sandbox}/journal.
func resetJournal(c call) (exchange.Response, error) {
	c.Sandboxes.ResetJournal(c.box)
	return done(), nil
}
