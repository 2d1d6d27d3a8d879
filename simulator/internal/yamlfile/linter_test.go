package yamlfile

import (
	"fmt"
	"testing"
)

func TestLinter(t *testing.T) {
	var source struct {
		Name  string `yaml:"name"`
		Limit int    `yaml:"limit"`
		Rules []struct {
			After int `yaml:"after"`
		} `yaml:"rules"`
	}
	text := "name: a\nlimit: many\nrules:\n  - after: 0\n  - {}\n"
	file, problems := Decode("f", []byte(text), &source)
	l := NewLinter(file, []byte(text), problems)
	l.Refuse("limit", "must be small") // it could not be read
	l.RefuseIf(false, "name", "is fine")
	if got := len(l.Problems()); got != 1 {
		t.Fatalf("got %v", l.Problems())
	}
	l.RefuseIf(true, "rules[0].after", "is\r\nzero")
	for what, is := range map[string][2]any{
		"a problem":          {l.Problems()[1].String(), `f:4:12: rules[0].after: is\r\nzero`},
		"given":              {l.Given("rules[0]", "after"), true},
		"not given":          {l.Given("rules[1]", "after"), false},
		"refused itself":     {l.Refused("rules[0].after"), true},
		"refused below":      {l.Refused("rules[0]"), true},
		"refused of a list":  {l.Refused("rules"), true},
		"refused but for":    {l.Refused("rules[0]", "rules[0].after"), false},
		"refused but other":  {l.Refused("rules[0]", "rules[0].every"), true},
		"another":            {l.Refused("rules[1]"), false},
		"a beginning alone":  {l.Refused("rules[0].aft"), false},
		"the first line":     {l.Line(1), "name: a"},
		"no line":            {l.Line(0) + l.Line(99), ""},
		"what was unread is": {l.Refused("limit"), true},
	} {
		if fmt.Sprint(is[0]) != fmt.Sprint(is[1]) {
			t.Errorf("%s: got %v, want %v", what, is[0], is[1])
		}
	}
}
