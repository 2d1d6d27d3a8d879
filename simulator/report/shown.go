package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/journal"
)

// shownIndex finds the calls that a report shows by the names that it has for them. A
// name may be that of several, as a sandbox that begins anew gives the same ids.
type shownIndex map[string][]int

// link is a name of a call, and the place of that call among those that are shown.
type link struct {
	Name   string
	Anchor string // empty if it is not shown
}

// shown indexes the calls.
func (r Report) shown() shownIndex {
	index := shownIndex{}
	for i, c := range r.ShownCalls {
		index[c.name()] = append(index[c.name()], i)
	}
	return index
}

// links are the links to examples. Of several calls of one name, that counts which has
// what the example is of.
func (r Report) links(index shownIndex, examples []string, has func(Call) bool) []link {
	var links []link
	for _, name := range examples {
		l := link{Name: name}
		if places := index[name]; len(places) > 0 {
			place := places[max(0, slices.IndexFunc(places, func(i int) bool { return has(r.ShownCalls[i]) }))]
			l.Anchor = callAnchor(place)
		}
		links = append(links, l)
	}
	return links
}

// callAnchor is that of the call at an index: names of calls are not fit for that.
func callAnchor(index int) string { return "call-" + strconv.Itoa(index+1) }

func (c Call) name() string { return c.Sandbox + "/" + c.ID }

// request is what was called, in a line.
func (c Call) request() string {
	text := c.Request.Method + " " + c.Request.Path
	if c.Request.Query != "" {
		text += "?" + c.Request.Query
	}
	return text
}

// answer is what the client got, in a few words.
func (c Call) answer() string {
	switch {
	case c.Response.Status == 0 || c.Response.Unsent:
		return "no answer"
	case c.Broken:
		return fmt.Sprintf("%d, which did not arrive whole", c.Response.Status)
	}
	return statusLine(c.Response)
}

// statusLine is the status of an answer with its name; empty of a request.
func statusLine(m journal.Message) string {
	if m.Status == 0 {
		return ""
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", m.Status, http.StatusText(m.Status)))
}

// notes are what else is to be said of the call, a few words each.
func (c Call) notes() []string {
	var notes []string
	if c.OnPurpose {
		notes = append(notes, "breaks the contract on purpose")
	}
	if c.Fault != "" {
		notes = append(notes, c.Fault)
	}
	if c.Rule != "" {
		notes = append(notes, "by the rule "+c.Rule)
	}
	if c.Lost {
		notes = append(notes, "carried out, which the client was not told")
	}
	return notes
}

// omittedViolations says how many there were that are not shown.
func (c Call) omittedViolations() string {
	switch {
	case c.ViolationsOmitted == 0:
		return ""
	case c.ViolationsAtLeast:
		return fmt.Sprintf("and at least %d more", c.ViolationsOmitted)
	}
	return fmt.Sprintf("and %d more", c.ViolationsOmitted)
}

// headerLines are the headers of a message, a line each.
func headerLines(m journal.Message) []string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(m.Header)) {
		for _, value := range m.Header[name] {
			lines = append(lines, name+": "+value)
		}
	}
	return lines
}

// partLine is a part of a form.
func partLine(p journal.Part) string {
	if p.SHA256 == "" {
		if p.Truncated {
			return p.Name + ": " + p.Value + "…"
		}
		return p.Name + ": " + p.Value
	}
	text := fmt.Sprintf("%s: the file %s, %s", p.Name, p.FileName, count(p.Size, "byte"))
	if p.ContentType != "" {
		text += ", " + p.ContentType
	}
	return text
}

// cut says of which parts of a message the end is missing; empty if of none.
func cut(m journal.Message) string {
	if len(m.Truncated) == 0 {
		return ""
	}
	return "not shown whole: " + strings.Join(m.Truncated, ", ")
}

// The bounds of a body that is laid out: without, a few brackets would become pages.
const (
	maxDepth  = 16
	maxGrowth = 4
)

// layOut is a body in lines, if it is JSON.
func layOut(body string) string {
	if depth(body) > maxDepth {
		return body
	}
	var b bytes.Buffer
	if err := json.Indent(&b, []byte(body), "", "  "); err != nil || b.Len() > maxGrowth*len(body) {
		return body
	}
	return b.String()
}

// depth is how deep the brackets of a text go, those in its strings included.
func depth(text string) (deepest int) {
	open := 0
	for _, c := range []byte(text) {
		switch c {
		case '[', '{':
			open++
			deepest = max(deepest, open)
		case ']', '}':
			open--
		}
	}
	return deepest
}

// howOften are the fields of a rule that say how often it fires. All others that may keep
// it from firing ask for something in the call.
var howOften = []string{"until", "after", "every", "over", "times", "probability"}

// whyNot is what kept a rule from firing.
func whyNot(t journal.RuleTrace) string {
	switch {
	case t.Failed == "":
		return "did not fire"
	case slices.Contains(howOften, t.Failed):
		return t.Failed + ": it " + t.Wanted
	}
	return "asks that " + t.Failed + " " + t.Wanted
}

// draw is what was drawn for a rule with a probability; else it is empty.
func draw(t journal.RuleTrace) string {
	if t.Draw == nil || t.Threshold == nil {
		return ""
	}
	return fmt.Sprintf("drew %.3f, fires below %v", *t.Draw, *t.Threshold)
}
