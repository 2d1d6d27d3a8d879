package report

import (
	_ "embed"
	"html/template"
	"io"
	"slices"
	"time"

	"github.com/vsrsim/vsrsim/simulator/journal"
)

//go:embed report.html.tmpl
var htmlText string

// htmlTemplate escapes all that the report says: html/template knows where in the
// page it stands.
var htmlTemplate = template.Must(template.New("report").Funcs(template.FuncMap{
	"verdict":      Report.verdict,
	"verdicts":     Report.verdictsLine,
	"facts":        (*Run).facts,
	"setting":      Report.setting,
	"groups":       Report.findingGroups,
	"violations":   Report.violationsLine,
	"expectations": Report.expectationsLine,
	"unmet":        Report.unmet,
	"met":          Report.met,
	"checks":       Report.checksLine,
	"pictures":     Report.pictures,
	"legend":       func(r Report) []cellSign { return legend(r.Operations) },
	"numbers":      Report.numbers,
	"partly":       Report.partly,
	"coverage":     Coverage.line,
	"lookups":      Lookups.line,
	"apart":        Operation.apart,
	"count":        count,
	"place":        Violation.place,
	"operation":    operationName,
	"hints":        Report.hintsLine,
	"unsimulated":  Report.unsimulatedLine,
	"origin":       Unsimulated.origin,
	"source":       Violation.source,
	"inWords":      Status.inWords,
	"used":         func(op Operation) []Element { used, _ := op.elements(); return used },
	"unused":       func(op Operation) []Element { _, unused := op.elements(); return unused },
	"element":      Element.name,
	"result":       Expectation.result,
	"clock":        Evidence.clock,
	"key":          Key.name,
	"sign":         func(o Outcome) string { return outcomeSigns[o] },

	"anchor":            callAnchor,
	"callName":          Call.name,
	"callRequest":       Call.request,
	"callAnswer":        Call.answer,
	"callNotes":         Call.notes,
	"omittedViolations": Call.omittedViolations,
	"stamp":             func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.000") },
	"statusLine":        statusLine,
	"details":           func(v journal.Violation) string { return details(v.Fix, source(v.Line)) },
	"headerLines":       headerLines,
	"partLine":          partLine,
	"cut":               cut,
	"whyNot":            whyNot,
	"draw":              draw,
	"inc":               func(i int) int { return i + 1 },
}).Parse(htmlText))

func (r Report) writeHTML(w io.Writer) error {
	people := r.forPeople()
	return htmlTemplate.Execute(w, htmlPage{people, people.shown()})
}

// pictures are the same matrix for wide and for narrow windows; the page shows one.
func (r Report) pictures() []matrix {
	return []matrix{wide.draw(r), narrow.draw(r)}
}

// htmlPage is the report with what links its parts. The template uses what is exported.
type htmlPage struct {
	Report
	index shownIndex
}

// Sections are those of the page, but for those that have nothing to say.
func (p htmlPage) Sections() []link {
	var sections []link
	for _, section := range []struct {
		link
		there bool
	}{
		{link{"Findings", "findings"}, len(p.Findings) > 0},
		{link{"Sandboxes", "sandboxes"}, len(p.Verdicts) > 0},
		{link{"Answers", "coverage"}, true},
		{link{"Violations", "violations"}, true},
		{link{"Hints", "hints"}, len(p.Hints) > 0},
		{link{"Not simulated", "unsimulated"}, len(p.Unsimulated) > 0},
		{link{"Checks", "checks"}, len(p.Checks) > 0},
		{link{"Expectations", "expectations"}, len(p.Expectations) > 0},
		{link{"Permissions", "keys"}, len(p.Keys) > 0},
		{link{"Operations", "operations"}, true},
		{link{"Calls", "calls"}, len(p.ShownCalls) > 0},
	} {
		if section.there {
			sections = append(sections, section.link)
		}
	}
	return sections
}

// Has tells whether the page has a section.
func (p htmlPage) Has(anchor string) bool {
	return slices.ContainsFunc(p.Sections(), func(s link) bool { return s.Anchor == anchor })
}

// ViolationCalls are the examples of a violation.
func (p htmlPage) ViolationCalls(v Violation) []link {
	return p.links(p.index, v.Examples, func(c Call) bool { return slices.Contains(c.Violations, v.Violation) })
}

// HintCalls are the examples of a hint.
func (p htmlPage) HintCalls(h Hint) []link {
	return p.links(p.index, h.Examples, func(c Call) bool { return slices.Contains(c.Hints, h.Hint) })
}

// Links are examples of which nothing more is known.
func (p htmlPage) Links(examples []string) []link {
	return p.links(p.index, examples, func(Call) bool { return true })
}

// evidenceLine is a call by which something was judged, with its link.
type evidenceLine struct {
	Evidence
	Link link
}

// EvidenceLines are calls by which something was judged.
func (p htmlPage) EvidenceLines(evidence []Evidence) (lines []evidenceLine) {
	for _, e := range evidence {
		lines = append(lines, evidenceLine{e, p.links(p.index, []string{e.id()}, func(c Call) bool { return c.Time.Equal(e.Time) })[0]})
	}
	return lines
}

// ChecksByWeight has those first that need attention.
func (p htmlPage) ChecksByWeight() []Check { return p.checksByWeight() }

// VerdictsByWeight has those first that did not pass.
func (p htmlPage) VerdictsByWeight() []Verdict { return p.verdictsByWeight() }
