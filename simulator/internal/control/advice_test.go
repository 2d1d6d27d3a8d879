package control

import (
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
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

// The name of a sandbox, whatever it is, comes through a text as it was.
func TestNamesComeThroughAdvice(t *testing.T) {
	for _, name := range []string{"a", "abc.", "a..", "...", "-nox", "-", "_", "1.2", "a-", strings.Repeat("x", 64)} {
		for text, tools := range map[string]string{
			messageOf(sandbox.NotFound{Kind: "sandbox", Name: name}): "putSandbox",
			exists(name).Error(): "resetSandbox putSandbox",
		} {
			var named []string
			got := InWordsOf(text, func(of Row, values map[string]string) string {
				if values["sandbox"] != name {
					t.Errorf("%q: %s is given %v, of %s", name, of.Name, values, text)
				}
				named = append(named, of.Name)
				return "<" + of.Name + ">"
			})
			if strings.Join(named, " ") != tools || strings.Contains(got, ">.") || strings.Contains(got, Prefix) {
				t.Errorf("%q: got %s", name, got)
			}
		}
	}
	for _, name := range []string{".", "..", "a b", "", "a@b", strings.Repeat("x", 65)} {
		got := messageOf(sandbox.NotFound{Kind: "sandbox", Name: name})
		if strings.Contains(got, Prefix) || !strings.Contains(got, "the name of a sandbox must have 1 to 64 characters") {
			t.Errorf("%q: got %s", name, got)
		}
	}
}
