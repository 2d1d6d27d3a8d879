package scenario

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/schema"
	"github.com/vsrsim/vsrsim/simulator/internal/suggest"
)

// Check is a resilience check that a scenario, or a flag, asks for: what a client
// must have done about what went wrong. Package verify judges it by the journal.
type Check struct {
	Name  string
	Limit int // of the checks that have one
}

// CheckKind is one of the checks that there are.
type CheckKind struct {
	Name    string
	About   string // what it asks of a client; %d stands for the limit
	Default int    // the limit unless one is given
	Limited bool   // it takes a limit
	Least   int    // the least limit that makes sense
}

// The names of the checks.
const (
	CheckRetryAfter = "honours-retry-after"
	CheckBackoff    = "backs-off"
	CheckAttempts   = "bounded-attempts"
	CheckRepeat     = "no-repeated-write"
	CheckRefusal    = "stops-on-refusal"
	CheckHotLoop    = "no-hot-loop"
)

var checkKinds = []CheckKind{
	{Name: CheckRetryAfter, About: "after an answer with Retry-After, waits so long before it sends the same call again"},
	{Name: CheckBackoff, About: "waits longer, by a tenth at least, before each further attempt at a call that failed"},
	{Name: CheckAttempts, About: "sends a call that keeps failing at most %d times", Default: 5, Limited: true, Least: 1},
	{Name: CheckRepeat, About: "does not send a write again that adds something and was carried out, but whose answer was lost or an error"},
	{Name: CheckRefusal, About: "stops calling when it is refused by a 401 or a 412, and calling that operation by a 403; at most %d further calls", Limited: true},
	{Name: CheckHotLoop, About: "does not send a failing call %d times in a row, each within 100ms of the one before", Default: 10, Limited: true, Least: 2},
}

// CheckKinds are all checks that there are.
func CheckKinds() []CheckKind { return slices.Clone(checkKinds) }

// kind is the kind of the check, which exists: the check was read.
func (c Check) kind() CheckKind {
	i := slices.IndexFunc(checkKinds, func(k CheckKind) bool { return k.Name == c.Name })
	if i < 0 {
		return CheckKind{Name: c.Name}
	}
	return checkKinds[i]
}

// About is what the check asks of a client.
func (c Check) About() string {
	if kind := c.kind(); kind.Limited {
		return fmt.Sprintf(kind.About, c.Limit)
	}
	return c.kind().About
}

// String is the check as it is asked for.
func (c Check) String() string {
	if kind := c.kind(); kind.Limited && c.Limit != kind.Default {
		return c.Name + "=" + strconv.Itoa(c.Limit)
	}
	return c.Name
}

// Expected says how a check is written.
func (Check) Expected() string {
	return "the name of a check, and of some their limit, such as bounded-attempts=3"
}

// SchemaForm is any check, with its limit if it takes one.
func (Check) SchemaForm() schema.Schema {
	names, limited := []string{}, []string{}
	for _, kind := range checkKinds {
		names = append(names, kind.Name)
		if kind.Limited {
			limited = append(limited, kind.Name)
		}
	}
	return schema.AnyOf(schema.OneWord(names...), schema.Schema{"type": "string", "pattern": "^(" + strings.Join(limited, "|") + ")=[0-9]+$"})
}

// UnmarshalText reads bounded-attempts or bounded-attempts=3.
func (c *Check) UnmarshalText(text []byte) error {
	name, limit, limited := strings.Cut(string(text), "=")
	names := make([]string, len(checkKinds))
	for i, kind := range checkKinds {
		names[i] = kind.Name
	}
	if !slices.Contains(names, name) {
		return fmt.Errorf("there is no check %q%s", name, suggest.Among(name, names))
	}
	*c = Check{Name: name}
	kind := c.kind()
	c.Limit = kind.Default
	if !limited {
		return nil
	}
	if !kind.Limited {
		return fmt.Errorf("the check %s takes no limit", name)
	}
	var err error
	if c.Limit, err = strconv.Atoi(limit); err != nil || c.Limit < kind.Least {
		return fmt.Errorf("the limit of %s must be a whole number from %d, is %q", name, kind.Least, limit)
	}
	return nil
}
