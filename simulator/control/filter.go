package control

import (
	"strconv"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/journal"
)

// filter reads which calls are asked for. An operation that does not exist is
// refused: nothing would be found, and the caller would take that for an answer.
func (c call) filter() (journal.Filter, error) {
	query := c.request.Query
	filter := journal.Filter{
		Operation: query.Get("operation"), Method: query.Get("method"), Status: c.number("status", 0),
		Path: query.Get("path"), Text: query.Get("text"), Rule: query.Get("rule"),
		Violating: query.Get("violations") == "true", Clean: query.Get("violations") == "false",
	}
	var problems problems
	if _, ok := c.Contract.Operation(filter.Operation); !ok && query.Has("operation") {
		problems.add("operation must be one of the following values: %s", strings.Join(c.operationIDs(), ", "))
	}
	if query.Has("since") {
		filter.Since = problems.time("since", query.Get("since"))
	}
	if query.Has("until") {
		filter.Until = problems.time("until", query.Get("until"))
	}
	return filter, problems.err()
}

// operationIDs are the operations of the API.
func (c call) operationIDs() []string {
	ids := make([]string, len(c.Contract.Operations))
	for i, op := range c.Contract.Operations {
		ids[i] = op.ID
	}
	return ids
}

// allEntries are the calls of all sandboxes, or of the one that the query names,
// in one order.
func (c call) allEntries(filter journal.Filter) (entries []journal.Entry, dropped uint64, err error) {
	if c.request.Query.Has("sandbox") {
		if c.box, err = c.Sandboxes.Find(c.request.Query.Get("sandbox")); err != nil {
			return nil, 0, err
		}
		entries, dropped = c.box.Journal.Entries(filter)
		return journal.Merge(entries), dropped, nil
	}
	var journals [][]journal.Entry
	for _, box := range c.Sandboxes.List() {
		kept, gone := box.Journal.Entries(filter)
		journals = append(journals, kept)
		dropped += gone
	}
	return journal.Merge(journals...), dropped, nil
}

// newest are the last calls, as many as are asked for.
func (c call) newest(entries []journal.Entry, otherwise int) []journal.Entry {
	return entries[max(0, len(entries)-c.number("limit", otherwise)):]
}

// number is an integer of the query, or the default.
func (c call) number(name string, otherwise int) int {
	number, err := strconv.Atoi(c.request.Query.Get(name))
	if err != nil { // absent: the contract has seen to the rest
		return otherwise
	}
	return number
}
