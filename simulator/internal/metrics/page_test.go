package metrics

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestThePageHasEveryMetric compares the table in docs/observability.md with what is
// exposed: the names, and the labels of each. Those of Go and of the process, which
// the page does not list, are made by the library.
func TestThePageHasEveryMetric(t *testing.T) {
	page, err := os.ReadFile("../../../docs/observability.md")
	if err != nil {
		t.Fatal(err)
	}
	m := newTest()
	m.Operation("get").Count(Call{Status: 200, InRequest: 1, InResponse: 1, Rule: "a/1", Took: time.Millisecond})
	got, want := pageMetrics(string(page)), exposedMetrics(text(t, m))
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if labels, ok := got[name]; !ok {
			t.Errorf("the page lacks %s", name)
		} else if !slices.Equal(labels, want[name]) {
			t.Errorf("%s: the page has the labels %v, exposed are %v", name, labels, want[name])
		}
		delete(got, name)
	}
	for name := range got {
		t.Errorf("the page has %s, which is not exposed", name)
	}
}

var (
	code  = regexp.MustCompile("`([^`]+)`")
	label = regexp.MustCompile(`([a-z_]+)="`)
)

// pageMetrics are the metrics of the table, with their labels in order.
func pageMetrics(page string) map[string][]string {
	_, table, _ := strings.Cut(page, "| metric | labels | |\n| --- | --- | --- |\n")
	table, _, _ = strings.Cut(table, "\n\n")
	metrics := map[string][]string{}
	for row := range strings.Lines(table) {
		cells := strings.Split(row, "|")
		for _, name := range code.FindAllStringSubmatch(cells[1], -1) {
			metrics[name[1]] = names(code, cells[2])
		}
	}
	return metrics
}

// exposedMetrics are the metrics of ours in the text format of Prometheus, with their
// labels in order.
func exposedMetrics(text string) map[string][]string {
	metrics := map[string][]string{}
	var name string
	for line := range strings.Lines(text) {
		if declared, ok := strings.CutPrefix(line, "# TYPE "); ok {
			name, _, _ = strings.Cut(declared, " ")
		} else if strings.HasPrefix(line, "vsrsim_") {
			labels := slices.DeleteFunc(names(label, line), func(l string) bool { return l == "le" }) // of a bucket
			metrics[name] = labels
		}
	}
	return metrics
}

func names(pattern *regexp.Regexp, text string) (all []string) {
	for _, found := range pattern.FindAllStringSubmatch(text, -1) {
		all = append(all, found[1])
	}
	slices.Sort(all)
	return all
}
