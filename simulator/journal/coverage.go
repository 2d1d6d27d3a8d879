package journal

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/vsrsim/vsrsim/simulator/contract"
	"github.com/vsrsim/vsrsim/simulator/exchange"
)

// Coverage is what the calls of a sandbox used of the contract and what their
// clients were shown of it, and how they broke it. Unlike the calls themselves it
// is never dropped for room: it grows with the contract, and not beyond bounds with
// what clients send. It
// may be used by any number of goroutines.
type Coverage struct {
	mu         sync.Mutex
	unknown    int // calls to no operation
	keyless    int // calls whose key the world does not know
	operations map[*contract.Operation]*OperationCoverage
	keys       map[string]*KeyCoverage
	violations map[contract.Violation]*ViolationCount
	order      []contract.Violation // as they were met first
	omitted    int                  // violations that are not kept
	bytes      int                  // of the violations that are kept
	expected   Expected
}

// OperationCoverage is what was seen of one operation.
type OperationCoverage struct {
	Calls    int
	Statuses []StatusCoverage // in the order in which they were met
	Used     []int            // calls by the index of Operation.Elements

	marks []int // by the same index, the last call that had it: counted once for each call
}

// StatusCoverage is what was seen of one status.
type StatusCoverage struct {
	Status   int
	Answered int // calls
	Shown    int // calls whose client was sent it
}

// KeyCoverage is what the calls of one key needed.
type KeyCoverage struct {
	Calls  int
	Needed map[string]int // calls by permission
}

// ViolationCount is how often one violation was met.
type ViolationCount struct {
	contract.Violation
	Count    int
	Examples []string // sandbox/id of the first calls
}

// What is kept of violations is bounded: their texts may hold what clients sent.
const (
	maxViolations     = 500       // different ones
	maxViolationBytes = 256 << 10 // of all of them
	maxExamples       = 3
	maxKeys           = 1000 // a world may get ever new ones; calls of more count in the sums alone
)

// Seen is what Coverage notes of a call.
type Seen struct {
	Operation  *contract.Operation // nil for a call to none
	Request    *exchange.Request
	Key        string // empty if the world does not know it
	Status     int    // 0 if the connection ends without an answer
	Violations []contract.Violation
	Omitted    int    // violations beyond those
	Call       string // sandbox/id; only with violations, or if they are expected
	Expected   bool   // the call was expected to break the contract
}

// Note counts a call. What its client was shown is noted by Shown.
func (c *Coverage) Note(seen Seen) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if seen.Operation == nil {
		c.unknown++
	} else {
		c.operation(seen.Operation).note(seen)
	}
	if seen.Key == "" {
		c.keyless++
	} else if key := c.key(seen.Key); key != nil {
		key.note(seen.Operation)
	}
	violations, omitted := c.expected.take(seen)
	for _, v := range violations {
		c.violated(ViolationCount{v, 1, []string{seen.Call}})
	}
	c.omitted += omitted
}

// Shown counts an answer that goes out to its client.
func (c *Coverage) Shown(op *contract.Operation, status int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.operation(op).status(status).Shown++
}

// operation is made on the first call: most sandboxes see few. The lock is held.
func (c *Coverage) operation(op *contract.Operation) *OperationCoverage {
	found := c.operations[op]
	if found == nil {
		if c.operations == nil {
			c.operations = map[*contract.Operation]*OperationCoverage{}
		}
		found = &OperationCoverage{Used: make([]int, len(op.Elements)), marks: make([]int, len(op.Elements))}
		c.operations[op] = found
	}
	return found
}

func (o *OperationCoverage) note(seen Seen) {
	o.Calls++
	if seen.Status != 0 {
		o.status(seen.Status).Answered++
	}
	seen.Operation.Uses(seen.Request, func(element int) {
		if o.marks[element] != o.Calls {
			o.marks[element] = o.Calls
			o.Used[element]++
		}
	})
}

func (o *OperationCoverage) status(status int) *StatusCoverage {
	for i := range o.Statuses {
		if o.Statuses[i].Status == status {
			return &o.Statuses[i]
		}
	}
	o.Statuses = append(o.Statuses, StatusCoverage{Status: status})
	return &o.Statuses[len(o.Statuses)-1]
}

// key is nil for one more than are kept. The lock is held.
func (c *Coverage) key(key string) *KeyCoverage {
	found := c.keys[key]
	if found == nil && len(c.keys) < maxKeys {
		if c.keys == nil {
			c.keys = map[string]*KeyCoverage{}
		}
		found = &KeyCoverage{Needed: map[string]int{}}
		c.keys[strings.Clone(key)] = found // it may be a part of a long header
	}
	return found
}

func (k *KeyCoverage) note(op *contract.Operation) {
	k.Calls++
	if op != nil {
		k.Needed[op.Permission]++
	}
}

func (c *Coverage) violated(v ViolationCount) {
	v.Violation = boundViolation(v.Violation)
	if found := c.violations[v.Violation]; found != nil {
		found.Count += v.Count
		found.Examples = append(found.Examples, v.Examples[:min(len(v.Examples), maxExamples-len(found.Examples))]...)
		return
	}
	size := 2*violationsSize([]contract.Violation{v.Violation}) + maxExamples*listOverhead
	if len(c.order) == maxViolations || c.bytes+size > maxViolationBytes {
		c.omitted += v.Count
		return
	}
	c.bytes += size
	if c.violations == nil {
		c.violations = map[contract.Violation]*ViolationCount{}
	}
	v.Examples = slices.Clone(v.Examples)
	c.violations[v.Violation] = &v
	c.order = append(c.order, v.Violation)
}

// Take begins anew, in one step, and returns what was seen until then. It costs
// the same for any number of calls.
func (c *Coverage) Take() *Coverage {
	c.mu.Lock()
	defer c.mu.Unlock()
	taken := &Coverage{
		unknown: c.unknown, keyless: c.keyless, operations: c.operations, keys: c.keys,
		violations: c.violations, order: c.order, omitted: c.omitted, bytes: c.bytes, expected: c.expected,
	}
	c.unknown, c.keyless, c.operations, c.keys, c.violations, c.order, c.omitted, c.bytes = 0, 0, nil, nil, nil, nil, 0, 0
	c.expected = Expected{}
	return taken
}

// Copy is what was seen by now.
func (c *Coverage) Copy() *Coverage {
	copied := &Coverage{}
	c.AddTo(copied)
	return copied
}

// AddTo adds what was seen here to what was seen elsewhere. No one else may be
// using the total.
func (c *Coverage) AddTo(total *Coverage) {
	c.mu.Lock()
	defer c.mu.Unlock()
	total.unknown += c.unknown
	total.keyless += c.keyless
	total.omitted += c.omitted
	total.expected.add(c.expected)
	for op, own := range c.operations {
		total.operation(op).add(own)
	}
	for key, own := range c.keys {
		sum := total.key(key)
		if sum == nil {
			continue
		}
		sum.Calls += own.Calls
		for permission, calls := range own.Needed {
			sum.Needed[permission] += calls
		}
	}
	for _, v := range c.order {
		total.violated(*c.violations[v])
	}
}

func (o *OperationCoverage) add(other *OperationCoverage) {
	o.Calls += other.Calls
	for _, s := range other.Statuses {
		sum := o.status(s.Status)
		sum.Answered += s.Answered
		sum.Shown += s.Shown
	}
	for i, used := range other.Used {
		o.Used[i] += used
	}
}

// Calls is how many calls there were.
type Calls struct {
	All     int
	Unknown int // to no operation
	Keyless int // whose key the world does not know
}

// Calls is how many calls there were.
func (c *Coverage) Calls() Calls {
	c.mu.Lock()
	defer c.mu.Unlock()
	calls := Calls{All: c.unknown, Unknown: c.unknown, Keyless: c.keyless}
	for _, o := range c.operations {
		calls.All += o.Calls
	}
	return calls
}

// Operation is a copy of what was seen of an operation.
func (c *Coverage) Operation(op *contract.Operation) OperationCoverage {
	c.mu.Lock()
	defer c.mu.Unlock()
	found := c.operations[op]
	if found == nil {
		return OperationCoverage{Used: make([]int, len(op.Elements))}
	}
	return OperationCoverage{Calls: found.Calls, Statuses: slices.Clone(found.Statuses), Used: slices.Clone(found.Used)}
}

// Keys is a copy of what the calls of each key needed.
func (c *Coverage) Keys() map[string]KeyCoverage {
	c.mu.Lock()
	defer c.mu.Unlock()
	keys := make(map[string]KeyCoverage, len(c.keys))
	for name, key := range c.keys {
		keys[name] = KeyCoverage{key.Calls, maps.Clone(key.Needed)}
	}
	return keys
}

// Violations are the different violations in the order in which they were met,
// and how many more there were that are not kept.
func (c *Coverage) Violations() (kept []ViolationCount, omitted int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, v := range c.order {
		found := *c.violations[v]
		found.Examples = slices.Clone(found.Examples)
		kept = append(kept, found)
	}
	return kept, c.omitted
}
