package yamlfile_test

import (
	"testing"

	"github.com/vsrsim/vsrsim/simulator/yamlfile"
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
