package contract

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// KnowRevisions tells the contract what requests may have in other revisions: a line for
// each Element that not all revisions with its operation have, "2026-08
// performSecurityReviewAction property decision". What is refused or ignored in this
// revision is said to be of those. It is to be called once, before the contract is used.
func (c *Contract) KnowRevisions(lines string) error {
	for line := range strings.Lines(lines) {
		words := strings.Fields(line)
		if len(words) < 4 || len(words) > 5 {
			return fmt.Errorf("%q is no element of a revision", strings.TrimSpace(line))
		}
		op, has := c.Operation(words[1])
		e := Element{Kind: ElementKind(words[2]), Name: words[3], Value: strings.Join(words[4:], "")}
		if !has || slices.Contains(op.Elements, e) {
			continue
		}
		if op.elsewhere == nil {
			op.elsewhere = map[Element][]string{}
		}
		op.elsewhere[e] = append(op.elsewhere[e], words[0])
	}
	return nil
}

// RevisionLine is the line of an element of a request to the operation, as KnowRevisions
// takes it.
func (e Element) RevisionLine(revision string, op *Operation) string {
	return strings.TrimSpace(strings.Join([]string{revision, op.ID, string(e.Kind), e.Name, e.Value}, " "))
}

// sayRevisions adds to violations of a request which revisions would let what is refused
// pass.
func (op *Operation) sayRevisions(r *exchange.Request, vs *Violations) {
	if len(op.elsewhere) == 0 {
		return
	}
	for i := range vs.List {
		v := &vs.List[i]
		switch vs.constraint(i).key {
		case whitelistValidation:
			if revisions := op.elsewhere[Element{Kind: ElementProperty, Name: elementName(v)}]; revisions != nil {
				v.Text, v.Fix = "should not exist, "+have(revisions, "it"), "leave it out, or "+startWith(revisions)
			}
		case isEnum:
			value := refusedText(r, v)
			if revisions := op.elsewhere[Element{ElementValue, elementName(v), value}]; revisions != nil {
				v.Text, v.Fix = v.Text+"; "+have(revisions, value), v.Fix+", or "+startWith(revisions)
			}
		}
	}
}

// have says which revisions have something.
func have(revisions []string, what string) string {
	verb := " has "
	if len(revisions) > 1 {
		verb = " have "
	}
	return strings.Join(revisions, " and ") + verb + what
}

func startWith(revisions []string) string {
	return "start with the revision " + strings.Join(revisions, " or ") + " (revision)"
}

// withParameter are the other revisions that have a query parameter of that name, or with
// an index in its brackets.
func (op *Operation) withParameter(key string) []string {
	for e, revisions := range op.elsewhere {
		if e.Kind == ElementParameter && (e.Name == key || indexed(key, e.Name)) {
			return revisions
		}
	}
	return nil
}

// elementName is the name that the place of a violation has as an Element: that of a
// list, where it is an item.
func elementName(v *Violation) string {
	if v.Name != "" {
		return v.Name
	}
	var name strings.Builder
	for i, step := range pointerSteps(v.Pointer) {
		if _, err := strconv.Atoi(step); err == nil {
			name.WriteString("[]")
			continue
		}
		if i > 0 {
			name.WriteByte('.')
		}
		name.WriteString(step)
	}
	return strings.TrimSuffix(name.String(), "[]")
}

// refusedText is the text that a violation is about, empty if it is none.
func refusedText(r *exchange.Request, v *Violation) string {
	steps := pointerSteps(v.Pointer)
	if v.In == InBody {
		text, _ := valueAt(r.JSON, steps).(string)
		return text
	}
	var items []any // the values of a parameter that is no list are one
	for _, text := range r.Query[v.Name] {
		items = append(items, text)
	}
	if len(steps) == 0 {
		steps = []string{"0"}
	}
	text, _ := valueAt(items, steps).(string)
	return text
}
