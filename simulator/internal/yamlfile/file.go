// Package yamlfile reads YAML files strictly: it finds everything that is wrong
// with a file in one go and says of each problem on which line and column it
// is, also of those that only the user of the values can find.
//
// It reads a subset of YAML, the part that needs no explanation: one document,
// no anchors, aliases, merge keys or tags (but !!binary). A key may be given
// once, and where it names a field of a struct it must be a known one.
//
// Parts of a file whose type depends on other parts can be kept as Raw and read
// later.
package yamlfile

import (
	"strconv"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"
)

// File is a file that was read. It knows where in the file each value is.
//
// Its methods take the path of a value: keys and indexes from the top of the
// file, as in reviews[3].socForm.auditPeriodRange.end. Join makes one from a key
// that may be any text.
type File struct {
	name string
	root *yaml.Node // nil if there is no document to speak of

	mu     sync.Mutex      // Raws may be read at the same time
	unread map[string]bool // by path

	omitted      int // problems beyond MaxProblems
	firstOmitted Problem
}

// At is the position of the value at the path, or of the nearest value around
// the path if the file has none there.
func (f *File) At(path string) (line, column int) {
	if f.root == nil {
		return 1, 1
	}
	node := f.root
	for _, step := range split(path) {
		next := child(node, step.name)
		if next == nil {
			break
		}
		node = next
	}
	return node.Line, node.Column
}

// Problem says that something is wrong with the value at the path.
func (f *File) Problem(path, text string) Problem {
	line, column := f.At(path)
	return f.problem(line, column, path, text)
}

// Unread tells whether the value at the path, or one that it lies in, could
// not be read. Decode has reported that; what else seems to be wrong with such
// a value is not worth saying.
func (f *File) Unread(path string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, step := range split(path) {
		if f.unread[path[:step.end]] {
			return true
		}
	}
	return f.unread[""]
}

func (f *File) setUnread(path string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.unread[path] = true
}

func (f *File) problem(line, column int, path, text string) Problem {
	if path != "" {
		text = truncated(path, maxPath) + ": " + text
	}
	return Problem{File: f.name, Line: line, Column: column, Text: text}
}

// maxPath is how much of a path a problem says, in bytes: keys may be of any length.
const maxPath = 300

// truncated is a text of at most so many bytes, and three more that say that it goes on.
func truncated(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// child is the value under a key or an index, or nil.
func child(node *yaml.Node, step string) *yaml.Node {
	switch node.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			if key := node.Content[i]; key.Kind == yaml.ScalarNode && key.Value == step {
				return node.Content[i+1]
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(node.Content) {
			return node.Content[i]
		}
	}
	return nil
}
