package simulator_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var assumptionNumber = regexp.MustCompile(`\bA[1-9][0-9]?\b`)

// Every assumption is cited where it acts and where it is tested, and every
// number that is cited exists.
func TestAssumptionsAreCited(t *testing.T) {
	list, err := os.ReadFile("../spec/ASSUMPTIONS.md")
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	for line := range strings.Lines(string(list)) {
		if cells := strings.Split(line, "|"); len(cells) > 2 {
			listed = append(listed, assumptionNumber.FindAllString(cells[1], -1)...)
		}
	}
	code, tests := map[string]bool{}, map[string]bool{}
	collect(t, "..", code, tests)
	for _, number := range listed {
		if !code[number] {
			t.Errorf("%s is not cited in the code", number)
		}
		if !tests[number] {
			t.Errorf("%s is not cited in a test", number)
		}
	}
	for number := range code {
		if !slices.Contains(listed, number) {
			t.Errorf("%s is cited but not listed", number)
		}
	}
}

// collect notes the numbers in comments of Go files and in the contract.
func collect(t *testing.T, root string, code, tests map[string]bool) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" && filepath.Base(path) != "openapi.yaml" {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		into := code
		if strings.HasSuffix(path, "_test.go") {
			into = tests
		}
		for line := range strings.Lines(string(content)) {
			_, comment, _ := strings.Cut(line, "//")
			if filepath.Ext(path) == ".yaml" {
				comment = line
			}
			for _, number := range assumptionNumber.FindAllString(comment, -1) {
				into[number] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
