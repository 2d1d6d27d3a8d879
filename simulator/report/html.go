package report

import (
	_ "embed"
	"html/template"
	"io"
)

//go:embed report.html.tmpl
var htmlText string

// htmlTemplate escapes all that the report says: html/template knows where in the
// page it stands.
var htmlTemplate = template.Must(template.New("report").Funcs(template.FuncMap{
	"verdict":      Report.verdict,
	"facts":        (*Run).facts,
	"setting":      Report.setting,
	"groups":       Report.findingGroups,
	"violations":   Report.violationsLine,
	"expectations": Report.expectationsLine,
	"checks":       Report.checksLine,
	"byWeight":     Report.checksByWeight,
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
	"evidenceID":   Evidence.id,
	"key":          Key.name,
	"sign":         func(o Outcome) string { return outcomeSigns[o] },
}).Parse(htmlText))

func (r Report) writeHTML(w io.Writer) error {
	return htmlTemplate.Execute(w, r.forPeople())
}

// pictures are the same matrix for wide and for narrow windows; the page shows one.
func (r Report) pictures() []matrix {
	return []matrix{wide.draw(r), narrow.draw(r)}
}
