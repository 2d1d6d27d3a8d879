package journal

import (
	"strconv"
	"strings"
)

// Violation is one difference between a message and the contract.
type Violation struct {
	Side      Side   `json:"side"`
	In        Place  `json:"in"`
	Pointer   string `json:"pointer,omitempty"`   // JSON pointer into the body or parameter; empty for the whole
	Name      string `json:"name,omitempty"`      // of a parameter
	Text      string `json:"text"`                // what is wrong and what is allowed
	Fix       string `json:"fix,omitempty"`       // what to do
	Operation string `json:"operation,omitempty"` // empty for a call to none
	Line      int    `json:"line,omitempty"`      // in the contract document
}

// Side is whose message differs.
type Side string

// The sides. A violation in a response is a bug of the simulator.
const (
	InRequest  Side = "request"
	InResponse Side = "response"
)

// Place is the part of the message that differs.
type Place string

// The places.
const (
	InPath   Place = "path"
	InQuery  Place = "query"
	InHeader Place = "header"
	InBody   Place = "body"
	InStatus Place = "status"
)

// String is the violation as people read it: what, and what is wrong with it.
func (v Violation) String() string {
	field := v.Name
	if v.Pointer != "" {
		// The brackets in the name of an exploded array, as in expand[], take the index.
		field = dotted(strings.TrimSuffix(v.Name, "[]"), strings.Split(strings.TrimPrefix(v.Pointer, "/"), "/"))
	}
	if field == "" {
		field = "the " + string(v.In)
	}
	return field + " " + v.Text
}

// dotted writes a path below a name the way JavaScript does: a.b[0].c.
func dotted(name string, path []string) string {
	for _, step := range path {
		step = unescape.Replace(step)
		if _, err := strconv.Atoi(step); err == nil && name != "" {
			name += "[" + step + "]"
			continue
		}
		if name != "" {
			name += "."
		}
		name += step
	}
	return name
}

var unescape = strings.NewReplacer("~1", "/", "~0", "~")
