package control

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/simulator/state"
)

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
	switch {
	case err != nil && wholeDuration.MatchString(text):
		p.add("%s is %.50s: no duration is longer than 292 years", name, text)
	case err != nil:
		p.add("%s must be a duration like 24h, 1h30m or -90m, is %q", name, text)
	}
	return d
}

// wholeDuration is a duration however long it is.
var wholeDuration = regexp.MustCompile(`^[+-]?([0-9]+(\.[0-9]+)?(h|m|s|ms))+$`)
