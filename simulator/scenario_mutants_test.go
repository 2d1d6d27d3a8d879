package simulator_test

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/spec"
)

// TestRowsSeeEveryEffect takes away one thing of a scenario at a time, or makes it
// a little more or less, and demands that the row of the scenario shows it: each
// key of its rules and of its setup, each item of a list, each number, duration,
// size, time and body. What cannot be seen is in unseen, with the reason.
func TestRowsSeeEveryEffect(t *testing.T) {
	if raceDetector {
		t.Skip("it makes thousands of calls, one after the other")
	}
	sims := map[string]*simulator.Simulator{}
	for _, revision := range []string{spec.DefaultRevision, "2026-08"} {
		sim, err := simulator.Start(simulator.WithFrozenClock(simtest.Now), simulator.WithRevision(revision))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = sim.Close() })
		sims[revision] = sim
	}
	files, operations, total, refused := builtInFiles(t), operationIDs(t), 0, 0
	unmet := maps.Clone(unseen) // those that no mutant was
	tried := map[string]bool{}  // by key of a fault, whether one of its mutants was played
	for _, name := range slices.Sorted(maps.Keys(files)) {
		t.Run(name, func(t *testing.T) {
			row := builtInRow(t, name)
			p := newPlayer(t, sims[revisionOf(name)], boxes[name])
			usual := p.usual(t, row)
			for _, m := range mutants(t, files[name], operations) {
				total++
				seen, err := p.sees(m.yaml, row, usual)
				known := unseen[name+": "+m.what]
				delete(unmet, name+": "+m.what)
				if key := faultKey.FindStringSubmatch(m.what); key != nil {
					tried[key[1]] = tried[key[1]] || err == nil
				}
				switch {
				case err != nil:
					refused++
				case !seen && !known:
					t.Errorf("%s: the row of %s does not show it", m.what, name)
				case seen && known:
					t.Errorf("%s: the row of %s shows it, but unseen says that it cannot", m.what, name)
				}
			}
		})
	}
	for what := range unmet {
		t.Errorf("unseen has %q, which is no mutant any more", what)
	}
	for key, played := range tried {
		if !played {
			t.Errorf("no mutant of the key %s of a fault can be played: others has to make one that can", key)
		}
	}
	t.Logf("%d mutants, of which %d cannot be played", total, refused)
}

// faultKey is the key of a fault that a mutant is about.
var faultKey = regexp.MustCompile(`/fault/([^/:]+)`)

// unseen are the mutants that no client can tell from the scenario, and why.
var unseen = map[string]bool{
	// finalize is the only action there is, and only the operation for actions has one.
	"finalize-conflict: without /rules/0/when/body":           true,
	"finalize-conflict: without /rules/0/when/body/action":    true,
	"finalize-lost-answer: without /rules/0/when/body":        true,
	"finalize-lost-answer: without /rules/0/when/body/action": true,
	"finalize-lost-answer: without /rules/0/when/operation":   true,
	"finalize-timeout: without /rules/0/when/body":            true,
	"finalize-timeout: without /rules/0/when/body/action":     true,
	"finalize-timeout: without /rules/0/when/operation":       true,
	// It says what holds without it.
	"errors-published: nothing plays": true,
	// Only uploads have parts.
	"large-uploads-refused: without /rules/0/when/operation": true,
	// The phase keeps errors from being patched. No error has an id, and once a review
	// was found, reading it has no error.
	"missing-required: without /rules/0/phase": true,
	"soc-form-renamed: without /rules/0/phase": true,
	"wrong-type: without /rules/0/phase":       true,
}

// sees tells whether a row shows that a scenario is not the one it is of. It fails
// if that cannot be played.
func (p *player) sees(yaml string, row []seenCall, usual map[int]observation) (bool, error) {
	seen := false
	err := p.play(yaml, row, func(i int, c seenCall, o observation) bool {
		seen = c.want != "" && o.text(usual[i]) != c.want
		return !seen
	})
	return seen, err
}

// mutant is a scenario that lacks something, and what.
type mutant struct{ what, yaml string }

// described are the keys that say what a scenario is, and not what happens: those
// that a client observes nothing of.
var described = map[string]bool{"name": true, "description": true, "expect": true, "violates": true}

// mutants are all mutants of a scenario file.
func mutants(t *testing.T, text string, operations []string) []mutant {
	t.Helper()
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		t.Fatal(err)
	}
	maker := &mutantMaker{t: t, document: &document, operations: operations}
	maker.made = append(maker.made, mutant{what: "nothing plays"})
	maker.visit(document.Content[0], "")
	return maker.made
}

func operationIDs(t *testing.T) (ids []string) {
	t.Helper()
	documented, err := contract.Load(spec.OpenAPI())
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range documented.Operations {
		ids = append(ids, op.ID)
	}
	return ids
}

type mutantMaker struct {
	t          *testing.T
	document   *yaml.Node
	operations []string
	made       []mutant
}

// make writes the document as it is now.
func (m *mutantMaker) make(what string) {
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	if err := encoder.Encode(m.document); err != nil {
		m.t.Fatal(err)
	}
	m.made = append(m.made, mutant{what, text.String()})
}

// visit makes the mutants of a value at a path such as /rules/0/fault.
func (m *mutantMaker) visit(node *yaml.Node, path string) {
	switch node.Kind {
	case yaml.MappingNode:
		m.without(node, 2, path)
		for i := 0; i < len(node.Content); i += 2 {
			if key := node.Content[i].Value; !described[key] {
				m.visit(node.Content[i+1], path+"/"+key)
			}
		}
	case yaml.SequenceNode:
		m.without(node, 1, path)
		for i, item := range node.Content {
			m.visit(item, fmt.Sprint(path, "/", i))
		}
	case yaml.ScalarNode:
		m.change(node, path)
	}
}

// without leaves out one child of a node after the other: an item, or a key with
// its value.
func (m *mutantMaker) without(node *yaml.Node, size int, path string) {
	all := node.Content
	if len(all) == size && (path == "" || path == "/rules" || strings.HasSuffix(path, "/fault")) {
		return // it is the whole, which is taken away by itself
	}
	for i := 0; i < len(all); i += size {
		if name := all[i].Value; size == 1 || !described[name] && !saysNothing(name, all[i+1]) && path+name != "rules" {
			if size == 1 {
				name = strconv.Itoa(i)
			}
			node.Content = slices.Concat(all[:i], all[i+size:])
			if name == "fault" { // what is said of its answer cannot stay
				node.Content = withoutKey(node.Content, "violates")
			}
			m.make("without " + path + "/" + name)
		}
	}
	node.Content = all
}

func withoutKey(pairs []*yaml.Node, key string) []*yaml.Node {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i].Value == key {
			return slices.Concat(pairs[:i], pairs[i+2:])
		}
	}
	return pairs
}

// saysNothing tells whether a key says what holds without it.
func saysNothing(name string, value *yaml.Node) bool {
	switch name {
	case "operation":
		return value.Value == "*"
	case "by":
		return value.Value == "ip"
	case "when":
		return len(value.Content) == 2 && saysNothing(value.Content[0].Value, value.Content[1])
	}
	return false
}

// change makes other values of one.
func (m *mutantMaker) change(node *yaml.Node, path string) {
	was := *node
	if strings.Contains(path, "/operation") && strings.Contains(was.Value, "*") {
		m.narrow(node, path)
	}
	for _, other := range others(was, path) {
		node.Value = other
		m.make(fmt.Sprintf("%s: %s for %s", path, other, was.Value))
	}
	*node = was
}

// narrow leaves one operation after the other out of what a pattern stands for.
func (m *mutantMaker) narrow(node *yaml.Node, path string) {
	was := *node
	pattern := regexp.MustCompile("^" + strings.ReplaceAll(was.Value, "*", ".*") + "$")
	matched := slices.DeleteFunc(slices.Clone(m.operations), func(id string) bool { return !pattern.MatchString(id) })
	if len(matched) < 2 {
		m.t.Fatalf("%s: %s stands for %v", path, was.Value, matched)
	}
	for i, id := range matched {
		left := slices.Concat(matched[:i], matched[i+1:])
		*node = yaml.Node{Kind: yaml.SequenceNode}
		for _, other := range left {
			node.Content = append(node.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: other})
		}
		if strings.HasSuffix(path, "/operation") { // no item of a list
			m.make(path + ": without " + id)
			continue
		}
		for _, other := range left {
			*node = yaml.Node{Kind: yaml.ScalarNode, Value: other}
			m.make(fmt.Sprintf("%s: %s for %s", path, other, was.Value))
		}
	}
	*node = was
}

var (
	quantity   = regexp.MustCompile(`^(\d+(?:\.\d+)?)(ms|s|m|h|d|%|B|KiB|MiB)$`)
	comparison = strings.NewReplacer(">=", ">", "<=", "<", " < ", " <= ", " > ", " >= ", " and ", " or ", " or ", " and ")
	number     = regexp.MustCompile(`\d+`)
)

// others are values that are like one, but a little more or less.
func others(was yaml.Node, path string) []string {
	value := was.Value
	switch was.Tag {
	case "!!bool":
		return []string{map[string]string{"true": "false", "false": "true"}[value]}
	case "!!int":
		n, _ := strconv.Atoi(value)
		if strings.HasSuffix(path, "/fault/status") { // one that the operation has, too
			return slices.DeleteFunc([]string{"400", "401", "404", "500", strconv.Itoa(n + 1)}, func(other string) bool { return other == value })
		}
		return []string{strconv.Itoa(n + 1), strconv.Itoa(n - 1)}
	case "!!float":
		f, _ := strconv.ParseFloat(value, 64)
		return []string{fmt.Sprint(f / 2), fmt.Sprint(f * 1.5)}
	case "!!timestamp":
		at, _ := time.Parse(time.RFC3339, value)
		return []string{at.Add(time.Second).Format(time.RFC3339), at.Add(-time.Second).Format(time.RFC3339)}
	case "!!null":
		return nil
	}
	if parts := quantity.FindStringSubmatch(value); parts != nil {
		all := quantities(parts[1], parts[2])
		if strings.HasSuffix(path, "/retryAfter") { // whole seconds
			all = []string{"1s", "20m"}
		}
		return all
	}
	switch {
	case value == "ip":
		return []string{"key"}
	case strings.HasSuffix(path, "/where"):
		return expressions(value)
	case strings.HasSuffix(path, "/body") || strings.Contains(path, "/headers/") || strings.Contains(path, "/patch/") || strings.Contains(path, "/body/"):
		return []string{value + "x"}
	}
	return nil
}

// quantities are a tenth more and less, or one more and less of a small number.
func quantities(text, unit string) []string {
	n, _ := strconv.ParseFloat(text, 64)
	if ms := map[string]float64{"s": 1e3, "m": 60e3, "h": 3600e3}[unit]; ms > 0 {
		n, unit = n*ms, "ms"
	}
	if kib := map[string]float64{"MiB": 1 << 20, "KiB": 1 << 10}[unit]; kib > 0 {
		n, unit = n*kib, "B"
	}
	return []string{fmt.Sprint(int64(n*1.1), unit), fmt.Sprint(int64(n*0.9), unit)}
}

// expressions differ from one in one number, or in one comparison.
func expressions(text string) (all []string) {
	for _, at := range number.FindAllStringIndex(text, -1) {
		n, _ := strconv.Atoi(text[at[0]:at[1]])
		for _, other := range []int{n + 1, n - 1} {
			all = append(all, text[:at[0]]+strconv.Itoa(other)+text[at[1]:])
		}
	}
	for i := range text {
		for _, word := range []string{">=", "<=", " < ", " > ", " and ", " or "} {
			if strings.HasPrefix(text[i:], word) {
				all = append(all, text[:i]+comparison.Replace(word)+text[i+len(word):])
			}
		}
	}
	return all
}
