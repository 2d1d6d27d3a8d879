package control

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// operation is one row of the table of operations: all that the HTTP API is made of,
// and all that another way to call it needs.
type operation struct {
	name    string // its operationId in spec/control.yaml
	at      string // its method and its path below Prefix, as "GET /sandboxes/{sandbox}"
	changes changes
	traits  trait
	// input is a struct with a field for each parameter and each property of the body,
	// named by its tag json; decode fills it. The sandbox of the path is call.box.
	input reflect.Type
	// output is what run returns: a view, which goes out as JSON, none, a document, or a
	// stream.
	output reflect.Type
	// mediaTypes are those of a document or a stream; nil if the output is neither.
	mediaTypes []string
	run        func(c call, input any) (output any, err error)
	commands   commands
}

// none is the input of an operation that takes nothing but the sandbox of its path,
// and the output of one that has nothing to say.
type none struct{}

// document is an output that is not made of a view: its handler writes it.
type document = exchange.Response

// changes are the parts of the simulator that an operation changes. What is not among
// them is as it was, whatever the operation answers.
type changes uint8

// These are the parts. All but the first and the last are parts of one sandbox.
const (
	changesSandboxes   changes = 1 << iota // which sandboxes there are, and which are pinned
	changesWorld                           // accounts, keys and all that belongs to them
	changesClock                           // what time it is
	changesSeed                            // the seed
	changesCheckpoints                     // which checkpoints there are
	changesScenarios                       // which scenarios play, and what their rules have counted
	changesJournal                         // the calls that came
	changesReport                          // what the run has proved by now

	changesNothing changes = 0
	// changesAll is the whole of a sandbox.
	changesAll = changesWorld | changesClock | changesSeed | changesCheckpoints | changesScenarios | changesJournal
)

// changesByCall are the parts of a sandbox, and of the run, that a call to the API changes.
const changesByCall = changesWorld | changesScenarios | changesJournal | changesReport

// trait is something that most operations do not have.
type trait uint8

// These are the traits.
const (
	// tokenless operations are answered without the token: probes have none, and who
	// opens the page learns there that there is one, and gives it.
	tokenless trait = 1 << iota
	// makesSandbox is of operations whose sandbox does not have to be there.
	makesSandbox
	// readsWorlds is of operations that read a world or a scenario, one large one at a
	// time: see slot.
	readsWorlds
	// tool is of operations that agents are given: what one needs that writes a client.
	tool
)

// mark is what a row says beside what its operation is: a trait, or something of its
// commands.
type mark interface{ put(op *operation) }

func (t trait) put(op *operation) { op.traits |= t }

func (op operation) has(t trait) bool { return op.traits&t != 0 }

// op makes a row out of a handler. The handler is called with an input that fits the
// contract; its error says why nothing was done, and errorResponse turns that into an
// answer.
func op[In, Out any](name, at string, changes changes, handle func(call, In) (Out, error), marks ...mark) operation {
	made := operation{
		name: name, at: at, changes: changes, input: reflect.TypeFor[In](), output: reflect.TypeFor[Out](),
		run: func(c call, input any) (any, error) { return handle(c, input.(In)) },
	}
	for _, m := range marks {
		m.put(&made)
	}
	return made
}

// doc is op for a handler that answers with a document. It changes nothing.
func doc[In any](name, at, mediaTypes string, handle func(call, In) (document, error), marks ...mark) operation {
	made := op(name, at, changesNothing, handle, marks...)
	made.mediaTypes = strings.Split(mediaTypes, ", ")
	return made
}

// streaming is op for a handler that answers with a stream. It changes nothing.
func streaming[In any](name, at, mediaType string, handle func(call, In) (stream, error), marks ...mark) operation {
	made := op(name, at, changesNothing, handle, marks...)
	made.mediaTypes = []string{mediaType}
	return made
}

// described is an operation with what spec/control.yaml says of it.
type described struct {
	*contract.Operation
	operation
}

// bind joins the table with the contract. It fails if one of the two has an operation
// that the other lacks, or has elsewhere.
func bind(own *contract.Contract, table []operation) ([]described, error) {
	byName := map[string]operation{}
	var problems []error
	for _, op := range table {
		if _, twice := byName[op.name]; twice {
			problems = append(problems, fmt.Errorf("operation %s is in the table twice", op.name))
		}
		byName[op.name] = op
	}
	bound, err := contract.Bind(own, byName)
	problems = append(problems, err)
	joined := make([]described, len(bound))
	for i, b := range bound {
		joined[i] = described{b.Operation, b.Handle}
		if at := b.Method + " " + b.Path; at != b.Handle.at {
			problems = append(problems, fmt.Errorf("operation %s is %s in the contract, and %s in the table", b.ID, at, b.Handle.at))
		}
	}
	return joined, errors.Join(problems...)
}
