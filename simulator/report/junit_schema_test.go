package report_test

import (
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/vsrsim/vsrsim/simulator/internal/judge"
	"github.com/vsrsim/vsrsim/simulator/report"
)

// allSorts are the samples, and reports of hostile texts.
func allSorts() []report.Report {
	var reports []report.Report
	for _, sample := range samples() {
		reports = append(reports, sample)
	}
	for _, text := range hostileTexts(30) {
		reports = append(reports, nasty(text))
	}
	return reports
}

// TestJUnitKeepsToTheSchemas asks xmllint. Surefire has a file for each suite, so
// each is held against its schema alone.
func TestJUnitKeepsToTheSchemas(t *testing.T) {
	lint := judge.Program(t, "xmllint", "your system's package libxml2-utils")
	whole, single := t.TempDir(), t.TempDir()
	for i, r := range allSorts() {
		text := written(t, r, report.JUnit)
		save(t, whole, i, text)
		for j, suite := range suitesIn(t, text) {
			save(t, single, 100*i+j, suite)
		}
	}
	for folder, schema := range map[string]string{whole: "xunit-plugin", single: "surefire"} {
		files, err := filepath.Glob(filepath.Join(folder, "*.xml"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no files: %v", err)
		}
		args := append([]string{"--noout", "--schema", "testdata/schemas/" + schema + ".xsd"}, files...)
		if output, err := exec.CommandContext(t.Context(), lint, args...).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%.2000s", schema, err, withoutValid(string(output)))
		}
	}
}

func save(t *testing.T, folder string, n int, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, fmt.Sprint(n, ".xml")), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// suitesIn are the suites of a report, each a document of its own.
func suitesIn(t *testing.T, text string) []string {
	t.Helper()
	var all struct {
		Suites []struct {
			Attributes []xml.Attr `xml:",any,attr"`
			Inside     string     `xml:",innerxml"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(text), &all); err != nil {
		t.Fatal(err)
	}
	var suites []string
	for _, s := range all.Suites {
		start := "<testsuite"
		for _, a := range s.Attributes {
			start += fmt.Sprintf(" %s=%q", a.Name.Local, a.Value)
		}
		suites = append(suites, start+">"+s.Inside+"</testsuite>")
	}
	return suites
}

// withoutValid leaves out the lines about the files that are well.
func withoutValid(output string) string {
	var lines []string
	for line := range strings.Lines(output) {
		if !strings.HasSuffix(line, " validates\n") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

// TestJUnitReaders holds reports against what no schema says: GitLab knows a case
// by class and name and shows the first of those that share them; CircleCI and
// test-reporter want class, name and time to be there; action-junit-report shows
// message and text of a failure.
func TestJUnitReaders(t *testing.T) {
	for _, r := range allSorts() {
		all := parseJUnit(t, r)
		if all.Skipped > 0 || all.Disabled > 0 {
			t.Errorf("%d cases are skipped", all.Skipped+all.Disabled)
		}
		named := map[string]bool{}
		for _, suite := range all.Suites {
			if suite.Name == "" || len(suite.Testcases) == 0 || suite.Skipped > 0 {
				t.Errorf("got suite %q with %d cases, %d skipped", suite.Name, len(suite.Testcases), suite.Skipped)
			}
			for _, c := range suite.Testcases {
				checkCase(t, c)
				if named[c.Classname+c.Name] {
					t.Errorf("%s: there are two of %q", c.Classname, c.Name)
				}
				named[c.Classname+c.Name] = true
			}
		}
	}
}

func checkCase(t *testing.T, c junit.Testcase) {
	t.Helper()
	if _, err := strconv.ParseFloat(c.Time, 64); err != nil || c.Classname == "" {
		t.Errorf("got %+v", c)
	}
	if c.Skipped != nil || c.Error != nil {
		t.Errorf("%s is neither passed nor failed", c.Name)
	}
	if c.Failure != nil && (c.Failure.Type == "" || !strings.HasPrefix(c.Failure.Data, c.Failure.Message)) {
		t.Errorf("%s: got %+v", c.Name, c.Failure)
	}
}

// TestJUnitOfAPassingRun: what was not called and not delivered is no test that was
// skipped.
func TestJUnitOfAPassingRun(t *testing.T) {
	all := parseJUnit(t, passing())
	if all.Tests != 7 || all.Failures != 0 || all.Skipped != 0 {
		t.Errorf("got %+v", all)
	}
	text := written(t, passing(), report.JUnit)
	if strings.Contains(text, "skipped>") || !strings.Contains(text, "3 of 57 documented answers delivered (5.2%)") {
		t.Errorf("got %s", text)
	}
}
