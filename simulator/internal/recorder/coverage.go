package recorder

import (
	"maps"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// Coverage counts what the calls of a sandbox used of the contract, which answers
// were delivered to their clients, and how they broke it. Unlike the calls themselves
// it is never dropped for room: it grows with the contract, and not beyond bounds with
// what clients send. The sandbox's lock guards it.
type Coverage struct {
	unknownPath int // calls to no operation
	unknownKey  int // calls whose key the world does not know
	operations  map[*contract.Operation]*OperationCoverage
	keys        map[string]*KeyCoverage
	violations  counts[contract.Violation]
	hints       counts[Hint]
	unsimulated counts[Unsimulated]
	onPurpose   OnPurpose
}

// OperationCoverage counts the calls of one operation.
type OperationCoverage struct {
	Calls    int
	Statuses []StatusCoverage // in the order in which they were met
	Used     []int            // calls by the index of Operation.Elements

	marks []int // by the same index, the last call that had it: counted once for each call
}

// StatusCoverage counts the answers of an operation with one status.
type StatusCoverage struct {
	Status    int
	Answered  int // calls that were to get it
	Delivered int // calls whose client was sent it
}

// KeyCoverage counts the calls of one key, and which permissions they needed.
type KeyCoverage struct {
	Calls  int
	Needed map[string]int // calls by permission
}

// Hint is a hint to calls of an operation. Operation is empty for calls to none.
type Hint struct {
	Operation string
	contract.Hint
}

// Unsimulated is an operation that is documented and not simulated: at all, or in the
// contract in force. The zero value is none.
type Unsimulated struct {
	Operation string // GET /vendors/{vendorId}
	Revision  string // the first one that has it, if it is simulated in others than that in force
	Lookup    bool   // it is simulated where look-ups are on
}

// maxKeys bounds the keys, of which a world may get ever new ones. The calls of
// further keys count in the sums alone.
const maxKeys = 1000

// Observation is what Coverage counts of one call.
type Observation struct {
	Operation   *contract.Operation // nil for a call to none
	Unsimulated Unsimulated         // of a call to such an operation
	Request     *exchange.Request
	Key         string // empty if the world does not know it
	Status      int    // 0 if the connection ends without an answer
	Violations  []contract.Violation
	Omitted     int // violations beyond those
	Hints       []contract.Hint
	Call        string // sandbox/id; only with violations, if they are expected, with hints or if not simulated
	OnPurpose   bool   // the call was expected to break the contract
}

// Note counts a call. Its answer is counted by Delivered once that goes out.
func (c *Coverage) Note(o Observation) {
	switch {
	case o.Operation != nil:
		c.operation(o.Operation).note(o)
	case o.Unsimulated != Unsimulated{}:
		c.unsimulated.add(Counted[Unsimulated]{o.Unsimulated, 1, []string{o.Call}}, unsimulatedSize(o.Unsimulated))
	default:
		c.unknownPath++
	}
	if o.Key == "" {
		c.unknownKey++
	} else if key := c.key(o.Key); key != nil {
		key.note(o.Operation)
	}
	violations, omitted := c.onPurpose.take(o)
	for _, v := range violations {
		v = boundViolation(v)
		c.violations.add(Counted[contract.Violation]{v, 1, []string{o.Call}}, violationSizeOf(v))
	}
	c.violations.omitted += omitted
	for _, h := range o.Hints {
		hint := o.hint(h)
		c.hints.add(Counted[Hint]{hint, 1, []string{o.Call}}, hintSizeOf(hint.Hint))
	}
}

// hint is a hint to the call as it is counted.
func (o Observation) hint(h contract.Hint) Hint {
	hint := Hint{o.Unsimulated.Operation, boundHint(h)}
	if o.Operation != nil {
		hint.Operation = o.Operation.ID
	}
	return hint
}

// Delivered counts an answer that goes out to its client.
func (c *Coverage) Delivered(op *contract.Operation, status int) {
	c.operation(op).status(status).Delivered++
}

// operation is the count of an operation, made on its first call: the clients of most
// sandboxes call few.
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

func (c *OperationCoverage) note(o Observation) {
	c.Calls++
	if o.Status != 0 {
		c.status(o.Status).Answered++
	}
	o.Operation.Uses(o.Request, func(element int) {
		if c.marks[element] != c.Calls {
			c.marks[element] = c.Calls
			c.Used[element]++
		}
	})
}

func (c *OperationCoverage) status(status int) *StatusCoverage {
	for i := range c.Statuses {
		if c.Statuses[i].Status == status {
			return &c.Statuses[i]
		}
	}
	c.Statuses = append(c.Statuses, StatusCoverage{Status: status})
	return &c.Statuses[len(c.Statuses)-1]
}

// key is the count of a key, nil for one key more than are kept.
func (c *Coverage) key(key string) *KeyCoverage {
	found := c.keys[key]
	if found == nil && len(c.keys) < maxKeys {
		if c.keys == nil {
			c.keys = map[string]*KeyCoverage{}
		}
		found = &KeyCoverage{Needed: map[string]int{}}
		c.keys[strings.Clone(key)] = found // the key may be a part of a long header
	}
	return found
}

func (k *KeyCoverage) note(op *contract.Operation) {
	k.Calls++
	if op != nil {
		k.Needed[op.Permission]++
	}
}

// Take returns what was counted until now and lets the coverage begin anew, in one
// step. It costs the same for any number of calls.
func (c *Coverage) Take() *Coverage {
	taken := *c
	*c = Coverage{}
	return &taken
}

// Copy is what was counted until now, as a coverage of its own.
func (c *Coverage) Copy() *Coverage {
	copied := &Coverage{}
	c.AddTo(copied)
	return copied
}

// AddTo adds these counts to those of total.
func (c *Coverage) AddTo(total *Coverage) {
	total.unknownPath += c.unknownPath
	total.unknownKey += c.unknownKey
	total.onPurpose.add(c.onPurpose)
	c.violations.addTo(&total.violations, violationSizeOf)
	c.hints.addTo(&total.hints, func(h Hint) int { return hintSizeOf(h.Hint) })
	c.unsimulated.addTo(&total.unsimulated, unsimulatedSize)
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
}

func (c *OperationCoverage) add(other *OperationCoverage) {
	c.Calls += other.Calls
	for _, s := range other.Statuses {
		sum := c.status(s.Status)
		sum.Answered += s.Answered
		sum.Delivered += s.Delivered
	}
	for i, used := range other.Used {
		c.Used[i] += used
	}
}

// CallCounts are sums over all calls.
type CallCounts struct {
	All         int
	UnknownPath int // to no operation that is documented
	UnknownKey  int // whose key the world does not know
}

// Calls is how many calls there were.
func (c *Coverage) Calls() CallCounts {
	calls := CallCounts{All: c.unknownPath + c.unsimulated.omitted, UnknownPath: c.unknownPath, UnknownKey: c.unknownKey}
	for _, o := range c.operations {
		calls.All += o.Calls
	}
	for _, u := range c.unsimulated.kept {
		calls.All += u.Count
	}
	return calls
}

// Operation is a copy of the counts of an operation.
func (c *Coverage) Operation(op *contract.Operation) OperationCoverage {
	found := c.operations[op]
	if found == nil {
		return OperationCoverage{Used: make([]int, len(op.Elements))}
	}
	return OperationCoverage{Calls: found.Calls, Statuses: slices.Clone(found.Statuses), Used: slices.Clone(found.Used)}
}

// Keys is a copy of the counts of all keys, by key.
func (c *Coverage) Keys() map[string]KeyCoverage {
	keys := make(map[string]KeyCoverage, len(c.keys))
	for name, key := range c.keys {
		keys[name] = KeyCoverage{key.Calls, maps.Clone(key.Needed)}
	}
	return keys
}

// Violations are the different violations, and how many more there were that are
// not kept.
func (c *Coverage) Violations() (kept []Counted[contract.Violation], omitted int) {
	return c.violations.list(), c.violations.omitted
}

// Hints are the different hints, and how many more there were that are not kept.
func (c *Coverage) Hints() (kept []Counted[Hint], omitted int) {
	return c.hints.list(), c.hints.omitted
}

// Unsimulated are the documented operations that were called and are not simulated.
func (c *Coverage) Unsimulated() []Counted[Unsimulated] {
	return c.unsimulated.list()
}
