package when

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestThePageHasEveryNameOfWhere compares the table in docs/scenarios.md with what an
// expression can ask about: the names, and the fields of what has fields.
func TestThePageHasEveryNameOfWhere(t *testing.T) {
	page, err := os.ReadFile("../../../../docs/scenarios.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(strings.ReplaceAll(string(page), "\r\n", "\n"), "| name in `where` | |\n| --- | --- |\n")
	table, _, _ = strings.Cut(table, "\n\n")
	things := map[string]string{"parts": "part", "review": "review", "vendor": "vendor"}
	var names []string
	for row := range strings.Lines(table) {
		cells := strings.SplitN(row, "|", 4)
		inFirst := inCode(cells[1])
		names = append(names, inFirst...)
		if thing := things[inFirst[0]]; thing != "" {
			fields := slices.DeleteFunc(inCode(cells[2]), func(text string) bool { return !regexp.MustCompile(`^[A-Za-z]+$`).MatchString(text) || text == "nil" })
			compareNames(t, inFirst[0], fields, whereNames(thing))
		}
	}
	compareNames(t, "a call", names, whereNames("call"))
}

func compareNames(t *testing.T, of string, page, code []string) {
	t.Helper()
	slices.Sort(page)
	code = slices.Sorted(slices.Values(code))
	if !slices.Equal(page, code) {
		t.Errorf("of %s, docs/scenarios.md has the names %v, an expression knows %v", of, page, code)
	}
}

func inCode(text string) (all []string) {
	for _, found := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(text, -1) {
		all = append(all, found[1])
	}
	return all
}
