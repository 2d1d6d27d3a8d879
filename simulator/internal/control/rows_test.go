package control

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Each operation has a command, or says where it is called or why it is not; and what a
// command names is something that the operation takes.
func TestEachRowHasACommandOrSaysWhyNot(t *testing.T) {
	for _, row := range Rows() {
		said := 0
		for _, has := range []bool{len(row.Verbs) > 0, row.Elsewhere != "", row.NoVerb != ""} {
			if has {
				said++
			}
		}
		if said != 1 {
			t.Errorf("%s must have one of a verb, another command that calls it, and a reason why there is none: has %d", row.Name, said)
		}
		for _, verb := range row.Verbs {
			checkVerb(t, row, verb)
		}
	}
}

func checkVerb(t *testing.T, row Row, verb Verb) {
	t.Helper()
	inputs := map[string]Input{}
	for _, input := range row.Inputs {
		if _, twice := inputs[input.Name]; twice {
			t.Errorf("%s has two inputs %s: give the property a tag called", row.Name, input.Name)
		}
		inputs[input.Name] = input
	}
	given := slices.Collect(maps.Keys(verb.Fixed))
	for _, argument := range verb.Arguments {
		if argument.Input == BodyFile {
			continue
		}
		given = append(given, argument.Input)
	}
	for _, name := range given {
		if _, ok := inputs[name]; !ok {
			t.Errorf("%s: the verb %s names %s, which is no input", row.Name, strings.Join(verb.Words, " "), name)
		}
	}
	for _, input := range row.Inputs {
		if input.In == InPath && input.Default == "" && !slices.Contains(given, input.Name) {
			t.Errorf("%s: the verb %s has no argument for %s", row.Name, strings.Join(verb.Words, " "), input.Name)
		}
	}
}

// What the rows say to callers is in spec/control.yaml, for each operation and input.
func TestRowsAreDescribed(t *testing.T) {
	for _, row := range Rows() {
		if row.Summary == "" {
			t.Errorf("%s has no summary", row.Name)
		}
		for _, input := range row.Inputs {
			if input.Schema == nil || input.Description == "" && input.Schema["enum"] == nil {
				t.Errorf("%s: the input %s is not described: %v", row.Name, input.Name, input.Schema)
			}
		}
	}
}

// What a row says of itself is true for commands and tools, too, which have no body, no path
// and no query. A call of the journal has all of them.
func TestDescriptionsAreForAllCallers(t *testing.T) {
	http := regexp.MustCompile(`(?i)\b(the|a|its) (body|query|path)\b|\b(GET|PUT|POST|PATCH|DELETE) /|\bAccept\b`)
	ofCalls := regexp.MustCompile(`\b(calls?|requests?|answers?|text in their)\b`)
	for _, row := range Rows() {
		if !row.Tool && row.Verbs == nil {
			continue
		}
		texts := []string{row.Summary, row.Description}
		for _, input := range row.Inputs {
			texts = append(texts, input.Description)
		}
		for _, text := range texts {
			for sentence := range strings.SplitSeq(text, ". ") {
				if http.MatchString(sentence) && !ofCalls.MatchString(sentence) {
					t.Errorf("%s: %s", row.Name, sentence)
				}
			}
		}
	}
}
