package report_test

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/pb33f/jsonschema/v6"

	"github.com/vsrsim/vsrsim/simulator/internal/judge"
	"github.com/vsrsim/vsrsim/simulator/report"
)

// sarifRun is a run as others read it.
type sarifRun struct {
	Tool struct {
		Driver struct {
			Rules []struct {
				ID               string
				ShortDescription sarifMessage
				FullDescription  sarifMessage
				Help             sarifMessage
			}
		}
	}
	Invocations []struct {
		ExecutionSuccessful        bool
		CommandLine                string
		StartTimeUTC, EndTimeUTC   string
		ToolExecutionNotifications []struct{ Message sarifMessage }
	}
	Results []sarifResult
}

type sarifMessage struct{ Text string }

type sarifResult struct {
	RuleID              string
	RuleIndex           int
	Level               string
	Message             sarifMessage
	OccurrenceCount     int
	PartialFingerprints map[string]string
	Properties          struct {
		Contract, ContractFile string
		ContractLine           int
	}
	Locations []struct {
		PhysicalLocation sarifPlace
		LogicalLocations []struct{ FullyQualifiedName string }
	}
}

type sarifPlace struct {
	ArtifactLocation struct{ URI string }
	Region           struct{ StartLine int }
}

func readSARIF(t testing.TB, r report.Report) sarifRun {
	t.Helper()
	var log struct{ Runs []sarifRun }
	if err := json.Unmarshal([]byte(written(t, r, report.SARIF)), &log); err != nil {
		t.Fatal(err)
	}
	if len(log.Runs) != 1 {
		t.Fatalf("%d runs", len(log.Runs))
	}
	return log.Runs[0]
}

// TestSARIFKeepsToTheSchema holds reports against the schema of the standard.
func TestSARIFKeepsToTheSchema(t *testing.T) {
	_, modules := judge.NodeModules(t)
	text, err := os.ReadFile(filepath.Join(modules, "@microsoft", "jest-sarif", "lib", "schemas", "sarif-2.1.0-rtm.5.json"))
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("sarif.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("sarif.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range allSorts() {
		text := written(t, r, report.SARIF)
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%v in %.2000s", err, text)
		}
	}
}

// TestSARIFForGitHub holds reports against what GitHub asks for beyond the schema: a rule
// with all of its texts for each result, a place in a file that is named relatively, and a fingerprint that no
// other result has.
func TestSARIFForGitHub(t *testing.T) {
	for _, r := range allSorts() {
		run := readSARIF(t, r)
		seen := map[string]bool{}
		for _, result := range run.Results {
			rule := run.Tool.Driver.Rules[result.RuleIndex]
			if rule.ID != result.RuleID || rule.ShortDescription.Text == "" || rule.FullDescription.Text == "" || rule.Help.Text == "" {
				t.Errorf("the rule of %s is %+v", result.RuleID, rule)
			}
			print := result.PartialFingerprints["primaryLocationLineHash"]
			if print == "" || seen[print] {
				t.Errorf("the fingerprint of %s is %q", result.Message.Text, print)
			}
			seen[print] = true
			place := result.Locations[0].PhysicalLocation
			uri, err := url.Parse(place.ArtifactLocation.URI)
			if err != nil || uri.Path == "" || uri.IsAbs() || uri.Host != "" || place.Region.StartLine < 1 {
				t.Errorf("the place of %s is %s, line %d: %v", result.Message.Text, uri, place.Region.StartLine, err)
			}
			logical := result.Locations[0].LogicalLocations
			if len(logical) != 1 || logical[0].FullyQualifiedName == "" || uri.Path != "test/client, new.yaml" && uri.Path != "vsrsim/"+logical[0].FullyQualifiedName {
				t.Errorf("the place of %s is %s, which is %v", result.Message.Text, uri, logical)
			}
		}
	}
}

// The line of the contract that a result means is there for programs, too, and none if it
// means none.
func TestSARIFHasLinesOfTheContract(t *testing.T) {
	inText := regexp.MustCompile(`(?i)\bline (\d+) of the contract`)
	with := 0
	for _, r := range []report.Report{failing(), passing()} {
		for _, result := range readSARIF(t, r).Results {
			want := 0
			if found := inText.FindStringSubmatch(result.Message.Text); found != nil && strings.HasPrefix(result.RuleID, "violation/") {
				want, _ = strconv.Atoi(found[1])
				with++
			}
			got := result.Properties
			if strings.HasPrefix(result.RuleID, "simulator/") {
				want = got.ContractLine
			}
			if got.ContractLine != want || want > 0 && (got.Contract != r.Contract || got.ContractFile != r.ContractFile) {
				t.Errorf("%s: got %+v, want the line %d of %s", result.Message.Text, got, want, r.ContractFile)
			}
		}
	}
	if with == 0 {
		t.Error("no result has a line of the contract")
	}
}

func TestSARIFOfAFailingRun(t *testing.T) {
	run := readSARIF(t, failing())
	levels := map[string]int{}
	for _, result := range run.Results {
		if text := result.Message.Text; strings.Contains(text, "?.") || strings.Contains(text, "..") {
			t.Errorf("two signs end a sentence of %q", text)
		}
		levels[result.Level]++
	}
	if levels["error"] != 17 || levels["note"] != 2 {
		t.Errorf("got %v", levels)
	}
	first := run.Results[0]
	if first.RuleID != "violation/body" || first.OccurrenceCount != 12 || first.Locations[0].PhysicalLocation.ArtifactLocation.URI != "vsrsim/updateVendorSecurityReview" ||
		!strings.Contains(first.Message.Text, "line 412 of the contract") {
		t.Errorf("got %+v", first)
	}
	rules := map[string]string{} // places by rule
	for _, result := range run.Results {
		rules[result.RuleID] = result.Locations[0].PhysicalLocation.ArtifactLocation.URI
	}
	for rule, file := range map[string]string{
		"simulator/body": "vsrsim/createVendorSecurityReview", "expectation": "test/client,%20new.yaml", "check/bounded-attempts": "vsrsim/bounded-attempts=4",
		"check/no-duplicate-writes": "test/client,%20new.yaml", "coverage": "vsrsim/coverage", "hint": "vsrsim/no%20operation",
	} {
		if rules[rule] != file {
			t.Errorf("%s is in %q", rule, rules[rule])
		}
	}
	ran := run.Invocations[0]
	if !ran.ExecutionSuccessful || ran.CommandLine != "sh -c 'npm test -- --token ***'" || ran.StartTimeUTC != "2026-11-22T08:58:36Z" || ran.EndTimeUTC != "2026-11-22T09:00:00Z" {
		t.Errorf("got %+v", ran)
	}
}

// What is of no line is said of the run: with it there is no result that somebody could
// look for in a file.
func TestSARIFOfARunWithoutCalls(t *testing.T) {
	for _, kind := range []report.FindingKind{report.FindingNoCalls, report.FindingCommand} {
		sample := passing()
		sample.Passed, sample.Findings = false, []report.Finding{{Kind: kind, Text: "why"}}
		run := readSARIF(t, sample)
		if notes := run.Invocations[0].ToolExecutionNotifications; len(run.Results) != 0 || len(notes) != 1 || !strings.HasPrefix(notes[0].Message.Text, "why. ") {
			t.Errorf("%s: got %d results, %+v", kind, len(run.Results), notes)
		}
	}
	if run := readSARIF(t, passing()); len(run.Results) != 0 || len(run.Invocations[0].ToolExecutionNotifications) != 0 {
		t.Errorf("a run that passed: got %+v", run)
	}
}

// A text of a client is no link: [text](address) is one in a message of SARIF.
func TestSARIFHasNoLinks(t *testing.T) {
	run := readSARIF(t, nasty("[x](https://example.com)"))
	for _, result := range run.Results {
		if strings.Contains(result.Message.Text, "](") || !strings.Contains(result.Message.Text, "[x] (https://example.com)") {
			t.Errorf("got %s", result.Message.Text)
		}
	}
}

// An issue that two runs have has one fingerprint, whatever else they found.
func TestSARIFFingerprintsStay(t *testing.T) {
	one, other := failing(), failing()
	other.Violations = other.Violations[:1]
	other.Violations[0].Count, other.Violations[0].Examples = 99, nil
	first, again := readSARIF(t, one).Results[0], readSARIF(t, other).Results[0]
	a, _ := json.Marshal(first.PartialFingerprints)
	b, _ := json.Marshal(again.PartialFingerprints)
	if string(a) != string(b) {
		t.Errorf("got %s and %s", a, b)
	}
}
