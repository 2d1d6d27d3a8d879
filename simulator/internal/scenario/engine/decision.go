package engine

import (
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/fault"
)

// Decision is what is to happen to one call. The zero value is nothing.
type Decision struct {
	engine *Engine
	slot   *slot // of the rule that fired; nil if none did
	draw   func(purpose string) uint64
	window time.Duration // that is left of the window of over
}

// Fired tells whether a rule fired.
func (d Decision) Fired() bool { return d.slot != nil }

func (d Decision) faulty() bool { return d.slot != nil && d.slot.Effect != nil }

// Rule is the name of the rule that fired.
func (d Decision) Rule() string {
	if d.slot == nil {
		return ""
	}
	return d.slot.ID
}

// Fault is what goes wrong, for people; empty if nothing does.
func (d Decision) Fault() string {
	if !d.faulty() {
		return ""
	}
	return d.slot.Fault.String()
}

// After tells whether the fault acts after the operation, and only if that was
// carried out with success: who decides that tells Settle.
func (d Decision) After() bool { return d.slot != nil && d.slot.Phase == scenario.PhaseAfter }

// Replaces tells whether the operation is not to be carried out.
func (d Decision) Replaces() bool { return d.faulty() && !d.After() && d.slot.Effect.Replaces() }

// Delay is how long the fault lets the call wait.
func (d Decision) Delay() time.Duration {
	if !d.faulty() {
		return 0
	}
	return d.slot.Effect.Delay.Wait(d.draw)
}

// Cut is how many bytes of the request are read, if it is cut.
func (d Decision) Cut() (bytes int64, cut bool) {
	if d.slot == nil || !d.slot.Cuts() {
		return 0, false
	}
	return int64(*d.slot.Effect.AbortUpload), true
}

// Changes tells whether the answer is another than the operation's. Violates
// tells whether it may differ from the contract.
func (d Decision) Changes() bool { return d.faulty() && d.slot.Effect.Changes() }

// Violates tells whether the rule says that the answer differs from the contract.
func (d Decision) Violates() bool { return d.slot != nil && d.slot.Violates }

// Settle says whether the operation was carried out with success. A rule of the
// phase after has not fired if it was not, and there is nothing to do then:
// Settle returns what is left to be done.
func (d Decision) Settle(success bool) Decision {
	if !d.After() {
		return d
	}
	if !success {
		d.engine.release(d.slot)
		return Decision{}
	}
	d.engine.moveOn(d.slot)
	return d
}

// Shape makes the answer that goes out of the operation's. standard is the
// API's own answer with a status. The answer's fault has no delay: when that
// acts is for the caller to see to.
func (d Decision) Shape(real exchange.Response, standard func(status int) exchange.Response) exchange.Response {
	if !d.faulty() {
		return real
	}
	return d.slot.Effect.Shape(fault.Origin{Real: real, Standard: standard, Window: d.window}, d.draw)
}
