package control

import (
	"strconv"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
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

// calls are those of some sandboxes that a question is about.
type calls struct {
	entries []recorder.Entry // oldest first
	matched int              // of which entries are the newest
	dropped uint64
}

// maxAnswer is how many bytes of calls, as the journals count them, an answer has
// at most, so that asking for the calls of all sandboxes takes bounded memory.
const maxAnswer = 64 << 20

// bounded leaves out the oldest calls of too many.
func (c calls) bounded() calls {
	bytes := 0
	for i := len(c.entries) - 1; i >= 0; i-- {
		if bytes += c.entries[i].Size(); bytes > maxAnswer && i < len(c.entries)-1 {
			c.entries = c.entries[i+1:]
			break
		}
	}
	return c
}

// newestCalls are the last calls of the sandbox of the path that fit, at most limit
// of them, or as many as the query asks for.
func (c call) newestCalls(limit int) (found calls, err error) {
	filter, err := c.filter()
	if err != nil {
		return calls{}, err
	}
	found.entries, found.matched, found.dropped = c.box.Journal.Newest(filter, c.number("limit", limit))
	return found.bounded(), nil
}

// newestOfAll is newestCalls of all sandboxes, or of the one that the query names.
func (c call) newestOfAll(limit int) (found calls, err error) {
	if c.request.Query.Has("sandbox") {
		if c.box, err = c.Sandboxes.Find(c.request.Query.Get("sandbox")); err != nil {
			return calls{}, err
		}
		return c.newestCalls(limit)
	}
	filter, err := c.filter()
	if err != nil {
		return calls{}, err
	}
	var journals []*recorder.Journal
	for _, box := range c.Sandboxes.Boxes() {
		journals = append(journals, box.Journal)
	}
	found.entries, found.matched, found.dropped = recorder.Newest(journals, filter, c.number("limit", limit))
	return found.bounded(), nil
}

// number is an integer of the query, or the default.
func (c call) number(name string, otherwise int) int {
	number, err := strconv.Atoi(c.request.Query.Get(name))
	if err != nil { // absent: the contract has seen to the rest
		return otherwise
	}
	return number
}
