// Package report is what a run has proved: which calls broke the contract, which
// documented answers were delivered to the client, which permissions it needs, what
// scenarios and checks expected, and whether all of that is as it should be. It
// has one form as data, and several for people and their tools.
package report

import (
	"slices"
	"time"

	"github.com/vsrsim/vsrsim/simulator/journal"
)

// Version is the version of the form of a Report as JSON. Fields may be added to
// a version; a field that goes, or means something else, raises it.
const Version = 1

// Report is what a run has proved. It is a plain value that can be written as
// JSON and read again; its JSON Schema is spec/report.schema.json.
type Report struct {
	Version         int      `json:"version"`   // of the form
	Simulator       string   `json:"simulator"` // version of vsrsim
	Contract        string   `json:"contract"`  // revision
	ContractFile    string   `json:"contractFile,omitempty" about:"The file of the contract in the repository of vsrsim, which has the lines that violations name. The control API serves it as openapi.yaml."`
	Seed            uint64   `json:"seed"`
	Scenarios       []string `json:"scenarios"` // that every sandbox begins with
	Run             *Run     `json:"run,omitempty" about:"When, by which command and of which commit the run was. The command vsrsim says so; the control API and Go tests do not, so that the same run has the same report."`
	Sandboxes       int      `json:"sandboxes"` // that had calls
	Calls           int      `json:"calls"`
	UnknownKeyCalls int      `json:"unknownKeyCalls" about:"How many of the calls had an API key that the world of their sandbox does not have, or none."`
	NoSandboxCalls  int      `json:"noSandboxCalls" about:"How many calls reached no sandbox, because of their key or the name of the sandbox in it. They are not among the calls that are counted in calls."`
	Dropped         int      `json:"droppedCalls"` // that the journals no longer hold

	Passed   bool      `json:"passed"`   // there are no findings
	Findings []Finding `json:"findings"` // why the run did not pass

	Coverage         Coverage      `json:"coverage"`
	Operations       []Operation   `json:"operations"` // all of the contract, in its order
	UnknownPathCalls int           `json:"unknownPathCalls" about:"How many of the calls had a method and path that the contract has no operation for."`
	Unsimulated      []Unsimulated `json:"unsimulated"` // most frequent first
	Violations       []Violation   `json:"violations"`  // most frequent first
	Omitted          int           `json:"omittedViolations"`
	Hints            []Hint        `json:"hints"` // most frequent first; they fail no run
	OmittedHints     int           `json:"omittedHints"`
	OnPurpose        OnPurpose     `json:"violationsOnPurpose" about:"What came of the calls that were to break the contract, by their header Sim-Expect, a scenario or a Go test. The list of violations does not have theirs."`
	Expectations     []Expectation `json:"expectations"`
	Checks           []Check       `json:"checks"`
	Keys             []Key         `json:"keys"` // that called, by name
	Verdicts         []Verdict     `json:"verdicts" about:"What the sandboxes came to that had calls, or that something was asked of, by name. Where there are very many, those that did not pass."`
	OmittedVerdicts  int           `json:"omittedVerdicts"` // sandboxes beyond those
	ShownCalls       []Call        `json:"shownCalls" about:"Calls that the report names, as the journals have them: each by its sandbox and id, which repeat where a sandbox began anew. Of many calls some are left out, as those that a journal had dropped, and of long ones the ends."`
}

// Run is what is known of a run beside its calls: when it was, which command made them,
// and which commit of the client's repository was tried.
type Run struct {
	Date         time.Time `json:"date" about:"When the report was made, by the clock of the machine, in UTC."`
	Milliseconds int64     `json:"milliseconds,omitempty" about:"How long the run took until then, by the clock of the machine; left out if that is not known."`
	Command      []string  `json:"command,omitempty" about:"The words of the command that called, with secrets masked."`
	Commit       string    `json:"commit,omitempty" about:"Of the repository, as the CI says it."`
}

// Finding is one reason why a run did not pass.
type Finding struct {
	Kind FindingKind `json:"kind"`
	Text string      `json:"text"` // one line for people
}

// FindingKind is what a finding is about.
type FindingKind string

// The kinds of findings.
const (
	FindingCommand     FindingKind = "command"     // the command that was run failed
	FindingNoCalls     FindingKind = "noCalls"     // nobody called, or none with a key: nothing was proved
	FindingViolation   FindingKind = "violation"   // the client broke the contract
	FindingNoViolation FindingKind = "noViolation" // a call was expected to break the contract, and did not
	FindingSimulator   FindingKind = "simulator"   // an answer of the simulator broke it: our bug
	FindingExpectation FindingKind = "expectation" // a rule of a scenario fired otherwise than expected
	FindingCheck       FindingKind = "check"       // a resilience check failed, or could not be judged
	FindingCoverage    FindingKind = "coverage"    // less was delivered to the client than asked for
)

// Coverage is how many of the documented answers were delivered to the client.
type Coverage struct {
	Delivered  int      `json:"delivered"`         // pairs of operation and documented status
	Documented int      `json:"documented"`        // pairs that count
	Percent    float64  `json:"percent"`           // Delivered of Documented, rounded down to a tenth
	Minimum    *float64 `json:"minimum,omitempty"` // percent that was asked for
	Lookups    Lookups  `json:"lookups"`           // counted apart
}

// Lookups is how many of the documented answers of the look-ups, the operations beside
// those on reviews, were delivered to the client. They do not count for the coverage.
type Lookups struct {
	Calls      int `json:"calls"`
	Delivered  int `json:"delivered"`  // pairs of operation and documented status
	Documented int `json:"documented"` // pairs, of all look-ups
}

// Operation is what was called of one operation.
type Operation struct {
	ID         string    `json:"id"`
	Method     string    `json:"method"`
	Path       string    `json:"path"`
	Permission string    `json:"permission"`
	Lookup     bool      `json:"lookup"` // it is none on reviews
	Counts     bool      `json:"counts"` // for the coverage; a look-up never does
	Calls      int       `json:"calls"`
	Statuses   []Status  `json:"statuses"` // documented ones, and others that were answered with, ascending
	Elements   []Element `json:"elements"` // that requests may have, in the order of the contract
}

// Status is one status of an operation.
type Status struct {
	Status     int  `json:"status"`
	Documented bool `json:"documented"`
	Answered   int  `json:"answered"`  // calls
	Delivered  int  `json:"delivered"` // calls whose client was sent it; others ended without
}

// Element is something that a request may have: a parameter, a property of the
// body, or one of the values that the contract names for either.
type Element struct {
	Kind  ElementKind `json:"kind"`
	Name  string      `json:"name"`            // socForm.findings[].description
	Value string      `json:"value,omitempty"` // with the kind value
	Used  int         `json:"used"`            // calls that had it
}

// ElementKind is what an element of a request is.
type ElementKind string

// The kinds of elements.
const (
	ElementParameter ElementKind = "parameter" // of the query or the header; those of the path are always there
	ElementMedia     ElementKind = "mediaType" // of the body, where there are several
	ElementProperty  ElementKind = "property"  // of the body
	ElementValue     ElementKind = "value"     // one that the contract lists for a parameter or a property
)

// Violation is one difference from the contract, with how often it was met.
// Differences at other indexes of a list, and with other values, count apart.
type Violation struct {
	journal.Violation
	Count    int      `json:"count"`
	Examples []string `json:"examples"` // ids of calls in the journal, the first few, as sandbox/id
}

// Hint is something of calls that was ignored or taken for what it nearly is, with
// how often.
type Hint struct {
	Operation string `json:"operation,omitempty"` // empty for calls to none
	journal.Hint
	Count    int      `json:"count"`
	Examples []string `json:"examples"` // ids of calls in the journal, the first few, as sandbox/id
}

// Unsimulated is an operation that is documented, was called and is not simulated: at
// all, or in the contract in force.
// Such calls are answered with 501, and fail no run.
type Unsimulated struct {
	Operation string   `json:"operation"` // GET /vendors/{vendorId}
	Revision  string   `json:"revision,omitempty" about:"A revision of the contract that has the operation, where that in force has not."`
	Lookup    bool     `json:"lookup,omitempty" about:"It is a look-up, and look-ups were not in force."`
	Calls     int      `json:"calls"`
	Examples  []string `json:"examples"` // ids of calls in the journal, the first few, as sandbox/id
}

// OnPurpose is what came of the calls that were expected to break the contract, by
// a header of theirs, a scenario or a Go test. Violations does not have theirs.
type OnPurpose struct {
	Calls       int      `json:"calls"`
	Violations  int      `json:"violations"` // of their requests
	NoViolation int      `json:"noViolationCalls" about:"How many of these calls broke nothing, which is a finding."`
	Examples    []string `json:"examples"` // ids of those in the journal, the first few, as sandbox/id
}

// Expectation is how often a rule must have fired, over all sandboxes that had
// calls while its scenario played.
type Expectation struct {
	Scenario string `json:"scenario"`
	Rule     string `json:"rule"`
	Expected string `json:"expected"`
	Source
	Sandboxes int    `json:"sandboxes"`
	Unmet     int    `json:"unmet"`          // sandboxes where it was not met
	Text      string `json:"text,omitempty"` // about the first of them
	// Evidence is the call there that came closest to what the rule asks for, if the journal has it.
	Evidence []Evidence `json:"evidence,omitempty"`
}

// Verdict is what one sandbox came to, which may be that of one test: by itself, without
// what is asked of the run as a whole.
type Verdict struct {
	Sandbox    string    `json:"sandbox"`
	Calls      int       `json:"calls"`
	Violations int       `json:"violations" about:"How often its calls broke the contract, but for those that were to."`
	Passed     bool      `json:"passed"`
	Findings   []Finding `json:"findings"` // the first few
	Omitted    int       `json:"omittedFindings"`
}

// Call is a call as the journal has it, less what is long.
type Call struct {
	journal.Call
	OmittedRules int `json:"omittedRules,omitempty"` // that were asked, too
}

// Source is where a scenario asks for something. Both fields are left out if that is no
// file of the user, as with a built-in scenario.
type Source struct {
	File string `json:"file,omitempty" about:"The scenario file, as it was named."`
	Line int    `json:"line,omitempty"`
}

// Outcome is what became of a check.
type Outcome string

// The outcomes of a check.
const (
	Passed   Outcome = "passed"
	Failed   Outcome = "failed"
	Unproven Outcome = "unproven" // no call shows whether the client would pass
)

// AskedByRun stands among those who ask for a check where no scenario does: it was
// asked for in all sandboxes, so that it is enough if one of them proves it.
const AskedByRun = "run"

// AskedByRun tells whether a check was asked for in all sandboxes.
func (c Check) AskedByRun() bool { return slices.Contains(c.AskedBy, AskedByRun) }

// Check is a resilience check, over all sandboxes that it was asked for in.
type Check struct {
	Name    string   `json:"name"`    // as it was asked for: bounded-attempts=4
	About   string   `json:"about"`   // what it asks of a client, one line
	AskedBy []string `json:"askedBy"` // scenarios, or "run"
	Source
	Outcome  Outcome    `json:"outcome"`
	Text     string     `json:"text"`     // why, one line
	Evidence []Evidence `json:"evidence"` // the calls that it goes by
}

// Evidence is one call that a check goes by, or that came closest to an expectation.
type Evidence struct {
	Sandbox string    `json:"sandbox"`
	Call    string    `json:"call"` // id in the journal
	Time    time.Time `json:"time"` // by the clock of the sandbox
	Text    string    `json:"text"` // POST /vendors/1/security-reviews: 429, Retry-After: 2
}

// Key is what the calls of one API key needed. Permissions are slugs.
type Key struct {
	Key     string   `json:"key"`
	Access  string   `json:"access"` // full, read, custom; empty if no world has the key any more
	Calls   int      `json:"calls"`
	Needed  []string `json:"needed"`  // by the operations that were called: the least that the key must have
	Surplus []string `json:"surplus"` // of what the contract knows: the key has them, no call needed them
	Lacking []string `json:"lacking"` // needed, but the key has them not
}
