package fault

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/suggest"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// RuleContext is what the rule says that a fault is in, as far as it decides whether
// the fault makes sense.
type RuleContext struct {
	At         string                // the path of the rule in the file
	Operations []*contract.Operation // that the rule is for; none if they are not known
	After      bool                  // it acts once the operation has been carried out
	AsksBody   bool                  // it asks for something in the body of the request
	HasRate    bool                  // it fires over a rate, so there is a window that may have to end
	Violates   bool                  // the answer differs from the contract on purpose
}

// actsBefore tells whether the fault is sure to act before the operation.
func (r RuleContext) actsBefore(l *yamlfile.Linter) bool {
	return !r.After && !l.Refused(r.At+".phase")
}

// Lint notes what is wrong with a fault.
func Lint(l *yamlfile.Linter, f *Fault, rule RuleContext) {
	at := rule.At + ".fault"
	if f.WireMock != "" {
		names := wireMockNames()
		_, known := wireMockFaults[f.WireMock]
		l.RefuseIf(!known, at, fmt.Sprintf("must be a mapping, or one of the faults of WireMock, is %q%s",
			f.WireMock, suggest.Among(string(f.WireMock), names)))
	}
	normal, conflicts := f.normalized()
	for _, conflict := range conflicts {
		l.Refuse(at, conflict)
	}
	written := &normal
	if !toxicNumbers(l, f, at) {
		written = f // what wrong numbers stand for is wrong, too, but not what the file says
	}
	zeroStatus := f.Status == 0 && l.Given(at, "status")
	l.RefuseIf(zeroStatus, at+".status", statusRange(0))
	empty := len(normal.given()) == 0 && f.WireMock == "" && !zeroStatus && !l.Refused(at)
	l.RefuseIf(empty, at, "says nothing: leave fault out to let matching calls pass")
	for _, k := range written.given() {
		if k.lint != nil {
			k.lint(l, written, rule, at)
		}
	}
	normal.excluded(func(word, other, why string) {
		l.Refuse(at, fmt.Sprintf("%s and %s do not go together: %s", word, other, why))
	})
	lintAnswer(l, &normal, rule, at)
}

// toxicNumbers tells whether the numbers in the foreign names are right.
func toxicNumbers(l *yamlfile.Linter, f *Fault, at string) (right bool) {
	before := len(l.Problems())
	for name, number := range f.toxicNumbers() {
		l.RefuseIf(number < 0 || number > maxToxicNumber, at+"."+name, fmt.Sprintf("must be from 0 to %d, is %d", maxToxicNumber, number))
	}
	l.RefuseIf(f.Slicer != nil && f.Slicer.AverageSize == 0, at+".slicer.average_size", "must be at least 1")
	l.RefuseIf(f.Slicer != nil && f.Slicer.AverageSize > 0 && f.Slicer.SizeVariation >= f.Slicer.AverageSize,
		at+".slicer.size_variation", "must be below average_size")
	return len(l.Problems()) == before
}

func lintStatus(l *yamlfile.Linter, f *Fault, rule RuleContext, at string) {
	l.RefuseIf(!isStatus(f.Status), at+".status", statusRange(f.Status))
	l.RefuseIf(rule.actsBefore(l) && f.Status >= 200 && f.Status < 300 && !f.Body.Set, at+".status",
		"is a success, but the operation is not carried out: give a body too, or let the rule act in the phase after")
}

func isStatus(status int) bool { return status >= 200 && status <= 599 }

func statusRange(status int) string { return fmt.Sprintf("must be from 200 to 599, is %d", status) }

func lintBody(l *yamlfile.Linter, f *Fault, rule RuleContext, at string) {
	l.RefuseIf(rule.actsBefore(l) && saysNoStatus(l, f, at), at+".body",
		"needs a status: in the phase before there is no answer that it could be the body of")
}

func lintRetryAfter(l *yamlfile.Linter, f *Fault, rule RuleContext, at string) {
	r := f.RetryAfter
	nothing := r.Seconds == nil && r.Date == nil
	l.RefuseIf(nothing && !l.Refused(at+".retryAfter"), at+".retryAfter", "must be "+Wait{}.Expected()+", or have such a date")
	l.RefuseIf(!nothing && r.wait().Window && !rule.HasRate, at+".retryAfter", "is window, but the rule has no over")
}

func lintBandwidth(l *yamlfile.Linter, f *Fault, _ RuleContext, at string) {
	b := f.Bandwidth
	nothing := b.PerSecond == nil && b.Rate == nil || b.PerSecond != nil && *b.PerSecond < 1
	l.RefuseIf(nothing && !l.Refused(at+".bandwidth"), at+".bandwidth", "must be at least 1 byte a second, such as 10KiB")
}

func lintDrip(l *yamlfile.Linter, f *Fault, _ RuleContext, at string) {
	d := f.Drip
	l.RefuseIf(d.Bytes < 1, at+".drip.bytes", "must be at least 1")
	l.RefuseIf(d.Every < 0 || d.Every == 0 && f.Slicer == nil, at+".drip.every", "must be a duration above 0, such as 100ms")
}

func lintAbortUpload(l *yamlfile.Linter, _ *Fault, rule RuleContext, at string) {
	l.RefuseIf(rule.After, at+".cut", "cannot be in the phase after: the body is read before the operation")
	l.RefuseIf(rule.AsksBody, at+".cut", "cannot go with when.body, when.part or when.where: the rule is asked before the body is read")
	takesNone := func(op *contract.Operation) bool { return len(op.MediaTypes) == 0 }
	if i := slices.IndexFunc(rule.Operations, takesNone); i >= 0 {
		l.Refuse(at+".cut", rule.Operations[i].ID+" takes no body")
	}
}

func lintDelay(l *yamlfile.Linter, f *Fault, _ RuleContext, at string) {
	d := f.Delay
	at += ".delay"
	switch {
	case d.Fixed != nil:
		l.RefuseIf(*d.Fixed < 0, at, "must not be negative")
	case l.Refused(at): // which of the two was meant may be what is wrong
	case (d.Uniform == nil) == (d.Lognormal == nil):
		l.Refuse(at, "must be a duration, or have either uniform or lognormal")
	case d.Uniform != nil:
		lintUniform(l, d.Uniform, at+".uniform")
	default:
		lintLognormal(l, d.Lognormal, at+".lognormal")
	}
}

func lintUniform(l *yamlfile.Linter, u *Uniform, at string) {
	if u.Range == nil && (u.Lower == nil || u.Upper == nil) || u.Range != nil && len(u.Range) != 2 {
		l.Refuse(at, "must be two durations such as [50ms, 2s], or have lower and upper")
		return
	}
	shortest, longest := u.bounds()
	l.RefuseIf(shortest < 0 || shortest > longest, at, "must go from a shorter to a longer duration, neither negative")
}

func lintLognormal(l *yamlfile.Linter, n *Lognormal, at string) {
	l.RefuseIf(n.Median == nil || *n.Median <= 0, at+".median", "must be a duration above 0")
	l.RefuseIf((n.P99 == nil) == (n.Sigma == nil), at, "must have either p99 or sigma beside median")
	l.RefuseIf(n.P99 != nil && n.Median != nil && *n.P99 < *n.Median, at+".p99", "must not be below the median")
	l.RefuseIf(n.Sigma != nil && (*n.Sigma < 0 || *n.Sigma > 10), at+".sigma", "must be from 0 to 10")
	l.RefuseIf(n.Max != nil && n.Median != nil && *n.Max < *n.Median, at+".max", "must not be below the median")
}

// framing are the headers that follow from how an answer is sent.
var framing = map[string]string{
	"Content-Length":    "follows from the body; truncate announces more than it sends",
	"Transfer-Encoding": "follows from chunked",
}

func lintHeaders(l *yamlfile.Linter, f *Fault, _ RuleContext, at string) {
	for _, name := range slices.Sorted(maps.Keys(f.Headers)) {
		path := yamlfile.Join(at+".headers", name)
		l.RefuseIf(!exchange.IsHeaderName(name), path, "is not the name of a header")
		l.RefuseIf(strings.ContainsAny(f.Headers[name], "\r\n\x00"), path, "must be one line")
		if why := framing[http.CanonicalHeaderKey(name)]; why != "" {
			l.Refuse(path, "cannot be set: it "+why)
		}
	}
}

// lintAnswer holds what the rule makes of an answer against the contract.
func lintAnswer(l *yamlfile.Linter, f *Fault, rule RuleContext, at string) {
	unsaid := saysNoStatus(l, f, at) && f.Body.Set && !rule.After // which answer it is
	wrong := !saysNoStatus(l, f, at) && !isStatus(f.Status)
	if unsaid || wrong || l.Unread(at+".status") || len(rule.Operations) == 0 {
		return
	}
	place, text := firstViolation(f, rule.Operations)
	switch {
	case rule.Violates && text == "" && checkable(f):
		l.Refuse(rule.At+".violates", "is true, but the answer fits the contract")
	case !rule.Violates && text != "":
		l.Refuse(at+place, text+"; if that is wanted, add violates: true to the rule")
	}
}

// saysNoStatus tells whether a fault leaves the status as it is.
func saysNoStatus(l *yamlfile.Linter, f *Fault, at string) bool {
	return f.Status == 0 && !l.Given(at, "status")
}

// checkable tells whether it can be said before a call whether the answer fits
// the contract.
func checkable(f *Fault) bool { return f.Patch == nil && f.Garbage == "" && len(f.Headers) == 0 }

// firstViolation is the first thing that the contract does not allow of the
// answers that a rule makes, with its place below the fault.
func firstViolation(f *Fault, operations []*contract.Operation) (place, text string) {
	for _, op := range operations {
		if f.Status != 0 && !op.Documents(f.Status) && !slices.Contains(op.Assumed, f.Status) {
			return ".status", fmt.Sprintf("%d is not documented for %s, documented are %s", f.Status, op.ID, op.StatusList())
		}
		statuses := []int{f.Status}
		if f.Status == 0 {
			statuses = op.Successes()
		}
		for _, status := range statuses {
			if violations := checkAnswer(op, status, f); len(violations) > 0 {
				return violations[0].place, fmt.Sprintf("does not fit the contract of %s for %d: %s", op.ID, status, violations[0].text)
			}
		}
	}
	return "", ""
}

type answerViolation struct{ place, text string }

func checkAnswer(op *contract.Operation, status int, f *Fault) []answerViolation {
	var found []answerViolation
	note := func(place string, violations contract.Violations) {
		if !violations.None() {
			found = append(found, answerViolation{place, violations.String()})
		}
	}
	if f.Body.Set {
		note(".body", op.CheckResponse(exchange.Response{Status: status, Body: f.Compile().body}))
	}
	if f.Patch != nil {
		note(".patch", op.CheckPatch(status, f.Patch))
	}
	return found
}
