package report_test

import (
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/report"
)

// command is a command of a workflow as GitHub reads it.
type command struct {
	name       string
	properties map[string]string
	text       string
}

// commands reads them as the runner of GitHub does: a command is a line, and properties
// are parted by commas.
func commands(t tester, output string) (read []command) {
	t.Helper()
	for line := range strings.Lines(output) {
		parts := commandForm.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if parts == nil {
			t.Fatal("this is no command: " + line)
		}
		c := command{parts[1], map[string]string{}, unescaped(parts[3])}
		for property := range strings.SplitSeq(parts[2], ",") {
			name, value, _ := strings.Cut(property, "=")
			c.properties[name] = unescaped(value)
		}
		read = append(read, c)
	}
	return read
}

var commandForm = regexp.MustCompile(`^::([a-z]+) ([^:]*)::(.*)$`)

// unescaped undoes what GitHub asks for.
func unescaped(text string) string {
	return strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%").Replace(text)
}

func TestGitHubShowsFindings(t *testing.T) {
	read := commands(t, written(t, failing(), report.GitHub))
	if len(read) != 10 || !strings.Contains(read[9].text, "and 8 more") {
		t.Fatalf("got %d commands, the last is %+v", len(read), read[len(read)-1])
	}
	for _, c := range read {
		if c.name != "error" || !strings.HasPrefix(c.properties["title"], "vsrsim") {
			t.Errorf("got %+v", c)
		}
	}
	first := read[0]
	if first.properties["title"] != "vsrsim: violation" ||
		first.text != "updateVendorSecurityReview, body: socForm.findings[0].descripton should not exist, did you mean description?\n"+
			"rename it to description; line 412 of the contract, spec/made/2026-07.yaml of vsrsim; 12 times, such as default/3" {
		t.Errorf("got %+v", first)
	}
}

// A run that did not pass has at least one command, whatever its finding; one that passed
// has none.
func TestGitHubHasACommandForEveryKind(t *testing.T) {
	if text := written(t, passing(), report.GitHub); text != "" {
		t.Errorf("got %s", text)
	}
	for _, kind := range findingKinds {
		sample := passing()
		sample.Passed, sample.Findings = false, []report.Finding{{Kind: kind, Text: "why: 100%, or\nmore"}}
		if read := commands(t, written(t, sample, report.GitHub)); len(read) != 1 || !strings.HasPrefix(read[0].text, `why: 100%, or\nmore`) {
			t.Errorf("%s: got %+v", kind, read)
		}
	}
}

var findingKinds = []report.FindingKind{
	report.FindingCommand, report.FindingNoCalls, report.FindingViolation, report.FindingNoViolation, report.FindingSimulator,
	report.FindingExpectation, report.FindingCheck, report.FindingCoverage,
}

// What fails is shown in the file of the scenario that asks for it.
func TestGitHubShowsTheScenario(t *testing.T) {
	sample := failing()
	sample.Findings = sample.Findings[3:5]
	read := commands(t, written(t, sample, report.GitHub))
	if len(read) != 3 || read[0].properties["file"] != "test/client, new.yaml" || read[0].properties["line"] != "7" {
		t.Fatalf("got %+v", read)
	}
	if read[2].properties["file"] != "test/client, new.yaml" || read[2].properties["line"] != "3" {
		t.Errorf("got %+v", read[2])
	}
}

// A command names a file only where the repository of the client has it: neither one of ours,
// nor one that is elsewhere, whose place is said in the text.
func TestGitHubNamesFilesOfTheClientOnly(t *testing.T) {
	for _, sample := range allSorts() {
		for _, c := range commands(t, written(t, sample, report.GitHub)) {
			if file := c.properties["file"]; file != "" && file != "test/client, new.yaml" {
				t.Errorf("%s: got %+v", file, c)
			}
		}
	}
	for _, elsewhere := range []string{"/etc/client.yaml", "../client.yaml", "a/../../client.yaml"} {
		sample := failing()
		sample.Findings = sample.Findings[3:4]
		for i := range sample.Expectations {
			sample.Expectations[i].Source.File = elsewhere
		}
		for _, c := range commands(t, written(t, sample, report.GitHub)) {
			if _, has := c.properties["file"]; has || !strings.Contains(c.text, "asked for in line 7 of "+path.Clean(elsewhere)) {
				t.Errorf("%s: got %+v", elsewhere, c)
			}
		}
	}
}
