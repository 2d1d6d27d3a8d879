package control

import (
	"strings"
	"testing"
)

// Each operation is found in a text by its method and path, whatever stands around it.
func TestCallsAreNamedInTheWordsOfTheCaller(t *testing.T) {
	for _, row := range Rows() {
		path := strings.NewReplacer("{", "its-", "}", "").Replace(row.Path)
		text := "first " + row.Method + " " + Prefix + path + ": that, or " + row.Method + " " + Prefix + path + "."
		got := InWordsOf(text, func(of Row, values map[string]string) string {
			for name, value := range values {
				if value != "its-"+name {
					t.Errorf("%s: %s is %q", row.Name, name, value)
				}
			}
			return of.Name
		})
		if row.Path != "/" && got != "first "+row.Name+": that, or "+row.Name+"." {
			t.Errorf("%s: got %q", row.Name, got)
		}
		if got := InWordsOf(text, func(Row, map[string]string) string { return "" }); got != text {
			t.Errorf("without a name: got %q", got)
		}
	}
	for _, other := range []string{"GET /_sims/scenarios", "GET /_sim/nowhere", "GET /public/v2", "/_sim/scenarios"} {
		if got := InWordsOf(other, func(Row, map[string]string) string { return "x" }); got != other {
			t.Errorf("%s: got %q", other, got)
		}
	}
}
