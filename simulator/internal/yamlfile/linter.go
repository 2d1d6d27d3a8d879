package yamlfile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/suggest"
)

// Linter collects what is wrong with a file beyond the form of its values. The
// functions that look at a part of the file take it.
type Linter struct {
	*File
	lines    []string
	problems Problems
}

// NewLinter makes a linter of a file that was decoded, of its text and of what was
// wrong with it.
func NewLinter(file *File, text []byte, problems Problems) *Linter {
	return &Linter{File: file, lines: strings.Split(string(text), "\n"), problems: problems}
}

// Problems are what was found so far.
func (l *Linter) Problems() Problems { return l.problems }

// Note adds a problem.
func (l *Linter) Note(p Problem) { l.problems = l.Add(l.problems, p) }

// Refuse notes a problem with the value at the path, unless the value could not be
// read: that was noted then.
func (l *Linter) Refuse(path, text string) {
	if !l.Unread(path) {
		l.Note(l.Problem(path, OneLine(text)))
	}
}

// RefuseIf is Refuse for what may be wrong.
func (l *Linter) RefuseIf(wrong bool, path, text string) {
	if wrong {
		l.Refuse(path, text)
	}
}

// RefuseUnlessOneOf refuses a word that is given and not one of the known.
func (l *Linter) RefuseUnlessOneOf(path, word string, known []string) {
	l.RefuseIf(word != "" && !slices.Contains(known, word), path, fmt.Sprintf("must be one of %s, is %q%s",
		strings.Join(known, ", "), word, suggest.Meant(word, known)))
}

// Given tells whether a mapping has a key, also where its value is the zero that
// stands for none.
func (l *Linter) Given(at, key string) bool {
	line, column := l.At(Join(at, key))
	ownLine, ownColumn := l.At(at)
	return line != ownLine || column != ownColumn
}

// Refused tells whether something is wrong with the value at the path already, or
// below it, except below some of its places. What it lacks may be what could not
// be read.
func (l *Linter) Refused(at string, except ...string) bool {
	return slices.ContainsFunc(l.problems, func(p Problem) bool {
		return p.below(at) && !slices.ContainsFunc(except, p.below)
	})
}

// below tells whether a problem is with the value at the path or in it.
func (p Problem) below(at string) bool {
	rest, found := strings.CutPrefix(p.Text, at)
	return found && rest != "" && strings.ContainsRune(".[:", rune(rest[0]))
}

// Line is a line of the file, counted from 1; empty if the file has none of that
// number.
func (l *Linter) Line(number int) string {
	if number < 1 || number > len(l.lines) {
		return ""
	}
	return l.lines[number-1]
}

// OneLine keeps a problem on its line, whatever text of the file is in it.
func OneLine(text string) string {
	return strings.NewReplacer("\r", `\r`, "\n", `\n`).Replace(text)
}
