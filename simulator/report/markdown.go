package report

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// A page is bounded, whatever the report has: GitHub refuses one above 1 MiB. A part
// ends with the item that it has no more room for.
const (
	markdownRoom    = 100 << 10 // bytes of one of the nine parts
	markdownItems   = 100       // of a table or a list
	markdownColumns = 40        // statuses of the coverage
	markdownNames   = 20        // in a cell

	markdownFindings = 20 // of one kind
)

func (r Report) writeMarkdown(w io.Writer) error {
	p := &markdownPage{Report: r.forPeople()}
	p.Scenarios = named(p.Scenarios)
	p.heading()
	for _, part := range []func(){p.findings, p.coverage, p.violations, p.hints, p.expectations, p.checks, p.evidence, p.permissions,
		p.unused} {
		p.end = p.text.Len() + markdownRoom
		part()
	}
	_, err := io.WriteString(w, p.text.String())
	return err
}

// markdownPage is the page as it grows. What may come from clients goes through
// code.
type markdownPage struct {
	Report
	text strings.Builder
	end  int // of the room of the part that is being written
}

// each writes items while the part has room for them, and then how many more there
// are, with those that were left out before.
func each[T any](p *markdownPage, items []T, omitted int, write func(T)) {
	written := 0
	for ; written < min(len(items), markdownItems) && p.text.Len() < p.end; written++ {
		write(items[written])
	}
	if more := len(items) - written + omitted; more > 0 {
		p.line("\nand %d more", more)
	}
}

// named are the first names of a list, and how many more there are.
func named(names []string) []string {
	if more := len(names) - markdownNames; more > 0 {
		return append(slices.Clone(names[:markdownNames]), fmt.Sprintf("and %d more", more))
	}
	return names
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
	p.line("\n%s; %s.", p.calledIn(), code(p.setting()))
	for _, fact := range p.Run.facts() {
		p.line("<br>%s: %s", fact.Name, code(fact.Value))
	}
}

func (p *markdownPage) findings() {
	if len(p.Findings) == 0 {
		return
	}
	p.line("\n### Findings\n")
	for _, group := range p.findingGroups() {
		shown := first(group.Texts, markdownFindings)
		for _, text := range shown {
			p.line("- **%s**: %s", group.Title, code(text))
		}
		if more := len(group.Texts) - len(shown); more > 0 {
			p.line("  <br>and %d more", more)
		}
		p.line("  <br>Next: %s.", group.Next)
	}
}

func (p *markdownPage) coverage() {
	p.section("Coverage", p.Coverage.line())
	columns := first(p.columns(), markdownColumns)
	titles := []string{"operation", "calls"}
	for _, number := range columns {
		titles = append(titles, strconv.Itoa(number))
	}
	p.table(titles...)
	each(p, p.Operations, 0, func(op Operation) { p.row(p.coverageRow(op, columns)...) })
	if more := len(p.columns()) - len(columns); more > 0 {
		p.line("\nand %s more", count(more, "status"))
	}
	p.line("\n%s", legendLine(p.Operations))
	if line := p.Coverage.Lookups.line(); line != "" {
		p.line("\nLook-ups: %s.", line)
	}
	if p.UnknownPathCalls > 0 {
		p.line("\n%s to no operation that is documented.", count(p.UnknownPathCalls, "call"))
	}
	if len(p.Unsimulated) > 0 {
		p.line("\n%s:\n", p.unsimulatedLine())
	}
	each(p, p.Unsimulated, 0, func(u Unsimulated) { p.line("- %s", code(u.line())) })
}

func (p *markdownPage) coverageRow(op Operation, columns []int) []string {
	name := code(op.ID)
	if apart := op.apart(); apart != "" {
		name += " (" + apart + ")"
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
	each(p, p.Violations, p.Omitted, func(v Violation) {
		p.row(code(v.subject()), code(v.place()), code(v.String()), code(v.Fix), code(v.source()), strconv.Itoa(v.Count), code(example(v.Examples)))
	})
}

func (p *markdownPage) hints() {
	if len(p.Hints) == 0 {
		return
	}
	p.section("Hints", p.hintsLine())
	p.table("operation", "in", "what became of it", "what to do", "times", "such as")
	each(p, p.Hints, p.OmittedHints, func(h Hint) {
		p.row(code(h.subject()), code(string(h.In)), code(h.String()), code(h.Fix), strconv.Itoa(h.Count), code(example(h.Examples)))
	})
}

func (p *markdownPage) expectations() {
	if len(p.Expectations) == 0 {
		return
	}
	p.section("Expectations", p.expectationsLine())
	p.table("", "scenario", "rule", "expected", "result")
	each(p, p.expectationsByWeight(), 0, func(e Expectation) {
		p.row(e.sign(), code(e.Scenario), code(e.Rule), code(e.Expected), code(e.result()))
	})
}

func (p *markdownPage) checks() {
	if len(p.Checks) == 0 {
		return
	}
	p.section("Checks", p.checksLine())
	p.table("outcome", "check", "why", "asked by")
	each(p, p.checksByWeight(), 0, func(c Check) {
		p.row(outcomeSigns[c.Outcome]+" "+code(string(c.Outcome)), code(c.Name), code(c.Text), code(strings.Join(named(c.AskedBy), ", ")))
	})
}

// evidence is there to unfold, where a check did not pass.
func (p *markdownPage) evidence() {
	proved := slices.DeleteFunc(p.checksByWeight(), func(c Check) bool { return c.Outcome == Passed || len(c.Evidence) == 0 })
	each(p, proved, 0, func(c Check) {
		p.details("The calls that " + htmlCode(c.Name) + " goes by")
		p.line("%s\n", code(c.About))
		each(p, c.Evidence, 0, func(e Evidence) { p.line("- %s %s: %s", code(e.clock()), code(e.id()), code(e.Text)) })
		p.line("\n</details>")
	})
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
	each(p, p.Keys, 0, func(k Key) {
		p.row(code(k.name()), strconv.Itoa(k.Calls), slugs(k.Needed), slugs(k.Surplus), slugs(k.Lacking))
	})
}

func slugs(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return code(strings.Join(named(list), ", "))
}

func (p *markdownPage) unused() {
	called, _ := p.called()
	lacking := slices.DeleteFunc(called, func(op Operation) bool {
		_, unused := op.elements()
		return len(unused) == 0
	})
	each(p, lacking, 0, func(op Operation) {
		_, unused := op.elements()
		p.details(fmt.Sprintf("%s: %d of %s of requests never used", htmlCode(op.ID), len(unused), count(len(op.Elements), "element")))
		each(p, unused, 0, func(e Element) { p.line("- %s", code(e.name())) })
		p.line("\n</details>")
	})
}
