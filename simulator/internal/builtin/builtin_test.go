package builtin

import (
	"errors"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/scenarios"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/spec"
)

// unfit are the built-in scenarios that do not go with a revision, by how their names
// begin: what they are about is not there.
var unfit = map[string][]string{
	"baseline": slices.Concat(lookups, []string{"list-all-reviews-", "list-review-questionnaires-", "list-reviews-"}),
	"2026-04":  {"completed-read-only", "finalize-", "flaky-vendor", "list-actions-", "list-all-reviews-", "list-review-questionnaires-", "list-reviews-", "message-not-text", "perform-action-", "permission-removed-mid-run", "update-"},
	"2026-07":  {"list-all-reviews-"},
	"2026-08":  {"list-actions-422"},
}

var lookups = []string{
	"get-company-", "get-document-", "get-questionnaire-", "get-user-", "get-vendor-", "list-documents-", "list-questionnaires-", "list-users-",
	"list-vendors-",
}

// Every revision has the scenarios that come with the simulator, but for those that
// are about what it lacks; these say so.
func TestScenariosGoWithRevisions(t *testing.T) {
	for _, revision := range spec.Revisions() {
		library, err := Edition{Revision: revision}.Scenarios()
		if err != nil {
			t.Fatal(err)
		}
		listed, err := library.List()
		if err != nil {
			t.Errorf("%s: %v", revision, err)
		}
		met := map[string]bool{}
		for _, name := range files(t) {
			there := slices.ContainsFunc(listed, func(s *scenario.Scenario) bool { return s.Name == name })
			i := slices.IndexFunc(unfit[revision], func(prefix string) bool { return strings.HasPrefix(name, prefix) })
			_, err := library.Find(name)
			if there != (err == nil) || there == (i >= 0) {
				t.Errorf("%s: %s is listed: %v, found: %v", revision, name, there, err)
			}
			if i >= 0 {
				met[unfit[revision][i]] = true
			}
			if missing, is := errors.AsType[scenario.NotFound](err); err != nil && (!is || !strings.Contains(missing.Error(), "the revision "+revision+" of the contract: "+name+".yaml:") && !strings.Contains(missing.Error(), "statuses/"+name+".yaml:")) {
				t.Errorf("%s: %s: got %v", revision, name, err)
			}
		}
		if len(met) != len(unfit[revision]) {
			t.Errorf("%s: only %v are left out, %v are listed to be", revision, met, unfit[revision])
		}
	}
}

// advice is how the last part of a description begins, behind which there is nothing
// else, as the page shows all of that apart.
var advice = regexp.MustCompile(`(?:[.:)] A|, so a) good client `)

// otherAdvice is how advice begins that a page cannot tell from what happens.
var otherAdvice = regexp.MustCompile(`(?i)\ba client\b`)

// Every scenario that comes with the simulator says what happens, and in one or two
// sentences at its end what a good client does about it, in no other words.
func TestScenariosEndWithAdvice(t *testing.T) {
	described := map[string]string{}
	for _, revision := range spec.Revisions() {
		library, err := Edition{Revision: revision}.Scenarios()
		if err != nil {
			t.Fatal(err)
		}
		listed, err := library.List()
		if err != nil {
			t.Fatalf("%s: %v", revision, err)
		}
		for _, s := range listed {
			described[s.Name] = s.Description
		}
	}
	if want := len(files(t)); len(described) != want {
		t.Errorf("%d scenarios are described, there are %d", len(described), want)
	}
	for _, name := range slices.Sorted(maps.Keys(described)) {
		text := described[name]
		parts := advice.Split(text, -1)
		switch {
		case len(parts) != 2:
			t.Errorf("%s: wants one \"A good client …\" or \"…, so a good client …\" behind what happens: %s", name, text)
		case otherAdvice.MatchString(text):
			t.Errorf("%s: says \"a client\" beside \"good client\": %s", name, text)
		case strings.Count(parts[1]+" ", ". ") > 2, strings.Contains(parts[1], "assumed"), !strings.HasSuffix(parts[1], "."):
			t.Errorf("%s: goes on behind its advice, which is one or two whole sentences: %s", name, text)
		}
	}
}

func files(t *testing.T) (names []string) {
	t.Helper()
	err := fs.WalkDir(scenarios.Files, ".", func(file string, _ fs.DirEntry, err error) error {
		if path.Ext(file) == ".yaml" {
			names = append(names, strings.TrimSuffix(path.Base(file), ".yaml"))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
