package when

import (
	"runtime"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// bytesOf is how many bytes a function allocates.
func bytesOf(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func list(n int, item any) []any {
	items := make([]any, n)
	for i := range items {
		items[i] = item
	}
	return items
}

func callWith(body any) *Call {
	return &Call{Request: &exchange.Request{JSON: body}}
}

// An expression that costs more than goes with the call does not hold, says so, and
// has cost no more.
func TestExpressionsThatCostTooMuch(t *testing.T) {
	large := map[string]any{"list": list(3000, 1.0), "text": strings.Repeat("ab", 50_000), "o": map[string]any{"a": list(3000, "x")}}
	for _, text := range []string{
		"all(1..3000, all(1..3000, true))",
		"all(1..3000, all(1..3000, any(1..3000, # > 0)))",
		"let r = 1..1000; all(r, all(r, all(r, true)))",
		"len(map(1..99, map(1..99, map(1..99, #)))) == 99",
		"len(reduce(1..1000, #acc + #acc, 'x')) == 5",
		"len(reduce(1..1000, concat(#acc, #acc), [1])) == 5",
		"len(repeat('x', 1000000)) == 5", "len(repeat(body.text, 10000)) == 5", "len(repeat(repeat('x', 9999), 9999)) == 5",
		"all(body.list, all(body.list, true))",
		"all(body.list, # in body.list and all(body.list, # == 1))",
		"all(body.list, body.list == body.list)",
		"all(1..5000, body.text contains 'zz' == false)",
		"all(1..5000, not (body.text matches 'z+y'))",
		"all(1..5000, upper(body.text) != '')",
		"all(1..5000, body.o.a == body.o.a)",
		"len(sort(map(1..5000, body.text))) > 0 and all(1..9000, len(body.o.a) == len(filter(body.o.a, true)))",
		"sum(1..99999, sum(1..99, #)) == 5",
		"all(body.list, count(body.list, # == 1) > 0)", "all(body.list, len(groupBy(body.list, #)) > 0)",
		"(1..200000)[0] == 1", "len(1..90000) + len(1..90000) == 3",
		"len(toJSON(map(1..5000, body.o))) == 5", "len(flatten(map(1..5000, body.list))) == 5",
		strings.Repeat("body.text + ", 150) + "'' == 'x'",
	} {
		c := whereCondition(text)
		call := callWith(large)
		var got string
		cost := bytesOf(func() {
			if c.Holds(call) {
				t.Errorf("%.60s: holds", text)
			}
			got = c.Got(call)
		})
		said := strings.Contains(got, "too many steps") || strings.Contains(got, "makes lists of more than") || strings.Contains(got, "repeat makes at most")
		if !said || strings.Contains(got, "\n") {
			t.Errorf("%.60s: got %.200s", text, got)
		}
		if cost > 200<<20 {
			t.Errorf("%.60s: %d bytes allocated", text, cost)
		}
	}
}

// What people ask of a large body is within the bounds.
func TestExpressionsOfLargeBodies(t *testing.T) {
	finding := map[string]any{"description": strings.Repeat("x", 8000), "tags": list(5, "a")}
	call := callWith(map[string]any{"findings": list(1000, finding)})
	for _, text := range []string{
		"len(body.findings) == 1000", "all(body.findings, len(.description) == 8000)",
		"not any(body.findings, .description contains 'y')", "any(body.findings, any(.tags, # == 'a'))",
		"count(body.findings, .description matches '^x+$') == 1000", "all(body.findings, lower(.description) != 'y')",
		"body.findings[999].description startsWith 'xx' and body.findings != nil",
	} {
		if c := whereCondition(text); !c.Holds(call) {
			t.Errorf("%s: %s", text, c.Got(call))
		}
	}
}

// A JSONPath costs as much as the body it asks, and not more: what would is refused.
func TestJSONPathsAreLinear(t *testing.T) {
	for path, says := range map[string]string{
		"$..*..*": "descends (..) more than once", "$..a..b": "descends", "$..[*]..[*]": "descends", "$..*..*..*": "descends",
		"$[?$..*]": "filter that asks for more", "$[?@..a]": "filter that asks for more", "$[?@.*]": "filter that asks for more",
		"$[?@[?@.a]]": "filter in a filter", "$[?count(@..*) > 1]": "filter that asks for more", "$[?@.a == $.b]": "filter that asks for more",
		"$" + strings.Repeat("[*,*]", 8): "lists of selectors", "$[" + strings.Repeat("*,", 40) + "*]": "lists of selectors",
		"$" + strings.Repeat(".a", 400): "at most 500",
	} {
		if _, err := parsePath(path); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%.40s: got %v, want %s", path, err, says)
		}
	}
	nested := func(depth int) any { // no deeper than is looked at
		var value any = 1.0
		for range depth {
			value = []any{value}
		}
		return value
	}
	for _, path := range []string{"$..*", "$..a", "$[*][*]", "$..[?@.a == 1]", "$['a','b']..c", "$[?@.a && @.b].*", "$..[0:5]"} {
		query, err := parsePath(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		cost := func(body any) uint64 { return bytesOf(func() { callWith(body).body().query(query) }) }
		wide := func(n int) any { return list(n, map[string]any{"a": 1.0, "b": "x"}) }
		for name, make := range map[string]func(int) any{"wide": wide, "nested": nested} {
			if small, large := cost(make(500)), cost(make(5000)); large > 30*small+1<<20 {
				t.Errorf("%s of a %s body: %d bytes, and of a tenfold one %d", path, name, small, large)
			}
		}
	}
}
