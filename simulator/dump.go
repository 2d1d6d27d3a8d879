package simulator

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/fixture"
	"github.com/vsrsim/vsrsim/simulator/internal/visible"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// Dump is the sandbox as people read it, for a test that fails: its clock, what
// plays, the calls and the world.
func (b *Sandbox) Dump() string {
	var text strings.Builder
	fmt.Fprintf(&text, "sandbox %s at %s, seed %d", b.Name(), b.Clock().Now().Format("2006-01-02T15:04:05.000Z07:00"), b.Seed())
	if playing := b.Playing(); len(playing) > 0 {
		text.WriteString(", playing " + strings.Join(playing, ", "))
	}
	text.WriteString("\n\ncalls:\n")
	for _, c := range b.Journal(journal.Filter{}) {
		fmt.Fprintf(&text, "  %s\n", visible.Line(described(c)))
	}
	for _, rule := range b.Rules() {
		fmt.Fprintf(&text, "rule %s: fired %d of %d that matched\n", rule.Rule, rule.Fired, rule.Matched)
	}
	var world bytes.Buffer
	if err := fixture.Write(&world, b.World().Snapshot()); err != nil {
		fmt.Fprintf(&world, "it cannot be written: %v\n", err)
	}
	text.WriteString("\nworld:\n" + world.String())
	return text.String()
}

// described is a call in one line.
func described(c journal.Call) string {
	line := fmt.Sprintf("%s %s: %d", c.Request.Method, c.Request.Path, c.Response.Status)
	if c.Response.Status == 0 {
		line = fmt.Sprintf("%s %s: no answer", c.Request.Method, c.Request.Path)
	}
	if c.Fault != "" {
		line += ", " + c.Fault + " by the rule " + c.Rule
	}
	for _, v := range c.Violations {
		if c.Counts(v) {
			line += "; " + v.String()
		}
	}
	return line
}
