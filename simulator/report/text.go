package report

import (
	"fmt"
	"io"
	"strings"
)

// The summary is short: JSON and HTML have all of it.
const (
	textViolations = 10
	textFindings   = 10 // of one kind
	textEvidence   = 5
	textHints      = 10
)

// WriteText writes a summary for a terminal, with colours if it has them. The
// words mean the same without.
func (r Report) WriteText(w io.Writer, colour bool) error {
	p := &textPage{Report: r.forPeople(), colour: colour}
	p.result()
	p.findings()
	p.violations()
	p.hints()
	p.expectations()
	p.checks()
	p.coverage()
	p.keys()
	_, err := io.WriteString(w, p.text.String())
	return err
}

func (r Report) writeText(w io.Writer) error { return r.WriteText(w, false) }

// textPage is the summary as it grows.
type textPage struct {
	Report
	text   strings.Builder
	colour bool
}

// shade is an ANSI code.
type shade string

const (
	bold   shade = "1"
	dim    shade = "2"
	red    shade = "31"
	green  shade = "32"
	yellow shade = "33"
)

func (p *textPage) paint(s shade, text string) string {
	if !p.colour || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

// indent is the width of the names of facts, and of the lines that belong to one.
const indent = "              "

func (p *textPage) fact(name, value string) {
	p.line("%s%s", p.paint(bold, fmt.Sprintf("%-*s", len(indent), name)), value)
}

func (p *textPage) line(format string, values ...any) {
	fmt.Fprintf(&p.text, format+"\n", values...)
}

func (p *textPage) result() {
	verdict, shade := "✓ "+p.verdict(), green
	if !p.Passed {
		verdict, shade = "✗ "+p.verdict()+": "+count(len(p.Findings), "finding"), red
	}
	p.fact("result", p.paint(shade, verdict))
	p.fact("run", p.calledIn()+"; "+p.setting())
	for _, fact := range p.Run.facts() {
		p.fact(fact.Name, fact.Value)
	}
}

func (p *textPage) findings() {
	for _, group := range p.findingGroups() {
		name := group.Title
		for _, text := range first(group.Texts, textFindings) {
			p.line("  %s%s", p.paint(red, fmt.Sprintf("%-12s", name)), text)
			name = ""
		}
		p.more(len(group.Texts)-textFindings, "")
		p.line("%s%s", indent, p.paint(dim, "next: "+group.Next))
	}
}

func (p *textPage) violations() {
	p.fact("violations", p.violationsLine())
	for _, v := range first(p.Violations, textViolations) {
		p.line("  %s, %s: %s", v.subject(), v.place(), p.paint(red, v.String()))
		p.line("%s%s", indent, p.paint(dim, v.details()))
	}
	p.more(p.Omitted+max(0, len(p.Violations)-textViolations), "")
	if p.UnknownPathCalls > 0 {
		p.fact("unknown", count(p.UnknownPathCalls, "call")+" to no operation that is documented")
	}
	if len(p.Unsimulated) > 0 {
		p.fact("unsimulated", p.unsimulatedLine())
	}
	for _, u := range first(p.Unsimulated, textHints) {
		p.line("  %s", u.line())
	}
	p.more(len(p.Unsimulated)-textHints, "")
}

func (p *textPage) hints() {
	if len(p.Hints) > 0 {
		p.fact("hints", p.hintsLine())
	}
	for _, h := range first(p.Hints, textHints) {
		p.line("  %s, %s: %s", h.subject(), h.In, p.paint(yellow, h.String()))
		p.line("%s%s", indent, p.paint(dim, h.details()))
	}
	p.more(p.OmittedHints+max(0, len(p.Hints)-textHints), "")
}

func (p *textPage) expectations() {
	if len(p.Expectations) > 0 {
		p.fact("expectations", p.expectationsLine())
	}
	for _, e := range p.unmet() {
		p.line("  %s %s", p.paint(red, "✗"), e.name())
		p.line("%s%s", indent, e.result())
	}
}

var outcomeShades = map[Outcome]shade{Failed: red, Unproven: yellow, Passed: green}

func (p *textPage) checks() {
	if len(p.Checks) > 0 {
		p.fact("checks", p.checksLine())
	}
	for _, c := range p.checksByWeight() {
		outcome := fmt.Sprintf("%s %-10s", outcomeSigns[c.Outcome], c.Outcome)
		p.line("  %s%s: %s", p.paint(outcomeShades[c.Outcome], outcome), c.Name, c.Text)
		if c.Outcome == Failed {
			p.evidence(c.Evidence)
		}
	}
}

func (p *textPage) evidence(calls []Evidence) {
	for _, e := range first(calls, textEvidence) {
		p.line("%s%s  %s  %s", indent, p.paint(dim, e.clock()), e.id(), e.Text)
	}
	p.more(len(calls)-textEvidence, " calls")
}

func (p *textPage) coverage() {
	line := p.Coverage.line()
	if p.Coverage.belowMinimum() {
		line = p.paint(red, line)
	}
	p.fact("coverage", line)
	called, never := p.called()
	width := 0
	for _, op := range called {
		width = max(width, len(op.ID))
	}
	for _, op := range called {
		p.line("  %-*s  %s", width, op.ID, p.statuses(op))
	}
	if len(called) > 0 {
		p.line("  %s", p.paint(dim, legendLine(called)))
	}
	if line := p.Coverage.Lookups.line(); line != "" {
		p.fact("look-ups", line)
	}
	if len(never) > 0 {
		p.fact("never called", strings.Join(never, ", "))
	}
}

var cellShades = map[cell]shade{cellDelivered: green, cellMissing: dim, cellLost: yellow, cellExtra: yellow}

// statuses is the line of an operation: 200 ✓  400 –
func (p *textPage) statuses(op Operation) string {
	var parts []string
	for _, s := range op.Statuses {
		if c := s.cell(); c != cellAbsent {
			parts = append(parts, p.paint(cellShades[c], fmt.Sprintf("%d %s", s.Status, c.sign())))
		}
	}
	if apart := op.apart(); apart != "" {
		parts = append(parts, "("+apart+")")
	}
	return strings.Join(parts, "  ")
}

func (p *textPage) keys() {
	name := "permissions"
	for _, k := range p.Keys {
		p.fact(name, k.name()+p.permissions(" needs ", k.Needed, "nothing")+
			p.permissions("; surplus ", k.Surplus, "")+p.paint(yellow, p.permissions("; lacking ", k.Lacking, "")))
		name = ""
	}
}

// permissions is a list with what stands before it, or neither if there is none.
func (p *textPage) permissions(before string, slugs []string, none string) string {
	if len(slugs) > 0 {
		return before + strings.Join(slugs, ", ")
	}
	if none != "" {
		return before + none
	}
	return ""
}

func (p *textPage) more(n int, what string) {
	if n > 0 {
		p.line("%sand %d more%s", indent, n, what)
	}
}

// first is at most n of a list.
func first[T any](list []T, n int) []T { return list[:min(n, len(list))] }
