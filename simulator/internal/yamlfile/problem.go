package yamlfile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/visible"
)

// Problem is one thing that is wrong with a file, and where.
type Problem struct {
	File         string
	Line, Column int // both count from 1
	Text         string
}

// String is one line, whatever the file and its name hold.
func (p Problem) String() string {
	return visible.Line(fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Text))
}

// Problems is all that is wrong with a file. As an error it is a line for each.
type Problems []Problem

func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.String()
	}
	return strings.Join(lines, "\n")
}

// MaxProblems is how many problems of a file are kept. The rest are counted: a file
// of many records that are all wrong in the same way would else be answered with
// many times its size.
const MaxProblems = 100

// Add notes a problem with the file, or counts it if there are MaxProblems already.
func (f *File) Add(problems Problems, p Problem) Problems {
	if len(problems) < MaxProblems {
		return append(problems, p)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.omitted == 0 {
		f.firstOmitted = p
	}
	f.omitted++
	return problems
}

// Omitted tells whether Add has left problems out.
func (f *File) Omitted() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.omitted > 0
}

// All are the problems in the order of the file and, last, how many more there are.
func (f *File) All(problems Problems) Problems {
	problems.Sort()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.omitted == 0 {
		return problems
	}
	rest := f.firstOmitted
	rest.Text = fmt.Sprintf("%d more problems are not shown: mend these first", f.omitted)
	return append(problems, rest)
}

// Sort puts the problems in the order of the file. Those of one place keep their order.
func (p Problems) Sort() {
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}
