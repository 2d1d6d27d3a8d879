package yamlfile_test

import (
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

const sample = `# a comment
name: a
tags: [red, green]
parts:
  - id: 1
  -
    id: 2
next:
  sides: x
  parst: []
`

func decodeSample() *yamlfile.File {
	file, _ := yamlfile.Decode("f", []byte(sample), &shape{})
	return file
}

func TestAt(t *testing.T) {
	file := decodeSample()
	for path, want := range map[string][2]int{
		"":             {2, 1},
		"name":         {2, 7},
		"tags":         {3, 7},
		"tags[1]":      {3, 13},
		"tags[2]":      {3, 7},
		"tags[x]":      {3, 7},
		"parts":        {5, 3},
		"parts[0]":     {5, 5},
		"parts[0].id":  {5, 9},
		"parts[1]":     {7, 5},
		"parts[1].id":  {7, 9},
		"parts[1].x.y": {7, 5},
		"next.sides":   {9, 10},
		"next.name":    {9, 3},
		"absent":       {2, 1},
		"name.x[1]":    {2, 7},
		"..[[]]":       {2, 1},
	} {
		line, column := file.At(path)
		if got := [2]int{line, column}; got != want {
			t.Errorf("%q: got %v, want %v", path, got, want)
		}
	}
}

const quotedSample = `labels: {a: 1}
body:
  $.a.b: {equals: 2}
  "": 3
  'a"]': 4
  "[0].x": 5
  "ü\n\u0001": 6
  a:
    "1": 7
    "[": [x: 010]
`

func TestAtWithQuotedKeys(t *testing.T) {
	file, problems := yamlfile.Decode("f", []byte(quotedSample), &struct {
		Labels map[string]string `yaml:"labels"`
		Body   map[string]any    `yaml:"body"`
	}{})
	place := `f:10:14: body.a["["][0].x`
	if got, want := problems.Error(), aNumber(place, "010"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for path, want := range map[string][2]int{
		"labels.a":                {1, 13},
		`labels["a"]`:             {1, 13},
		`body["$.a.b"]`:           {3, 10},
		`body["$.a.b"].equals`:    {3, 19},
		`body["$.a.b"]["equals"]`: {3, 19},
		`body["$.a.b"].x["$.y"]`:  {3, 10},
		`body[""]`:                {4, 7},
		`body["a\"]"]`:            {5, 10},
		`body["[0].x"]`:           {6, 12},
		`body["ü\n\x01"]`:         {7, 16},
		`body.a["1"]`:             {9, 10},
		`body.a.1`:                {9, 10},
		`body.a["["][0].x`:        {10, 14},
		`body["$.a.b`:             {3, 3}, // not well-formed, as are the next
		`body["$.a.b"`:            {3, 3},
		`body["$.a.b"x]`:          {3, 3},
		`body["\y"]`:              {3, 3},
	} {
		line, column := file.At(path)
		if got := [2]int{line, column}; got != want {
			t.Errorf("%s: got %v, want %v", path, got, want)
		}
	}
	for path, want := range map[string]bool{
		`body.a["["]`:             false,
		`body.a["["][0]`:          false,
		`body.a["["][0].x`:        true,
		`body.a["["][0].x["a.b"]`: true,
		`body.a["["][0]["x.y"]`:   false,
	} {
		if got := file.Unread(path); got != want {
			t.Errorf("%s: unread is %v, want %v", path, got, want)
		}
	}
}

func TestJoin(t *testing.T) {
	for _, test := range []struct{ path, key, want string }{
		{"", "name", "name"},
		{"", "a b", `["a b"]`},
		{"when.body", "action", "when.body.action"},
		{"when.body", "X-Request_ID1", "when.body.X-Request_ID1"},
		{"when.body", "größe", "when.body.größe"},
		{"when.body", "$.a.b", `when.body["$.a.b"]`},
		{"rules[0]", "", `rules[0][""]`},
		{"rules[0]", "\"]\n", `rules[0]["\"]\n"]`},
	} {
		if got := yamlfile.Join(test.path, test.key); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
}

func TestAtWithoutDocument(t *testing.T) {
	file, _ := yamlfile.Decode("f", []byte("name: ["), &shape{})
	if line, column := file.At("name"); line != 1 || column != 1 {
		t.Errorf("got %d:%d, want 1:1", line, column)
	}
}

func TestProblem(t *testing.T) {
	file := decodeSample()
	for path, want := range map[string]string{
		"parts[1].id": "f:7:9: parts[1].id: is odd",
		"":            "f:2:1: is odd",
	} {
		if got := file.Problem(path, "is odd").String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestUnread(t *testing.T) {
	file := decodeSample()
	for path, want := range map[string]bool{
		"":                 false,
		"name":             false,
		"next":             false,
		"next.sides":       true,
		"next.sides.x[1]":  true,
		"next.parts":       true, // meant by the misspelt key
		"next.parts[0].id": true,
		"parts":            false,
	} {
		if got := file.Unread(path); got != want {
			t.Errorf("%q: got %v, want %v", path, got, want)
		}
	}
	broken, _ := yamlfile.Decode("f", []byte("name: ["), &shape{})
	if !broken.Unread("name") || !broken.Unread("") {
		t.Error("a file that is no YAML counts as read")
	}
}
