package tally

import (
	"maps"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/report"
)

// What is shown of one call. All sizes are in bytes.
const (
	maxShownBody   = 4 << 10
	maxShownText   = 1000 // of a path or a query
	maxShownValue  = 300  // of a header or a field, or of what a rule asks for
	maxShownValues = 40   // of a header, and parts of a form
	maxShownNotes  = 20   // violations, and hints
	maxShownRules  = 50
)

// shortened is a call as reports show it: less than a journal keeps.
func shortened(c journal.Call) report.Call {
	shown := report.Call{Call: c}
	shorten(&shown.Request)
	shorten(&shown.Response)
	if more := len(c.Violations) - maxShownNotes; more > 0 {
		shown.Violations = c.Violations[:maxShownNotes]
		shown.ViolationsOmitted += more
	}
	shown.Hints = c.Hints[:min(len(c.Hints), maxShownNotes)]
	shown.Rules, shown.OmittedRules = shownRules(c.Rules)
	return shown
}

// shownRules are the first rules that were asked, and the one that fired.
func shownRules(rules []journal.RuleTrace) (shown []journal.RuleTrace, omitted int) {
	shown = slices.Clone(rules[:min(len(rules), maxShownRules)])
	for _, rule := range rules[len(shown):] {
		if rule.Fired {
			shown = append(shown, rule)
		}
	}
	for i := range shown {
		r := &shown[i]
		for _, text := range []*string{&r.Rule, &r.Failed, &r.Wanted} {
			*text = exchange.Abbreviate(*text, maxShownValue)
		}
	}
	return shown, len(rules) - len(shown)
}

// shorten cuts what is long in a message, and says where.
func shorten(m *journal.Message) {
	cut := func(text *string, limit int, place string) {
		if short, goesOn := exchange.Truncate(*text, limit); goesOn {
			*text = short
			truncated(m, place)
		}
	}
	cut(&m.Path, maxShownText, journal.TruncatedPath)
	cut(&m.Query, maxShownText, journal.TruncatedQuery)
	cut(&m.Body, maxShownBody, journal.TruncatedBody)
	m.Header = shortHeader(m)
	if len(m.Parts) > maxShownValues {
		m.Parts = m.Parts[:maxShownValues]
		truncated(m, journal.TruncatedParts)
	}
	for i := range m.Parts {
		p := &m.Parts[i]
		if short, goesOn := exchange.Truncate(p.Value, maxShownValue); goesOn {
			p.Value, p.Truncated = short, true
		}
	}
}

func shortHeader(m *journal.Message) map[string][]string {
	header := map[string][]string{}
	values := 0
	for _, name := range slices.Sorted(maps.Keys(m.Header)) {
		for _, value := range m.Header[name] {
			short, goesOn := exchange.Truncate(value, maxShownValue)
			if values == maxShownValues {
				truncated(m, journal.TruncatedHeader)
				return header
			}
			if goesOn {
				truncated(m, journal.TruncatedHeader)
			}
			header[name] = append(header[name], short)
			values++
		}
	}
	return header
}

func truncated(m *journal.Message, place string) {
	if !slices.Contains(m.Truncated, place) {
		m.Truncated = append(m.Truncated, place)
	}
}
