package state

import (
	"fmt"
	"strings"
)

// NotFound says that there is no record of that kind and id, or none that the
// account can see.
type NotFound struct {
	Kind string // "vendor", "security review", "document" …
	ID   int64
	Of   string // what it was looked for in, such as "vendor 1"; may be empty
}

func (e NotFound) Error() string {
	if e.Kind == "key" {
		return "there is no such key"
	}
	text := fmt.Sprintf("there is no %s %d", e.Kind, e.ID)
	if e.Of != "" {
		text += " of " + e.Of
	}
	return text
}

// NoIDs says that a record can have no id: ids are not used twice, and there is one
// with the largest already.
type NoIDs struct{}

func (NoIDs) Error() string {
	return fmt.Sprintf("no id is left for another record: there is one with the largest id, %d; give that one a smaller id", MaxID)
}

// Invalid says which fields hold values that the world cannot take. Nothing was changed.
// Of very many problems it has the first 1000.
type Invalid struct {
	Problems []Problem
}

// Problem is one field and what is wrong with its value.
type Problem struct {
	Field string // path with dots and brackets, as in socForm.complianceScope.auditPeriodRange.end
	Text  string
	// Allowed are the only texts that the field may have; nil if there are others.
	Allowed []string
}

func (p Problem) String() string { return p.Field + " " + p.Text }

func (e Invalid) Error() string {
	const most = 100 // that one text says
	texts := make([]string, 0, most+1)
	for _, p := range e.Problems[:min(len(e.Problems), most)] {
		texts = append(texts, p.String())
	}
	if more := len(e.Problems) - most; more > 0 {
		texts = append(texts, fmt.Sprintf("and %d more problems or more", more))
	}
	return strings.Join(texts, "; ")
}

// problems collects what is wrong, so that a caller hears of all of it at once.
type problems []Problem

// maxProblems keeps a world whose records are all wrong from costing many times
// its size.
const maxProblems = 1000

func (p *problems) add(field, format string, args ...any) {
	if len(*p) == maxProblems {
		return
	}
	*p = append(*p, Problem{Field: field, Text: fmt.Sprintf(format, args...)})
}

func (p problems) err() error {
	if len(p) == 0 {
		return nil
	}
	return Invalid{p}
}

// ActionsUnsupported says that reviews of this type have no actions.
type ActionsUnsupported struct {
	Type ReviewType
}

func (e ActionsUnsupported) Error() string {
	return fmt.Sprintf("a review of type %s has no actions, only %s has", e.Type, TypeSOCReport)
}

// ActionUnavailable says that the state of the review does not allow the action.
type ActionUnavailable struct {
	Action Action
	Status ReviewStatus
	// Missing are the fields that the SOC form lacks for being finalized.
	Missing []string
	Rules   Rules // of the world
}

func (e ActionUnavailable) Error() string {
	text := fmt.Sprintf("%s is not available while the review is %s", e.Action, e.Status)
	if len(e.Missing) > 0 {
		text += " and its SOC form lacks " + strings.Join(e.Missing, ", ")
	}
	return text
}
