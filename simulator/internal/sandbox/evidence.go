package sandbox

import (
	"maps"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// Evidence is what the calls of a sandbox prove, since it began, was reset or its
// evidence was taken. Later calls do not change it. It is to be read only.
type Evidence struct {
	Sandbox  string
	Called   bool // there were calls
	Asked    bool // see Sandbox.Asked
	Coverage *recorder.Coverage
	Keys     []state.Key // that called, as they were in the world last
	Dropped  uint64      // calls that the journal has dropped for room
	Expected []engine.ExpectedRule

	Checks  []engine.AskedCheck
	Named   recorder.Named    // calls that the coverage names, or named before it was taken, and those that came closest to what is expected
	Journal *recorder.Journal // to judge the checks by, and to look the calls up in; nil if there are none of either
}

// Evidence is what the sandbox proves by now. It has the journal if calls are named, if a
// scenario asks for checks, or the caller, who names his.
func (s *Sandbox) Evidence(checks []scenario.Check) Evidence {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.evidence(s.coverage.Copy(), s.engine.Asked())
	if len(checks)+len(e.Checks) > 0 || e.Named.Any() {
		e.Journal = s.journal.Copy()
	}
	return e
}

// evidence is the evidence without the journal. The sandbox is locked.
func (s *Sandbox) evidence(coverage *recorder.Coverage, asked engine.Asked) Evidence {
	e := Evidence{
		Sandbox: s.Name, Called: coverage.Calls().All > 0, Asked: s.asked, Coverage: coverage,
		Dropped: s.journal.Dropped(), Expected: asked.Expected, Checks: asked.Checks, Named: coverage.Named(),
	}
	for _, rule := range asked.Expected {
		if !*rule.Met && rule.Closest != nil {
			e.Named.First = append(e.Named.First, s.Name+"/"+rule.Closest.Call)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(coverage.Keys())) {
		if key, ok := s.shared().Key(name); ok {
			e.Keys = append(e.Keys, key)
		}
	}
	return e
}
