package yamlfile

import (
	"fmt"
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"
)

// mismatch says that the node does not fit the type.
func (d *decoder) mismatch(node *yaml.Node, path string, want reflect.Type) {
	d.refuse(node, path, "must be %s, is %s", expected(want), described(node))
}

// expected is what a reader has to write for a type.
func expected(t reflect.Type) string {
	switch kind := t.Kind(); {
	case readsText(t):
		return expectedText(t)
	case isText(t):
		return "text"
	case t == timeType:
		return "a date-time like 2026-01-31T12:00:00Z or a date like 2026-01-31"
	case kind == reflect.Bool:
		return "true or false"
	case kind == reflect.Struct, kind == reflect.Map:
		return "a mapping"
	case kind == reflect.Slice:
		return "a list"
	case kind == reflect.Float64, kind == reflect.Float32:
		return "a number"
	default:
		return "an integer"
	}
}

// described is what the file has instead.
func described(node *yaml.Node) string {
	switch {
	case node.Kind == yaml.MappingNode:
		return "a mapping"
	case node.Kind == yaml.SequenceNode:
		return "a list"
	case isNull(node) && node.Value == "":
		return "empty"
	case isNull(node):
		return "null"
	case node.Style != 0:
		return "the text " + shortened(node.Value)
	default:
		return shortened(node.Value)
	}
}

// shortened is a text in quotes, cut down to what fits a message.
func shortened(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most]) + "…"
	}
	return fmt.Sprintf("%q", strings.ToValidUTF8(text, "\ufffd"))
}
