package spec

import (
	_ "embed"
	"regexp"
	"strings"
)

//go:embed ASSUMPTIONS.md
var assumptions string

// Assumption is a row of ASSUMPTIONS.md: a rule that no source documents.
type Assumption struct {
	Number string // A1 and so on
	Rule   string // in Markdown, of which only code and links stand in it
	Source string // what speaks for it
	Sure   string // how much one would bet on it: high, medium or low
}

var numbered = regexp.MustCompile(`(?m)^\| (A\d+) \| (.*) \| (.*) \| (\w+) \|$`)

// Assumptions are all rows of ASSUMPTIONS.md, in their order.
func Assumptions() []Assumption {
	var all []Assumption
	for _, row := range numbered.FindAllStringSubmatch(strings.ReplaceAll(assumptions, "\r\n", "\n"), -1) {
		all = append(all, Assumption{row[1], row[2], row[3], row[4]})
	}
	return all
}
