package scenario

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"regexp"
	"slices"

	"github.com/dustin/go-humanize"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/fixture"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
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
	l := yamlfile.NewLinter(decoded, data, problems)
	lintScenario(l, c, &source, read)
	if len(l.Problems()) > 0 {
		return nil, decoded.All(l.Problems())
	}
	s := newScenario(source, data)
	s.locate(decoded)
	if s.Setup != nil && s.Setup.fixture != nil { // the world is known
		lintLacking(l, s)
	}
	if len(l.Problems()) > 0 {
		return nil, decoded.All(l.Problems())
	}
	return s, nil
}

// lintLacking refuses rules for what the world that the scenario brings does not have.
func lintLacking(l *yamlfile.Linter, s *Scenario) {
	world, err := s.Prepare(s.Setup.fixture)
	if err != nil {
		l.Refuse("setup.world", err.Error())
		return
	}
	for _, text := range s.Lacks(world) {
		l.Refuse("rules", text)
	}
}

func newScenario(source file, data []byte) *Scenario {
	s := &Scenario{
		Name: source.Name, Description: source.Description, Text: data, Setup: source.Setup, Checks: source.Checks,
		Errors: exchange.ErrorForm(source.Errors), hash: sha256.Sum256(data),
	}
	for i, r := range source.Rules {
		s.Rules = append(s.Rules, compileRule(s.Name, i, r))
	}
	for _, w := range source.ExpectViolations {
		s.ExpectedViolations = append(s.ExpectedViolations, when.SelectorOf(w))
	}
	return s
}

// locate notes the lines of what must be true in the end: who is told that it is not
// wants to see where it is asked for.
func (s *Scenario) locate(file *yamlfile.File) {
	for i, r := range s.Rules {
		r.expectLine, _ = file.At(yamlfile.Join(yamlfile.Element("rules", i), "expect"))
	}
	for i := range s.Checks {
		line, _ := file.At(yamlfile.Element("checks", i))
		s.checkLines = append(s.checkLines, line)
	}
}

// nameForm is that of sandboxes: names stand in URLs and in headers.
var nameForm = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$`)

const nameRule = "must be 1 to 64 letters, digits, '.', '_' and '-', and not begin with '.'"

func lintScenario(l *yamlfile.Linter, documented *contract.Contract, s *file, read ReadFile) {
	l.RefuseIf(s.Name == "", "name", "is missing: every scenario has a name")
	l.RefuseIf(s.Name != "" && !nameForm.MatchString(s.Name), "name", nameRule)
	l.RefuseIf(len(s.Rules) == 0 && s.Setup == nil && s.Errors == "" && len(s.ExpectViolations) == 0, "rules",
		"is missing: a scenario has rules, a setup, errors or expectViolations, or several of them")
	l.RefuseUnlessOneOf("errors", string(s.Errors), exchange.ErrorForms)
	if s.Setup != nil {
		lintSetup(l, s.Setup, read)
	}
	if len(s.Rules) > maxRules {
		l.Refuse("rules", fmt.Sprintf("are %d, at most %d are allowed: one rule can be for many calls, with in, matches or where", len(s.Rules), maxRules))
		return
	}
	for i := range s.Rules {
		lintRule(l, documented, &s.Rules[i], yamlfile.Element("rules", i))
	}
	lintExpectViolations(l, documented, s.ExpectViolations)
	if len(s.Checks) > maxAsked {
		l.Refuse("checks", fmt.Sprintf("are %d, at most %d are allowed", len(s.Checks), maxAsked))
		return
	}
	for i, check := range s.Checks {
		twice := slices.ContainsFunc(s.Checks[:i], func(other Check) bool { return other.Name == check.Name })
		l.RefuseIf(twice, yamlfile.Element("checks", i), "is asked for twice")
	}
	lintShadows(l, documented, s.Rules)
	lintNames(l, s.Rules)
	lintStates(l, s.Rules)
}

func lintSetup(l *yamlfile.Linter, s *Setup, read ReadFile) {
	if s.Fixture != "" {
		lintFixture(l, s, read)
	}
	if s.World != nil {
		lintWorld(l, s.World)
	}
	if clock := s.Clock; clock != nil {
		wrong := (clock.Frozen == nil) == (clock.Offset == nil)
		l.RefuseIf(wrong && !l.Refused("setup.clock"), "setup.clock", "must have either frozen or offset")
	}
}

func lintFixture(l *yamlfile.Linter, s *Setup, read ReadFile) {
	const path = "setup.fixture"
	if read == nil {
		l.Refuse(path, "cannot be used here: other files are read only for scenarios that are files themselves")
		return
	}
	data, err := read(s.Fixture)
	if err != nil {
		l.Refuse(path, err.Error())
		return
	}
	s.fixture, err = fixture.Load(s.Fixture, data)
	if problems, ok := errors.AsType[yamlfile.Problems](err); ok {
		for _, p := range problems {
			l.Note(p)
		}
	} else if err != nil {
		l.Refuse(path, err.Error())
	}
}
