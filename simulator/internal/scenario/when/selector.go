package when

import (
	"fmt"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// Selector is a when that stands alone: it finds calls that have been, by the
// same matchers that rules have. It may be used by any number of goroutines.
type Selector struct {
	when       When
	conditions []Condition
	text       string // that it was read from
}

// Text is the text that ParseSelector read; empty for a selector that was made of a When.
func (s *Selector) Text() string { return s.text }

// selection is a document that holds a when and nothing else.
type selection struct {
	When When `yaml:"when"`
}

// maxSelector is how long the text of a selector may be, in bytes.
const maxSelector = 64 << 10

// ParseSelector reads the text of a when, such as
// {operation: performSecurityReviewAction, body: {action: finalize}}. Everything
// that is wrong with it comes back as yamlfile.Problems; their lines are those of
// the text.
func ParseSelector(c *contract.Contract, text string) (*Selector, error) {
	// The text goes below its key as it is, so that lines and columns are off by
	// what stands before it.
	const indent = "  "
	if strings.TrimSpace(text) == "" {
		return &Selector{text: text}, nil
	}
	if len(text) > maxSelector {
		text := fmt.Sprintf("has %d bytes, at most %d are allowed", len(text), maxSelector)
		return nil, yamlfile.Problems{{File: "when", Line: 1, Column: 1, Text: text}}
	}
	var source selection
	below := []byte("when:\n" + indent + strings.ReplaceAll(text, "\n", "\n"+indent))
	decoded, problems := yamlfile.Decode("when", below, &source)
	l := yamlfile.NewLinter(decoded, below, problems)
	LintSelector(l, c, &source.When, "when")
	if len(l.Problems()) > 0 {
		all := decoded.All(l.Problems())
		for i := range all {
			all[i].Line--
			all[i].Column -= len(indent)
		}
		return nil, all
	}
	selector := SelectorOf(source.When)
	selector.text = text
	return selector, nil
}

func SelectorOf(w When) *Selector { return &Selector{when: w, conditions: w.Conditions()} }

// LintSelector refuses what cannot be read, and what has no meaning for a call that is
// over. A rule is asked about calls that fit the contract only; a selector also
// finds those that do not, so it may ask for what the contract does not have.
func LintSelector(l *yamlfile.Linter, documented *contract.Contract, w *When, at string) {
	lintWhichOperations(l, documented, w, at)
	lintMatchers(l, w, at)
	for name := range w.Body {
		lintBodyPath(l, yamlfile.Join(at+".body", name), name)
	}
	lintExpression(l, documented, w, nil, at)
	l.RefuseIf(len(w.State) > 0, at+".state", "has no meaning here: a call that is over belongs to no scenario")
}

// NearMiss is the first thing in which a call is not what is looked for, and how many
// things held before: among calls that are missed, more is closer. It is nil if
// the call is what is looked for.
func (s *Selector) NearMiss(call *Call) (miss *journal.NearMiss, held int) {
	if failed, ok := s.when.coversCall(call); !ok {
		return &journal.NearMiss{Call: call.ID, Failed: failed, Wanted: s.when.Wanted(failed), Got: call.static(failed)}, 0
	}
	for i := range s.conditions {
		if c := &s.conditions[i]; !c.Holds(call) {
			return &journal.NearMiss{Call: call.ID, Failed: c.Name, Wanted: c.About, Got: c.Got(call)}, i + 1
		}
	}
	return nil, len(s.conditions) + 1
}

// coversCall is covers for a call that may be to no operation.
func (w When) coversCall(call *Call) (failed string, ok bool) {
	if call.Operation != nil {
		return w.Covers(call.Operation)
	}
	switch {
	case len(w.Operation) > 0:
		return "operation", false
	case len(w.Permission) > 0:
		return "permission", false
	case !AnyGlob(w.Method, call.Request.Method):
		return "method", false
	default:
		return "", true
	}
}

// static is what a call has in a field that is decided by its operation.
func (c *Call) static(field string) string {
	switch {
	case field == "method":
		return c.Request.Method
	case c.Operation == nil:
		return "none"
	case field == "operation":
		return c.Operation.ID
	default:
		return c.Operation.Permission
	}
}

// String is the selector for people, as far as one line shows it.
func (s *Selector) String() string {
	parts := []string{}
	for _, field := range []string{"operation", "method", "permission"} {
		if names := s.when.words(field); len(names) > 0 {
			parts = append(parts, field+" "+joinedWithOr(names))
		}
	}
	for _, c := range s.conditions {
		parts = append(parts, c.Name+" "+c.About)
	}
	if len(parts) == 0 {
		return "any call"
	}
	return strings.Join(parts, ", ")
}
