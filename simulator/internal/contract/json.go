package contract

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/pb33f/go-yaml"
)

// JSON writes a YAML document as JSON, its keys in the same order.
func JSON(document []byte) ([]byte, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(document, &root); err != nil {
		return nil, fmt.Errorf("write the contract as JSON: %w", err)
	}
	w := &jsonWriter{}
	w.write(&root)
	if w.err != nil {
		return nil, fmt.Errorf("write the contract as JSON: %w", w.err)
	}
	return w.text.Bytes(), nil
}

// jsonWriter writes nodes and keeps the first error.
type jsonWriter struct {
	text bytes.Buffer
	err  error
}

func (w *jsonWriter) write(node *yaml.Node) {
	switch {
	case node.Kind == yaml.DocumentNode:
		w.write(node.Content[0])
	case node.Kind == yaml.MappingNode:
		w.mapping(node)
	case node.Kind == yaml.SequenceNode:
		w.sequence(node)
	case node.Tag == "!!str" || node.Tag == "!!timestamp":
		w.value(node.Value)
	default:
		var value any
		if err := node.Decode(&value); err != nil {
			w.fail(err)
			return
		}
		w.value(value)
	}
}

func (w *jsonWriter) mapping(node *yaml.Node) {
	w.text.WriteByte('{')
	for i := 0; i+1 < len(node.Content); i += 2 {
		if i > 0 {
			w.text.WriteByte(',')
		}
		w.value(node.Content[i].Value) // also of 404: keys are text in JSON
		w.text.WriteByte(':')
		w.write(node.Content[i+1])
	}
	w.text.WriteByte('}')
}

func (w *jsonWriter) sequence(node *yaml.Node) {
	w.text.WriteByte('[')
	for i, item := range node.Content {
		if i > 0 {
			w.text.WriteByte(',')
		}
		w.write(item)
	}
	w.text.WriteByte(']')
}

func (w *jsonWriter) value(value any) {
	encoder := json.NewEncoder(&w.text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		w.fail(err)
		return
	}
	w.text.Truncate(w.text.Len() - 1) // the line break
}

func (w *jsonWriter) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}
