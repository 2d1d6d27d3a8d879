package simulator

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// seen is what another sandbox was before or right after a call.
type seen struct {
	call    string
	side    sandbox.Side
	command int // the last one that was applied
	world   state.Snapshot
	clock   sandbox.ClockStatus
	rules   []journal.RuleStatus
	playing []string
	waits   bool
	long    bool // before a call that waited
}

func look(again *sandbox.Sandbox, command int) seen {
	found := seen{
		command: command, world: again.World().Snapshot(), clock: again.Clock(), rules: again.Rules(),
		waits: len(again.Image().Waits.Waits) > 0,
	}
	for _, p := range again.Playing() {
		found.playing = append(found.playing, fmt.Sprintf("%+v", p))
	}
	return found
}

// begins tells the ordinal of the call that begins with a command, before anything else that
// the command does.
func begins(c sandbox.Applied) (ordinal uint64, begins bool) {
	call, is := c.Command.(*sandbox.Call)
	if !is || call.Begun != 0 || len(c.Released) > 0 {
		return 0, false
	}
	return c.Result.(*sandbox.Answer).Ordinal, true
}

// watchAgain applies commands again, and sees what the sandbox is before and after each call.
// What several calls of one command have changed, or a command beside them, is not seen.
func watchAgain(t *rapid.T, commands []sandbox.Applied) (all []seen) {
	again, err := other(t).registry.Replay(sandbox.Default, nil)
	if err != nil {
		t.Fatal(err)
	}
	begun := map[uint64]seen{}
	last := "" // call in the journal
	for i, c := range commands {
		if ordinal, is := begins(c); is {
			begun[ordinal] = look(again, i-1)
		}
		if err := again.Replay(commands[i : i+1]); err != nil {
			t.Fatal(err)
		}
		before := last
		entries, _, _ := again.Journal().Newest(journal.Filter{}, 0, 1)
		if len(entries) > 0 {
			last = entries[0].ID
		}
		switch c.Command.(type) {
		case *sandbox.Call, sandbox.Aborted, sandbox.Leave, sandbox.Tick:
		case sandbox.StartOver, sandbox.TakeJournal, sandbox.Forget: // ids may come again
			all, last = nil, ""
			clear(begun)
			continue
		default:
			continue
		}
		if last == before {
			continue
		}
		if was, is := begun[entries[0].Ordinal]; is {
			was.call, was.side, was.long = last, sandbox.BeforeCall, was.command < i-1
			all = append(all, was)
		}
		found := look(again, i)
		found.call, found.side = last, sandbox.AfterCall
		all = append(all, found)
	}
	return all
}

// TestTheWorldAtACall: for each call that the journal has, the world is to be had that
// was there when it began and right after it, and a fork begins with that, the clock and the scenarios as
// they were. It goes on as the sandbox went on from there.
func TestTheWorldAtACall(t *testing.T) {
	worlds, forks, further := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		f := follow(t, foldOptions()...)
		f.run(t, 8)
		f.end()
		commands := f.commands(sandbox.Default)
		all := watchAgain(t, commands)
		there := map[string]bool{}
		for _, call := range f.sim.Journal(journal.Filter{}) {
			there[call.ID] = true
		}
		for i := 0; i < len(all); i++ {
			if !there[all[i].call] {
				all = append(all[:i], all[i+1:]...)
				i--
				continue
			}
			world, err := f.sim.box.WorldAt(all[i].call, all[i].side)
			if _, is := errors.AsType[sandbox.NoMoment](err); is && all[i].long { // the calls before it may be gone
				all = append(all[:i], all[i+1:]...)
				i--
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := world.Snapshot(); !reflect.DeepEqual(got, all[i].world) {
				t.Fatalf("%s the call %s: got\n%+v\nwant\n%+v", all[i].side, all[i].call, got, all[i].world)
			}
			worlds++
		}
		if len(all) == 0 {
			return
		}
		one := rapid.SampledFrom(all).Draw(t, "call")
		fork, _, err := f.sim.registry.Renew(sandbox.Default, sandbox.Wish{From: sandbox.Default, Call: one.call, Side: one.side}) // of the same name
		if err != nil {
			t.Fatal(err)
		}
		wantBegun(t, fork, one)
		forks++
		if !one.waits {
			further += goOn(t, fork, commands, one.command)
		}
	})
	if t.Failed() {
		return
	}
	if worlds < 1000 || forks < 50 || further < 200 {
		t.Errorf("%d worlds, %d forks and %d further commands are too few to prove anything", worlds, forks, further)
	}
}

func wantBegun(t *rapid.T, fork *sandbox.Sandbox, want seen) {
	if got := fork.World().Snapshot(); !reflect.DeepEqual(got, want.world) {
		t.Fatalf("the fork has the world\n%+v\nwant\n%+v", got, want.world)
	}
	if got := fork.Rules(); !reflect.DeepEqual(got, want.rules) {
		t.Fatalf("the rules of the fork are\n%+v\nwant\n%+v", got, want.rules)
	}
	var playing []string
	for _, p := range fork.Playing() {
		playing = append(playing, fmt.Sprintf("%+v", p))
	}
	if !reflect.DeepEqual(playing, want.playing) {
		t.Fatalf("in the fork plays\n%v\nwant\n%v", playing, want.playing)
	}
	if want.clock.Setting.Mode == sandbox.ClockFrozen && fork.Clock().Setting != want.clock.Setting {
		t.Fatalf("the clock of the fork is %+v, want %+v", fork.Clock(), want.clock)
	}
}

// goOn does in a fork what was done in its origin after its call, as long as the two have
// the same time, and returns how many commands those were.
func goOn(t *rapid.T, fork *sandbox.Sandbox, commands []sandbox.Applied, from int) (further int) {
	again, err := other(t).registry.Replay(sandbox.Default, commands[:from+1])
	if err != nil {
		t.Fatal(err)
	}
	if again.Clock().Setting.Mode != sandbox.ClockFrozen {
		return 0
	}
	for _, c := range commands[from+1:] {
		switch command := c.Command.(type) {
		case sandbox.Rewind, sandbox.DropCheckpoint: // which the fork has none of
			return further
		case sandbox.SetClock:
			if command.Setting.Mode != sandbox.ClockFrozen {
				return further
			}
		}
		got, gotErr := fork.ApplyAt(c.Command, c.At)
		want, wantErr := again.ApplyAt(c.Command, c.At)
		answered, is := got.(*sandbox.Answer)
		if expected, _ := want.(*sandbox.Answer); is && (answered.ID != expected.ID || answered.Next != expected.Next ||
			!reflect.DeepEqual(answered.Response, expected.Response) || answered.Rule != expected.Rule) || fmt.Sprint(gotErr) != fmt.Sprint(wantErr) {
			t.Fatalf("%d commands after the call: %T: got %+v %v\nwant %+v %v", further+1, c.Command, got, gotErr, want, wantErr)
		}
		further++
	}
	if got, want := fork.World().Snapshot(), again.World().Snapshot(); !reflect.DeepEqual(got, want) {
		t.Fatalf("the fork has the world\n%+v\nwant\n%+v", got, want)
	}
	if got, want := fork.Rules(), again.Rules(); !reflect.DeepEqual(got, want) {
		t.Fatalf("the rules of the fork are\n%+v\nwant\n%+v", got, want)
	}
	return further
}

// The state of a scenario is a part of what a fork goes on with: the rule that has moved it
// on fires in the fork once more, and the rule for the new state does not.
func TestAForkAtACallHasTheStatesOfThen(t *testing.T) {
	sim := other(t)
	if err := sim.PlayYAML(`
name: states
rules:
  - {name: first, when: {method: GET, state: start}, then: second, fault: {status: 500}}
  - {name: second, when: {method: GET, state: second}, violates: true, fault: {status: 503}}
`); err != nil {
		t.Fatal(err)
	}
	get := func(box *Sandbox, method string) (status int) {
		r := httptest.NewRequest(method, "/vendors/1/security-reviews/1", nil)
		r.Header.Set("Authorization", "Bearer "+box.KeyNamed("sim-full"))
		got := httptest.NewRecorder()
		sim.Handler().ServeHTTP(got, r)
		return got.Code
	}
	get(sim.Sandbox, http.MethodPut) // no rule counts it
	before := sim.Journal(journal.Filter{})[0].ID
	if first, second := get(sim.Sandbox, http.MethodGet), get(sim.Sandbox, http.MethodGet); first != 500 || second != 503 {
		t.Fatalf("got %d and %d", first, second)
	}
	fork, err := sim.ForkAfter(before, "fork")
	if err != nil {
		t.Fatal(err)
	}
	if got := get(fork, http.MethodGet); got != 500 {
		t.Errorf("got %d, the rule first has fired in the fork already", got)
	}
}
