package control

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

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
	limit := c.number("limit", defaultLimit)
	entries, dropped := c.box.Journal.Entries(filter)
	newest := entries[max(0, len(entries)-limit):]
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
	c.box.Journal.Reset()
	return done(), nil
}

// filter reads which calls are asked for. An operation that does not exist is
// refused: nothing would be found, and the caller would take that for an answer.
func (c call) filter() (journal.Filter, error) {
	query := c.request.Query
	filter := journal.Filter{
		Operation: query.Get("operation"), Method: query.Get("method"), Status: c.number("status", 0),
		Path: query.Get("path"), Text: query.Get("text"), Rule: query.Get("rule"),
		Violating: query.Get("violations") == "true", Clean: query.Get("violations") == "false",
	}
	if !query.Has("operation") {
		return filter, nil
	}
	if _, ok := c.Contract.Operation(filter.Operation); !ok {
		ids := make([]string, len(c.Contract.Operations))
		for i, op := range c.Contract.Operations {
			ids[i] = op.ID
		}
		return filter, badRequest("operation must be one of the following values: " + strings.Join(ids, ", "))
	}
	return filter, nil
}

// number is an integer of the query, or the default.
func (c call) number(name string, otherwise int) int {
	number, err := strconv.Atoi(c.request.Query.Get(name))
	if err != nil { // absent: the contract has seen to the rest
		return otherwise
	}
	return number
}
