package sandbox

import (
	"fmt"
	"reflect"
	"slices"
)

// Replay makes a sandbox of the commands that another one has applied, from its first on:
// the same world, clock, journal and all else, whatever goroutines and sockets the
// commands once came from. It stands in no registry. It fails like Sandbox.Replay.
func (r *Registry) Replay(name string, commands []Applied) (*Sandbox, error) {
	box := r.settings.blank(name)
	return box, box.Replay(commands)
}

// Replay applies the commands that another sandbox has applied, which was equal to this
// one. It fails with Diverged where a command has another result than it had: the settings
// are others, or Apply goes by something beside its command. Nobody else may use the
// sandbox meanwhile.
func (s *Sandbox) Replay(commands []Applied) error {
	var again Applied
	settings := s.settings
	defer func() { s.settings = settings }()
	watched := *settings
	watched.Applied = func(_ *Sandbox, a Applied) { again = a }
	s.settings = &watched
	for _, once := range commands {
		again = Applied{}
		_, _ = s.ApplyAt(once.Command, once.At)
		if what := once.differs(again); what != "" {
			return Diverged{once, again, what}
		}
	}
	return nil
}

// Diverged says that a command had another result when it was applied again.
type Diverged struct {
	Once, Again Applied
	What        string // differs
}

func (e Diverged) Error() string {
	return fmt.Sprintf("command %d, %T: %s", e.Once.N, e.Once.Command, e.What)
}

// differs says what of two applications of a command is not equal; empty if all is.
func (a Applied) differs(other Applied) string {
	switch {
	case a.N != other.N:
		return fmt.Sprintf("has the ordinal %d, then %d", a.N, other.N)
	case !a.At.Equal(other.At):
		return fmt.Sprintf("is at %s, then at %s", a.At, other.At)
	case fmt.Sprint(a.Err) != fmt.Sprint(other.Err):
		return fmt.Sprintf("has the error %v, then %v", a.Err, other.Err)
	case !sameResult(a.Result, other.Result):
		return fmt.Sprintf("has the result %+v, then %+v", a.Result, other.Result)
	case !slices.EqualFunc(a.Released, other.Released, sameAnswer):
		return fmt.Sprintf("releases %d calls, then %d, with %+v, then %+v", len(a.Released), len(other.Released), a.Released, other.Released)
	}
	return ""
}

func sameResult(a, b any) bool {
	switch a := a.(type) {
	case *Answer:
		other, is := b.(*Answer)
		return is && sameAnswer(a, other)
	case Evidence: // which lives on in images and reports
		_, is := b.(Evidence)
		return is
	}
	return reflect.DeepEqual(a, b)
}

// sameAnswer compares all of two answers but where in the code a call has failed.
func sameAnswer(a, b *Answer) bool {
	one, other := *a, *b
	for _, answer := range []*Answer{&one, &other} {
		answer.door, answer.Panic = nil, ""
		if answer.Failure != nil {
			answer.Failure = fmt.Errorf("%s", answer.Failure)
		}
	}
	return reflect.DeepEqual(one, other)
}
