package control

import (
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// callQuery says which calls are asked for: those for which all of it holds.
type callQuery struct {
	Operation  *string `json:"operation,omitempty" in:"query"`
	Method     string  `json:"method,omitempty" in:"query"`
	Status     int     `json:"status,omitempty" in:"query"`
	Class      int     `json:"class,omitempty" in:"query"` // first digit of the status
	Path       string  `json:"path,omitempty" in:"query"`
	Text       string  `json:"text,omitempty" in:"query"`
	Violations *bool   `json:"violations,omitempty" in:"query"`
	Wrote      bool    `json:"wrote,omitempty" in:"query"`
	Rule       string  `json:"rule,omitempty" in:"query"`
	Since      *string `json:"since,omitempty" in:"query"`
	Until      *string `json:"until,omitempty" in:"query"`
}

// newestQuery asks for the newest of the calls that fit, or those before the newest.
type newestQuery struct {
	callQuery
	Limit *int `json:"limit,omitempty" in:"query"`
	Skip  int  `json:"skip,omitempty" in:"query"`
}

// newestOfAllQuery is newestQuery for the calls of all sandboxes, or of the one that
// it names.
type newestOfAllQuery struct {
	Sandbox *string `json:"sandbox,omitempty" in:"query"`
	newestQuery
}

// filter reads which calls are asked for. An operation that does not exist is
// refused: nothing would be found, and the caller would take that for an answer.
func (c call) filter(in callQuery) (journal.Filter, error) {
	filter := journal.Filter{Method: in.Method, Status: in.Status, Class: in.Class, Path: in.Path, Text: in.Text, Wrote: in.Wrote, Rule: in.Rule}
	if in.Violations != nil {
		filter.Violating, filter.Clean = *in.Violations, !*in.Violations
	}
	var problems problems
	if in.Operation != nil {
		filter.Operation = *in.Operation
		if _, ok := c.Contract.Operation(filter.Operation); !ok {
			problems.add("operation must be one of the following values: %s", strings.Join(c.operationIDs(), ", "))
		}
	}
	if in.Since != nil {
		filter.Since = problems.time("since", *in.Since)
	}
	if in.Until != nil {
		filter.Until = problems.time("until", *in.Until)
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
func (c call) newestCalls(in newestQuery, limit int) (found calls, err error) {
	filter, err := c.filter(in.callQuery)
	if err != nil {
		return calls{}, err
	}
	found.entries, found.matched, found.dropped = c.box.Journal().Newest(filter, in.Skip, valueOr(in.Limit, limit))
	return found.bounded(), nil
}

// newestOfAll is newestCalls of all sandboxes, or of the one that the query names.
func (c call) newestOfAll(in newestOfAllQuery, limit int) (found calls, err error) {
	if in.Sandbox != nil {
		if c.box, err = c.Sandboxes.Find(*in.Sandbox); err != nil {
			return calls{}, err
		}
		return c.newestCalls(in.newestQuery, limit)
	}
	filter, err := c.filter(in.callQuery)
	if err != nil {
		return calls{}, err
	}
	var journals []*recorder.Journal
	for _, box := range c.Sandboxes.Boxes() {
		journals = append(journals, box.Journal())
	}
	found.entries, found.matched, found.dropped = recorder.Newest(journals, filter, in.Skip, valueOr(in.Limit, limit))
	return found.bounded(), nil
}

// valueOr is a value that may be left out, or else the default.
func valueOr[T any](value *T, otherwise T) T {
	if value == nil {
		return otherwise
	}
	return *value
}
