package simulator_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/spec"
)

// What a revision refuses or ignores is said to be of those that have it, and of no
// other is anything said.
func TestElementsOfOtherRevisionsAreSaid(t *testing.T) {
	said := 0
	for _, revision := range spec.Revisions() {
		c := newClient(t, simulator.WithRevision(revision))
		for _, op := range contractOf(t, revision).Operations {
			for e, revisions := range elementsElsewhere(t, op) {
				want := strings.Join(revisions, " and ")
				if got := c.saysOf(op, e); !strings.Contains(got, want+" ha") || !strings.Contains(got, "start with the revision ") {
					t.Errorf("%s: %s, %v: got %s, want it to name %s", revision, op.ID, e, got, want)
				}
				said++
			}
		}
	}
	if said < 10 {
		t.Errorf("only %d elements are of other revisions", said)
	}
}

// elementsElsewhere are the elements that other revisions let requests to the operation
// have, with those revisions. What is below an element that is not there is left out.
func elementsElsewhere(t *testing.T, op *contract.Operation) map[contract.Element][]string {
	t.Helper()
	found := map[contract.Element][]string{}
	named := func(name string) bool {
		return slices.ContainsFunc(op.Elements, func(e contract.Element) bool { return e.Name == name })
	}
	for _, revision := range spec.Revisions() {
		other, has := contractOf(t, revision).Operation(op.ID)
		if !has {
			continue
		}
		for _, e := range other.Elements {
			if !slices.Contains(op.Elements, e) && (e.Kind != contract.ElementValue || named(e.Name)) {
				found[e] = append(found[e], revision)
			}
		}
	}
	return found
}

// saysOf is what is said of a call that has an element: violations and hints, each with
// what to do.
func (c *client) saysOf(op *contract.Operation, e contract.Element) string {
	c.t.Helper()
	path, query := pathParameter.ReplaceAllString(op.Path, "1"), ""
	if slices.ContainsFunc(op.Elements, func(p contract.Element) bool { return p.Kind == contract.ElementParameter && p.Name == e.Name }) ||
		e.Kind == contract.ElementParameter {
		query = "?" + url.QueryEscape(e.Name) + "=" + e.Value
		answer := c.send(op.Method, path+query, "", nil)
		return c.hints(answer) + violationTexts(answer)
	}
	steps := strings.Split(e.Name, ".")
	var body any = e.Value
	for _, name := range slices.Backward(steps) {
		list := strings.HasSuffix(name, "[]")
		body = map[string]any{strings.TrimSuffix(name, "[]"): body}
		if list {
			body = map[string]any{strings.TrimSuffix(name, "[]"): []any{body}}
		}
	}
	text, err := json.Marshal(body)
	if err != nil {
		c.t.Fatal(err)
	}
	return violationTexts(c.send(op.Method, path, "application/json", strings.NewReader(string(text))).Want(http.StatusBadRequest))
}

func violationTexts(a *simtest.Answer) string {
	var texts []string
	var violations []contract.Violation
	if text := a.Header.Get("Sim-Violations"); text != "" {
		if err := json.Unmarshal([]byte(text), &violations); err != nil {
			return err.Error()
		}
	}
	for _, v := range violations {
		texts = append(texts, v.String()+": "+v.Fix)
	}
	return strings.Join(texts, "; ")
}

// The text is to the letter, in JSON and in a form.
func TestTextsAboutOtherRevisions(t *testing.T) {
	c := newClient(t)
	actions := reviewPath(1) + "/actions"
	for want, answer := range map[string]*simtest.Answer{
		"decision should not exist, 2026-08 has it: leave it out, or start with the revision 2026-08 (revision)": c.post(actions, map[string]any{"action": "finalize", "decision": "APPROVED"}),
		"nothing should not exist, allowed are: action: leave it out":                                            c.post(actions, map[string]any{"action": "finalize", "nothing": 1}),
		"2026-08 has TRUST_CENTER_PAGE: send one of these values, in this case, or start with the revision 2026-08 (revision)": c.upload("/vendors/1/security-reviews/with-file",
			simtest.Field("documentType", "TRUST_CENTER_PAGE"), simtest.File("file", "a.pdf", "%PDF-1.4")),
	} {
		if got := violationTexts(answer.Want(400)); !strings.Contains(got, want) {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	for query, want := range map[string]string{
		"createdAtFrom=2026-01-01":    "createdAtFrom is ignored, 2026-08 has it leave it out, or start with the revision 2026-08 (revision)",
		"createdAtFro=2026-01-01":     "",
		"createdAtFrom[0]=2026-01-01": "",
	} {
		if got := c.hints(c.get("/vendors/1/security-reviews?" + query).Want(200)); got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
	newer := newClient(t, simulator.WithRevision("2026-08"))
	if got := newer.hints(newer.get("/vendors/1/security-reviews?createdAtFrom=2026-01-01").Want(200)); got != "" {
		t.Errorf("got %q", got)
	}
}
