package when

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/checker"
	"github.com/expr-lang/expr/conf"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/suggest"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// lintPlaces refuses the names in an expression that no call has, and comparisons that
// can never hold. The compiler of expressions does not know what keys the mappings
// of a call have, nor what the contract lets a body hold. Where operations are nil,
// nothing is said of bodies: the call may be one that breaks the contract.
func lintPlaces(l *yamlfile.Linter, documented *contract.Contract, text, path string, operations []*contract.Operation) {
	tree, err := checker.ParseCheck(text, conf.New(whereCall{}))
	if err != nil { // the options that bound an expression know more functions
		return
	}
	w := whereLinter{contract: documented, operations: operations}
	ast.Walk(&tree.Node, visitor(w.visit))
	for _, problem := range w.problems {
		l.Refuse(path, problem)
	}
}

// whereLinter looks at one expression.
type whereLinter struct {
	contract   *contract.Contract
	operations []*contract.Operation
	problems   []string
}

func (w *whereLinter) refuse(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if !slices.Contains(w.problems, text) {
		w.problems = append(w.problems, text)
	}
}

func (w *whereLinter) visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.MemberNode:
		w.member(n)
	case *ast.BinaryNode:
		w.comparison(n)
	}
}

// nameOf is what a node is called, such as body.socForm.findings; empty if it is
// not a name with what follows it.
func nameOf(node ast.Node) string {
	switch n := node.(type) {
	case *ast.IdentifierNode:
		return n.Value
	case *ast.ChainNode:
		return nameOf(n.Node)
	case *ast.MemberNode:
		of := nameOf(n.Node)
		if name, isText := n.Property.(*ast.StringNode); isText && of != "" {
			return of + "." + name.Value
		}
	}
	return ""
}

// member refuses keys of path and header that no call has.
func (w *whereLinter) member(n *ast.MemberNode) {
	thing, key, _ := strings.Cut(nameOf(n), ".")
	switch canonical := http.CanonicalHeaderKey(key); {
	case key == "":
	case thing == "path" && !slices.Contains(w.parameters(), key):
		w.refuse("path has no %q: no path of %s has it%s", key, w.about(), suggest.Among(key, w.parameters()))
	case thing == "header" && key != canonical:
		w.refuse("header has no %q: names of headers are written as in header[%q]", key, canonical)
	}
}

func (w *whereLinter) about() string {
	if w.operations == nil {
		return "the contract"
	}
	return strings.Join(ids(w.operations), ", ")
}

// parameters are the path parameters of the operations.
func (w *whereLinter) parameters() []string {
	operations := w.operations
	if operations == nil {
		operations = w.contract.Operations
	}
	var names []string
	for _, op := range operations {
		names = append(names, op.PathParameters()...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// comparison refuses one whose two sides have nothing in common.
func (w *whereLinter) comparison(n *ast.BinaryNode) {
	switch n.Operator {
	case "==":
		w.equality(n, n.Left, n.Right)
		w.equality(n, n.Right, n.Left)
	case "in":
		if list, isList := n.Right.(*ast.ArrayNode); isList {
			w.membership(n, list)
		}
	case "<", "<=", ">", ">=":
		left, right := w.kinds(n.Left)&ordered, w.kinds(n.Right)&ordered
		w.meet(n, left, right)
	case "contains", "startsWith", "endsWith":
		w.meet(n, w.kinds(n.Left), kindText)
		w.meet(n, w.kinds(n.Right), kindText)
	case "matches":
		w.pattern(n)
	}
}

func (w *whereLinter) pattern(n *ast.BinaryNode) {
	w.meet(n, w.kinds(n.Left), kindText)
	pattern, isText := n.Right.(*ast.StringNode)
	if !isText {
		w.refuse("%s: the regular expression must be a text in quotes", n)
	} else if err := checkPattern(pattern.Value); err != nil {
		w.refuse("%s %v", "the text after matches", err)
	}
}

func (w *whereLinter) meet(n *ast.BinaryNode, left, right kinds) {
	if left&right == 0 {
		w.refuse("%s can never hold: %s is %s, not %s", n, n.Left, w.kinds(n.Left), right)
	}
}

// equality holds a name against a value that is given.
func (w *whereLinter) equality(n *ast.BinaryNode, name, value ast.Node) {
	given, isValue := literal(value)
	if !isValue {
		if name == n.Left {
			w.meet(n, w.kinds(n.Left), w.kinds(n.Right))
		}
		return
	}
	if why := w.unsatisfiable(name, given); why != "" {
		w.refuse("%s can never hold: %s", n, why)
	}
}

// membership refuses the items of a list that a name can never be.
func (w *whereLinter) membership(n *ast.BinaryNode, list *ast.ArrayNode) {
	for _, item := range list.Nodes {
		if given, isValue := literal(item); isValue {
			if why := w.unsatisfiable(n.Left, given); why != "" {
				w.refuse("%s can never hold for %s: %s", n, item, why)
			}
		}
	}
}

// unsatisfiable tells why what a node stands for is never a value; empty if it may be.
func (w *whereLinter) unsatisfiable(node ast.Node, value any) string {
	if _, isValue := literal(node); isValue {
		return "" // two values that are given: the compiler computes that
	}
	kinds, name := w.kinds(node), nameOf(node)
	if value == nil && kinds&kindNull != 0 {
		return ""
	}
	if kinds&kindOf(value) == 0 {
		return fmt.Sprintf("%s is %s, not %s", node, kinds, kindOf(value))
	}
	number, isNumber := value.(float64)
	isID := strings.HasPrefix(name, "path.") || name == "review.id" || name == "vendor.id"
	switch {
	case isID && isNumber && (!isWhole(value) || number < 1):
		return name + " is a whole number from 1"
	case isNumber && !isWhole(value) && isInteger(node):
		return node.String() + " is a whole number"
	case strings.HasPrefix(name, "body.") && w.operations != nil:
		return w.unsatisfiableInBody(strings.Split(name, ".")[1:], value)
	}
	text, isText := value.(string)
	if known := w.words(name); isText && known != nil && !slices.Contains(known, text) {
		return fmt.Sprintf("%s is never %s%s", name, strconv.Quote(text), suggest.Among(text, known))
	}
	return ""
}

// words are the only texts that a name stands for; nil if there are others.
func (w *whereLinter) words(name string) []string {
	var words []string
	for _, op := range w.contract.Operations {
		switch name {
		case "operation":
			words = append(words, op.ID)
		case "method":
			words = append(words, op.Method)
		case "permission":
			words = append(words, op.Permission)
		}
	}
	switch name {
	case "operation", "method", "permission":
		if w.operations == nil {
			words = append(words, "") // of a call to no operation
			if name == "method" {
				return nil
			}
		}
	case "review.type":
		words = asTexts(state.ReviewTypes())
	case "review.status":
		words = asTexts(state.ReviewStatuses())
	case "review.decision":
		words = asTexts(state.Decisions())
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// unsatisfiableInBody tells why no body of the operations has the value in that place.
func (w *whereLinter) unsatisfiableInBody(place []string, value any) (why string) {
	for _, op := range w.having(place) {
		violations := op.CheckBodyValue(place, value)
		if violations.None() {
			return ""
		}
		why = violations.String()
	}
	return why
}

// having are the operations whose bodies have a property.
func (w *whereLinter) having(place []string) []*contract.Operation {
	return slices.DeleteFunc(slices.Clone(w.operations), func(op *contract.Operation) bool {
		for depth := range place {
			if !slices.Contains(op.BodyProperties(place[:depth]), place[depth]) {
				return true
			}
		}
		return false
	})
}

func isInteger(node ast.Node) bool {
	kind := node.Type().Kind()
	return kind == reflect.Int || kind == reflect.Int64
}
