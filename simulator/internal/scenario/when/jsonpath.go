package when

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/pb33f/go-yaml"
	"github.com/pb33f/jsonpath/pkg/jsonpath"
	"github.com/pb33f/jsonpath/pkg/jsonpath/config"
	"github.com/pb33f/jsonpath/pkg/jsonpath/token"
)

// bodyNode is a JSON value in the form that the JSONPath library queries. It is as
// large as the value; what a query finds is the value itself.
type bodyNode struct {
	root   *yaml.Node
	values map[*yaml.Node]any
}

func newBodyNode(value any) *bodyNode {
	b := &bodyNode{values: map[*yaml.Node]any{}}
	b.root = b.node(value, 0)
	return b
}

// maxBodyDepth is how deep a query looks. The library gathers what it finds level
// by level, so a body of thousands of levels would cost the square of that; no
// body that fits the contract has so many.
const maxBodyDepth = 100

func (b *bodyNode) node(value any, depth int) *yaml.Node {
	if depth > maxBodyDepth {
		value = nil
	}
	node := &yaml.Node{Kind: yaml.ScalarNode}
	switch v := value.(type) {
	case nil:
		node.Tag, node.Value = "!!null", "null"
	case bool:
		node.Tag, node.Value = "!!bool", strconv.FormatBool(v)
	case string:
		node.Tag, node.Value = "!!str", v
	case float64:
		node.Tag, node.Value = numberWord(v)
	case []any:
		node.Kind, node.Tag = yaml.SequenceNode, "!!seq"
		for _, item := range v {
			node.Content = append(node.Content, b.node(item, depth+1))
		}
	case map[string]any:
		node.Kind, node.Tag = yaml.MappingNode, "!!map"
		for _, name := range slices.Sorted(maps.Keys(v)) {
			key := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: name}
			node.Content = append(node.Content, key, b.node(v[name], depth+1))
		}
	default:
		panic(fmt.Sprintf("scenario: a decoded body has a %T", value))
	}
	b.values[node] = value
	return node
}

func numberWord(number float64) (tag, word string) {
	if number == math.Trunc(number) && math.Abs(number) < 1<<53 {
		return "!!int", strconv.FormatInt(int64(number), 10)
	}
	return "!!float", strconv.FormatFloat(number, 'g', -1, 64)
}

// query returns the values that the path finds.
func (b *bodyNode) query(path *jsonpath.JSONPath) []any {
	var values []any
	for _, node := range path.Query(b.root) {
		if value, known := b.values[node]; known {
			values = append(values, value)
		}
	}
	return values
}

// parsePath reads a JSONPath (RFC 9535) whose cost grows with the body and no faster.
func parsePath(text string) (*jsonpath.JSONPath, error) {
	if len(text) > maxJSONPath {
		return nil, fmt.Errorf("has %d bytes, at most %d are allowed", len(text), maxJSONPath)
	}
	path, err := jsonpath.NewPath(text, config.WithStrictRFC9535())
	if err != nil {
		return nil, err
	}
	return path, checkPathCost(token.NewTokenizer(text, config.WithStrictRFC9535()).Tokenize())
}

const (
	maxJSONPath   = 500 // bytes
	maxUnions     = 2   // brackets with several selectors, each of which multiplies what is found
	maxUnionComma = 8   // in all of them together
)

// checkPathCost refuses what visits a value of a body many times over.
func checkPathCost(tokens token.Tokens) error {
	descents, depth, filter := 0, 0, 0 // filter is the depth of the brackets that hold one
	unions, commas := map[int]bool{}, 0
	for i, t := range tokens {
		inFilter := filter > 0
		switch t.Token {
		case token.BRACKET_LEFT:
			depth++
		case token.BRACKET_RIGHT:
			if depth--; depth < filter {
				filter = 0
			}
		case token.RECURSIVE:
			descents++
		case token.COMMA:
			if !inFilter {
				commas++
				unions[openBracket(tokens[:i])] = true
			}
		case token.FILTER:
			if filter = depth; inFilter {
				return errors.New("has a filter in a filter, which is not supported")
			}
		}
		if inFilter && slices.Contains([]token.Token{token.RECURSIVE, token.WILDCARD, token.ROOT, token.ARRAY_SLICE}, t.Token) {
			return errors.New("has a filter that asks for more than named properties of each item, such as ?@.a.b == 1")
		}
	}
	switch {
	case descents > 1:
		return errors.New("descends (..) more than once: it would visit each value many times over")
	case len(unions) > maxUnions || commas > maxUnionComma:
		return fmt.Errorf("has more than %d lists of selectors, or more than %d commas in them", maxUnions, maxUnionComma)
	}
	return nil
}

// openBracket is the index of the bracket that is open where the tokens end.
func openBracket(tokens token.Tokens) int {
	depth := 0
	for i, t := range slices.Backward(tokens) {
		switch t.Token {
		case token.BRACKET_RIGHT:
			depth++
		case token.BRACKET_LEFT:
			if depth--; depth < 0 {
				return i
			}
		}
	}
	return -1
}
