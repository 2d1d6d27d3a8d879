package engine

import (
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/fault"
)

// Decision is what is to happen to one call. The zero value is nothing.
type Decision struct {
	rule   *activeRule // that fired; nil if none did
	draw   fault.Draw
	now    time.Time     // of the call
	window time.Duration // that is left of the window of over
}

// Fired tells whether a rule fired.
func (d Decision) Fired() bool { return d.rule != nil }

func (d Decision) faulty() bool { return d.rule != nil && d.rule.Effect != nil }

// Rule is the name of the rule that fired.
func (d Decision) Rule() string {
	if d.rule == nil {
		return ""
	}
	return d.rule.ID
}

// Fault is what goes wrong, for people; empty if nothing does.
func (d Decision) Fault() string {
	if !d.faulty() {
		return ""
	}
	return d.rule.Fault.String()
}

// After tells whether the fault acts after the operation, and only if that was
// carried out with success: who decides that tells Settle.
func (d Decision) After() bool { return d.rule != nil && d.rule.Phase == scenario.PhaseAfter }

// Replaces tells whether the operation is not to be carried out.
func (d Decision) Replaces() bool { return d.faulty() && !d.After() && d.rule.Effect.Replaces() }

// Delay is how long the fault lets the call wait.
func (d Decision) Delay() time.Duration {
	if !d.faulty() {
		return 0
	}
	return d.rule.Effect.Delay.Wait(d.draw)
}

// AbortUpload is after how many bytes of its body the request is read no further, if
// the fault aborts it.
func (d Decision) AbortUpload() (bytes int64, aborts bool) {
	if d.rule == nil || !d.rule.AbortsUpload() {
		return 0, false
	}
	return int64(*d.rule.Effect.AbortUpload), true
}

// Changes tells whether the answer is another than the operation's. Violates
// tells whether it may differ from the contract.
func (d Decision) Changes() bool { return d.faulty() && d.rule.Effect.Changes() }

// Violates tells whether the rule says that the answer differs from the contract.
func (d Decision) Violates() bool { return d.rule != nil && d.rule.Violates }

// Settle says whether the operation was carried out with success. A rule of the
// phase after has not fired if it was not, and there is nothing to do then:
// Settle returns what is left to be done.
func (d Decision) Settle(success bool) Decision {
	if !d.After() {
		return d
	}
	if !success {
		d.rule.takeBack()
		return Decision{}
	}
	d.rule.moveOn()
	return d
}

// Shape makes the answer that goes out of the operation's. answerOf is the
// API's own answer with a status. The answer's fault has no delay: when that
// acts is for the caller to see to.
func (d Decision) Shape(real exchange.Response, answerOf func(status int) exchange.Response) exchange.Response {
	if !d.faulty() {
		return real
	}
	return d.rule.Effect.Shape(real, answerOf, d.now, d.window, d.draw)
}
