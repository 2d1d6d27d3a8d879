package scenario

import (
	"fmt"

	"github.com/pb33f/go-yaml"
	"github.com/pb33f/jsonpath/pkg/jsonpath"
	"github.com/pb33f/jsonpath/pkg/jsonpath/config"
)

// bodyNode is a JSON value in the form that the JSONPath library queries.
type bodyNode struct{ root *yaml.Node }

func newBodyNode(value any) *bodyNode {
	var root yaml.Node
	if err := root.Encode(value); err != nil { // a decoded JSON value can be encoded
		panic(fmt.Sprintf("scenario: encode a decoded body: %v", err))
	}
	return &bodyNode{&root}
}

// parsePath reads a JSONPath (RFC 9535).
func parsePath(text string) (*jsonpath.JSONPath, error) {
	return jsonpath.NewPath(text, config.WithStrictRFC9535())
}

// query returns the values that the path finds.
func (b *bodyNode) query(path *jsonpath.JSONPath) []any {
	var values []any
	for _, node := range path.Query(b.root) {
		var value any
		if err := node.Decode(&value); err == nil {
			values = append(values, asJSON(value))
		}
	}
	return values
}

// asJSON turns the integers of YAML into what JSON numbers are decoded to.
func asJSON(value any) any {
	switch v := value.(type) {
	case int:
		return float64(v)
	case int64:
		return float64(v)
	case uint64:
		return float64(v)
	case []any:
		for i := range v {
			v[i] = asJSON(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = asJSON(v[name])
		}
	}
	return value
}
