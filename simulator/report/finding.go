package report

import "slices"

// findingWords say what a kind of findings is about, and what to do next.
var findingWords = map[FindingKind]struct{ title, about, next string }{
	FindingCommand:     {"command", "The command that was run failed.", "read what it wrote"},
	FindingNoCalls:     {"no calls", "There was no call, or none that proves anything.", "point the base URL of the client at the simulator, past a proxy if one is set (HTTP_PROXY), give it a key of the world, and end the run after its calls"},
	FindingViolation:   {"violation", "The client broke the contract.", "change the client as the violations say; the journal has the calls"},
	FindingNoViolation: {"no violation", "A call was to break the contract, and did not.", "send the header Sim-Expect with calls that break the contract only, or mend the test: its call is a good one"},
	FindingSimulator:   {"simulator", "An answer of the simulator broke the contract.", "this is a bug of vsrsim, not of the client: please report it with the call from the journal"},
	FindingExpectation: {"expectation", "A rule of a scenario fired otherwise than expected.", "the journal says for each call which rules were asked, and why they did not fire"},
	FindingCheck:       {"check", "The client did not pass a resilience check.", "look at the calls that the check goes by; if it is unproven, play a scenario that leads to the fault"},
	FindingCoverage:    {"coverage", "Too few of the documented answers were delivered to the client.", "bring the client to the answers that were never delivered; built-in scenarios lead to most of them"},
}

// findingGroup is the findings of one kind, which have one next step.
type findingGroup struct {
	kind  FindingKind
	Title string
	Texts []string
	Next  string
}

// Section is that of the page which has more on it; empty if none has.
func (g findingGroup) Section() string {
	switch g.kind {
	case FindingViolation, FindingNoViolation, FindingSimulator:
		return "violations"
	case FindingExpectation:
		return "expectations"
	case FindingCheck:
		return "checks"
	case FindingCoverage:
		return "coverage"
	case FindingCommand, FindingNoCalls:
	}
	return ""
}

// findingGroups has the kinds in the order in which the report has them.
func (r Report) findingGroups() []findingGroup {
	var groups []findingGroup
	for _, finding := range r.Findings {
		i := slices.IndexFunc(groups, func(g findingGroup) bool { return g.kind == finding.Kind })
		if i < 0 {
			i = len(groups)
			words := findingWords[finding.Kind]
			groups = append(groups, findingGroup{finding.Kind, words.title, nil, words.next})
		}
		groups[i].Texts = append(groups[i].Texts, finding.Text)
	}
	return groups
}

func (r Report) findingTexts(kind FindingKind) []string {
	var texts []string
	for _, finding := range r.Findings {
		if finding.Kind == kind {
			texts = append(texts, finding.Text)
		}
	}
	return texts
}
