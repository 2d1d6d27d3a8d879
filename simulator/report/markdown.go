package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// How many a page has: GitHub refuses one above 1 MiB.
const (
	markdownViolations = 100
	markdownHints      = 100 // and operations that are not simulated
)

func (r Report) writeMarkdown(w io.Writer) error {
	p := &markdownPage{Report: r.forPeople()}
	p.heading()
	p.findings()
	p.coverage()
	p.violations()
	p.hints()
	p.expectations()
	p.checks()
	p.permissions()
	p.unused()
	_, err := io.WriteString(w, p.text.String())
	return err
}

// markdownPage is the page as it grows. What may come from clients goes through
// code.
type markdownPage struct {
	Report
	text strings.Builder
}

func (p *markdownPage) line(format string, values ...any) {
	fmt.Fprintf(&p.text, format+"\n", values...)
}

// section begins a part of the page.
func (p *markdownPage) section(title, about string) {
	p.line("\n### %s\n\n%s\n", title, about)
}

// table begins a table.
func (p *markdownPage) table(titles ...string) {
	p.row(titles...)
	p.line("|%s", strings.Repeat(" --- |", len(titles)))
}

func (p *markdownPage) row(values ...string) {
	cells := make([]string, len(values))
	for i, value := range values {
		cells[i] = cellText(value)
	}
	p.line("| %s |", strings.Join(cells, " | "))
}

func (p *markdownPage) heading() {
	sign := "✅"
	if !p.Passed {
		sign = "❌"
	}
	p.line("## %s vsrsim: %s", sign, p.verdict())
	p.line("\n%s; %s.", p.run(), code(p.setting()))
}

func (p *markdownPage) findings() {
	if len(p.Findings) == 0 {
		return
	}
	p.line("\n### Findings\n")
	for _, group := range p.findingGroups() {
		for _, text := range group.Texts {
			p.line("- **%s**: %s", group.Title, code(text))
		}
		p.line("  <br>Next: %s.", group.Next)
	}
}

func (p *markdownPage) coverage() {
	p.section("Coverage", p.Coverage.line())
	columns := p.columns()
	titles := []string{"operation", "calls"}
	for _, number := range columns {
		titles = append(titles, strconv.Itoa(number))
	}
	p.table(titles...)
	for _, op := range p.Operations {
		p.row(p.coverageRow(op, columns)...)
	}
	p.line("\n%s", legendLine(p.Operations))
	if p.Unknown > 0 {
		p.line("\n%s to no operation that is documented.", count(p.Unknown, "call"))
	}
	if len(p.Unsimulated) > 0 {
		p.line("\n%s:\n", p.unsimulatedLine())
	}
	for _, u := range first(p.Unsimulated, markdownHints) {
		p.line("- %s", code(u.line()))
	}
	p.more(len(p.Unsimulated) - markdownHints)
}

func (p *markdownPage) coverageRow(op Operation, columns []int) []string {
	name := code(op.ID)
	if !op.Counts {
		name += " (does not count)"
	}
	values := []string{name, strconv.Itoa(op.Calls)}
	for _, number := range columns {
		values = append(values, op.status(number).short())
	}
	return values
}

func (p *markdownPage) violations() {
	p.section("Violations", p.violationsLine())
	if len(p.Violations) == 0 {
		return
	}
	p.table("operation", "in", "what is wrong", "what to do", "contract", "times", "such as")
	for _, v := range first(p.Violations, markdownViolations) {
		p.row(code(v.subject()), code(v.place()), code(v.String()), code(v.Fix), code(v.source()), strconv.Itoa(v.Count), code(example(v.Examples)))
	}
	p.more(p.Omitted + max(0, len(p.Violations)-markdownViolations))
}

func (p *markdownPage) hints() {
	if len(p.Hints) == 0 {
		return
	}
	p.section("Hints", p.hintsLine())
	p.table("operation", "in", "what became of it", "what to do", "times", "such as")
	for _, h := range first(p.Hints, markdownHints) {
		p.row(code(h.subject()), code(string(h.In)), code(h.String()), code(h.Fix), strconv.Itoa(h.Count), code(example(h.Examples)))
	}
	p.more(p.OmittedHints + max(0, len(p.Hints)-markdownHints))
}

// more says how many of a list are left out.
func (p *markdownPage) more(n int) {
	if n > 0 {
		p.line("\nand %d more", n)
	}
}

func (p *markdownPage) expectations() {
	if len(p.Expectations) == 0 {
		return
	}
	p.section("Expectations", p.expectationsLine())
	p.table("", "scenario", "rule", "expected", "result")
	for _, e := range p.Expectations {
		p.row(e.sign(), code(e.Scenario), code(e.Rule), code(e.Expected), code(e.result()))
	}
}

func (p *markdownPage) checks() {
	if len(p.Checks) == 0 {
		return
	}
	p.section("Checks", p.checksLine())
	p.table("outcome", "check", "why", "asked by")
	for _, c := range p.checksByWeight() {
		p.row(outcomeSigns[c.Outcome]+" "+code(string(c.Outcome)), code(c.Name), code(c.Text), code(strings.Join(c.AskedBy, ", ")))
	}
	for _, c := range p.checksByWeight() {
		p.evidence(c)
	}
}

// evidence is there to unfold, where a check did not pass.
func (p *markdownPage) evidence(c Check) {
	if c.Outcome == Passed || len(c.Evidence) == 0 {
		return
	}
	p.details("The calls that " + htmlCode(c.Name) + " goes by")
	p.line("%s\n", code(c.About))
	for _, e := range c.Evidence {
		p.line("- %s %s: %s", code(e.clock()), code(e.id()), code(e.Text))
	}
	p.line("\n</details>")
}

// details begins a part to unfold. Its summary is HTML.
func (p *markdownPage) details(summary string) {
	p.line("\n<details><summary>%s</summary>\n", summary)
}

func (p *markdownPage) permissions() {
	if len(p.Keys) == 0 {
		return
	}
	p.line("\n### Permissions\n")
	p.table("key", "calls", "needed", "surplus", "lacking")
	for _, k := range p.Keys {
		p.row(code(k.name()), strconv.Itoa(k.Calls), slugs(k.Needed), slugs(k.Surplus), slugs(k.Lacking))
	}
}

func slugs(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return code(strings.Join(list, ", "))
}

func (p *markdownPage) unused() {
	called, _ := p.called()
	for _, op := range called {
		_, unused := op.elements()
		if len(unused) == 0 {
			continue
		}
		p.details(fmt.Sprintf("%s: %d of %s of requests never used", htmlCode(op.ID), len(unused), count(len(op.Elements), "element")))
		for _, e := range unused {
			p.line("- %s", code(e.name()))
		}
		p.line("\n</details>")
	}
}
