package simulator

import (
	"context"

	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// Resend sends a call that the journal has again, in this sandbox as it is now, and returns
// the new call once it has its answer. It goes the way of all calls: rules are asked, and
// it stands in the journal. It fails if there is no such call, and if the journal does not
// have all of it: the bytes of a file, what was too long or is secret, a key that the world
// does not have. A call that a fault holds up by a clock that stands still waits until
// somebody moves the clock.
func (b *Sandbox) Resend(call string) (journal.Call, error) {
	entry, there := b.box.Journal().Entry(call)
	if !there {
		return journal.Call{}, sandbox.NotFound{Kind: "call", Name: call}
	}
	id, err := b.sim.resend(context.Background(), entry, b.box, "127.0.0.1:0")
	if err != nil {
		return journal.Call{}, err
	}
	again, there := b.box.Journal().Entry(id)
	if !there {
		return journal.Call{}, sandbox.ErrNotReached
	}
	return again.Plain(), nil
}

// resend sends a call again in a sandbox, for who calls from an address, and returns its id.
func (s *Simulator) resend(ctx context.Context, call recorder.Entry, in *sandbox.Sandbox, from string) (id string, err error) {
	request, err := call.Again(ctx, (&Sandbox{s, in}).KeyNamed(call.Key))
	if err != nil {
		return "", err
	}
	return s.server.Resend(request, from, in.Name)
}
