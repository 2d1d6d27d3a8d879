package simulator

import (
	"errors"
	"fmt"
	"sync"

	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
)

// tests is which test works in which sandbox that BoxT has made. It may be
// used by any number of goroutines.
type tests struct {
	mu     sync.Mutex
	byName map[string]testRun // of the sandbox
}

// testRun is a test and its sandbox.
type testRun struct {
	test string
	box  *sandbox.Sandbox
}

// begin finds or makes the sandbox of a test. first tells whether the test did not
// have it yet, so that it has to end it. It fails if another test has it: names of
// tests may be longer than those of sandboxes.
func (t *tests) begin(registry *sandbox.Registry, name, test string) (box *sandbox.Sandbox, first bool, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	box, err = registry.Make(name)
	if errors.Is(err, sandbox.ErrExists) {
		box, err = registry.Find(name)
	}
	if err != nil {
		return nil, false, err
	}
	has, there := t.byName[name]
	if there && has.box == box {
		if has.test != test {
			err = fmt.Errorf("the test %s works in it, whose name ends like that of %s: give them shorter names", has.test, test)
		}
		return box, false, err
	}
	if t.byName == nil {
		t.byName = map[string]testRun{}
	}
	t.byName[name] = testRun{test, box}
	return box, true, nil
}

// end forgets the test of a sandbox.
func (t *tests) end(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.byName, name)
}
