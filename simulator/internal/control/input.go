package control

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// body is the JSON body of a call, which fits the contract.
func body[T any](c call) (T, error) {
	var in T
	if err := json.Unmarshal(c.request.Body, &in); err != nil {
		return in, fmt.Errorf("decode a body that fits the contract: %w", err)
	}
	return in, nil
}

// optionalBody is the JSON body of a call, or the zero value without one. A body
// whose type the call does not say is not to be taken for none.
func optionalBody[T any](c call) (in T, err error) {
	switch {
	case c.request.MediaType != "":
		return body[T](c)
	case len(c.request.Body) > 0:
		return in, badRequest("the body must have the Content-Type application/json")
	}
	return in, nil
}

// id is a number in the path. The contract has seen to it that it is an id.
func (c call) id(name string) int64 {
	id, _ := exchange.ParseID(c.request.Params[name]) // 0 is the id of no record
	return id
}

// problems collects what a contract cannot say is wrong with a body, so that
// the caller hears of all of it at once.
type problems []string

func (p *problems) add(format string, args ...any) { *p = append(*p, fmt.Sprintf(format, args...)) }

// longestList is how many values a list may have that costs something for each.
const longestList = 100

// tooMany refuses a list that is too long, so that nobody looks at its values.
func (p *problems) tooMany(name string, values []string) bool {
	if len(values) <= longestList {
		return false
	}
	p.add("%s must have at most %d elements, has %d", name, longestList, len(values))
	return true
}

func (p problems) err() error {
	if len(p) == 0 {
		return nil
	}
	return badRequest(strings.Join(p, "; "))
}

// time reads a date and time. The contract lets some pass that cannot be
// written again, as after the year 9999 in UTC.
func (p *problems) time(name, text string) time.Time {
	// RFC 3339 lets "t" and "z" stand for "T" and "Z".
	t, err := time.Parse(time.RFC3339, strings.ToUpper(text))
	if err != nil || !state.InRange(t) {
		p.add("%s must be a date and time like 2026-01-31T12:00:00.000Z, from the year 1000 to 9999", name)
	}
	return t.UTC()
}

func (p *problems) duration(name, text string) time.Duration {
	d, err := time.ParseDuration(text)
	if err != nil {
		p.add("%s must be a duration like 24h, 1h30m or -90m, is %q", name, text)
	}
	return d
}
