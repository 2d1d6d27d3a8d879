package scenario

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/fixture"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// ReadFile reads a file that a scenario names.
type ReadFile func(name string) ([]byte, error)

// What a scenario file may hold at most. Every call is held against all rules for
// its operation, and lint holds rules against each other.
const (
	maxFile  = 16 << 20 // bytes
	maxRules = 2000
	maxAsked = 100 // checks, and selections of violations that are expected
)

// Load reads a scenario file; name is what problems call it. Everything that is
// wrong with it comes back as yamlfile.Problems: its form, and whatever is not
// true to the contract or could never happen. Without read, as for a scenario
// that comes over the network, it may name no other files.
func Load(c *contract.Contract, name string, data []byte, read ReadFile) (*Scenario, error) {
	if len(data) > maxFile {
		text := fmt.Sprintf("the file has %s, a scenario has at most %s: a large world can be a fixture file, which setup.fixture names",
			humanize.IBytes(uint64(len(data))), humanize.IBytes(maxFile))
		return nil, yamlfile.Problems{{File: name, Line: 1, Column: 1, Text: text}}
	}
	var source file
	decoded, problems := yamlfile.Decode(name, data, &source)
	l := &linter{file: decoded, data: data, contract: c, problems: problems}
	l.scenario(&source, read)
	if len(l.problems) > 0 {
		return nil, decoded.All(l.problems)
	}
	s := newScenario(source, data)
	if s.Setup != nil && s.Setup.fixture != nil { // the world is known
		l.lacks(s)
	}
	if len(l.problems) > 0 {
		return nil, decoded.All(l.problems)
	}
	return s, nil
}

// lacks refuses rules for what the world that the scenario brings does not have.
func (l *linter) lacks(s *Scenario) {
	world, err := s.Prepare(s.Setup.fixture)
	if err != nil {
		l.refuse("setup.world", err.Error())
		return
	}
	for _, text := range s.Lacks(world) {
		l.refuse("rules", text)
	}
}

func newScenario(source file, data []byte) *Scenario {
	s := &Scenario{Name: source.Name, Description: source.Description, Text: data, Setup: source.Setup, Checks: source.Checks}
	for i, r := range source.Rules {
		s.rules = append(s.rules, newRule(s.Name, i, r))
	}
	for _, w := range source.ExpectViolations {
		s.expected = append(s.expected, newSelector(w))
	}
	return s
}

// nameForm is that of sandboxes: names stand in URLs and in headers.
var nameForm = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$`)

const nameRule = "must be 1 to 64 letters, digits, '.', '_' and '-', and not begin with '.'"

// linter collects what is wrong with a scenario beyond the form of its values.
type linter struct {
	file     *yamlfile.File
	data     []byte // of the file
	contract *contract.Contract
	problems yamlfile.Problems
}

// refuse notes a problem with the value at the path, unless the value could not
// be read: that was noted then.
func (l *linter) refuse(path, text string) {
	if !l.file.Unread(path) {
		l.note(l.file.Problem(path, oneLine(text)))
	}
}

// oneLine keeps a problem on its line, whatever text of the file is in it.
func oneLine(text string) string {
	return strings.NewReplacer("\r", `\r`, "\n", `\n`).Replace(text)
}

func (l *linter) refuseIf(wrong bool, path, text string) {
	if wrong {
		l.refuse(path, text)
	}
}

// given tells whether a mapping has a key, also where its value is the zero that
// stands for none.
func (l *linter) given(at, key string) bool {
	line, column := l.file.At(yamlfile.Join(at, key))
	ownLine, ownColumn := l.file.At(at)
	return line != ownLine || column != ownColumn
}

// broken tells whether something is wrong with the value at the path already, or
// below it. What it lacks may be what could not be read.
func (l *linter) broken(at string) bool {
	return slices.ContainsFunc(l.problems, func(p yamlfile.Problem) bool { return below(p, at) })
}

// below tells whether a problem is with the value at the path or in it.
func below(p yamlfile.Problem, at string) bool {
	rest, found := strings.CutPrefix(p.Text, at)
	return found && rest != "" && strings.ContainsRune(".[:", rune(rest[0]))
}

func (l *linter) scenario(s *file, read ReadFile) {
	l.refuseIf(s.Name == "", "name", "is missing: every scenario has a name")
	l.refuseIf(s.Name != "" && !nameForm.MatchString(s.Name), "name", nameRule)
	l.refuseIf(len(s.Rules) == 0 && s.Setup == nil && len(s.ExpectViolations) == 0, "rules",
		"is missing: a scenario has rules, a setup or expectViolations, or several of them")
	if s.Setup != nil {
		l.setup(s.Setup, read)
	}
	if len(s.Rules) > maxRules {
		l.refuse("rules", fmt.Sprintf("are %d, at most %d are allowed: one rule can be for many calls, with in, matches or where", len(s.Rules), maxRules))
		return
	}
	for i := range s.Rules {
		l.rule(&s.Rules[i], indexed("rules", i))
	}
	l.expectViolations(s.ExpectViolations)
	if len(s.Checks) > maxAsked {
		l.refuse("checks", fmt.Sprintf("are %d, at most %d are allowed", len(s.Checks), maxAsked))
		return
	}
	for i, check := range s.Checks {
		twice := slices.ContainsFunc(s.Checks[:i], func(other Check) bool { return other.Name == check.Name })
		l.refuseIf(twice, indexed("checks", i), "is asked for twice")
	}
	l.shadows(s.Rules)
	l.names(s.Rules)
	l.states(s.Rules)
}

func (l *linter) setup(s *Setup, read ReadFile) {
	if s.Fixture != "" {
		l.fixture(s, read)
	}
	if s.World != nil {
		l.world(s.World)
	}
	if clock := s.Clock; clock != nil {
		wrong := (clock.Frozen == nil) == (clock.Offset == nil)
		l.refuseIf(wrong && !l.broken("setup.clock"), "setup.clock", "must have either frozen or offset")
	}
}

func (l *linter) fixture(s *Setup, read ReadFile) {
	const path = "setup.fixture"
	if read == nil {
		l.refuse(path, "cannot be used here: other files are read only for scenarios that are files themselves")
		return
	}
	data, err := read(s.Fixture)
	if err != nil {
		l.refuse(path, err.Error())
		return
	}
	s.fixture, err = fixture.Load(s.Fixture, data)
	if problems, ok := errors.AsType[yamlfile.Problems](err); ok {
		l.add(problems)
	} else if err != nil {
		l.refuse(path, err.Error())
	}
}

func (l *linter) add(problems yamlfile.Problems) {
	for _, p := range problems {
		l.note(p)
	}
}

func (l *linter) note(p yamlfile.Problem) { l.problems = l.file.Add(l.problems, p) }
