package when

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/builtin"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/types"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// What an expression may cost. The library bounds what ranges and lists take; it
// counts neither the turns of loops nor what texts take, so the expression is made
// to count those itself.
const (
	maxWhere      = 4096    // bytes of an expression
	maxWhereNodes = 1000    // names, values and operators in it
	maxWhereMade  = 100_000 // values in the ranges and lists that it makes
	baseSteps     = 10_000  // for any call
	stepsForSize  = 16      // more for each value of the request
	bytesForStep  = 16      // of a text that count as one value
	maxRepeat     = 10_000  // bytes that repeat makes
)

// errCost is why an expression is not computed to its end.
var errCost = errors.New("it takes too many steps for a call of this size: ask for less, without loops in loops")

// allowance counts down what an expression may still cost. It belongs to one call.
type allowance struct{ most, left, spent int }

// newAllowance allows as much as goes with the size of the request.
func newAllowance(r *exchange.Request) *allowance {
	const enough = 1 << 40 / stepsForSize
	size := sizeOf(r.JSON, enough)
	for _, values := range r.Query {
		for _, text := range values {
			size += sizeOf(text, enough)
		}
	}
	most := baseSteps + stepsForSize*size
	return &allowance{most: most, left: most}
}

func (a *allowance) restart() {
	a.spent += a.most - a.left
	a.left = a.most
}

// Steps is how many steps the expressions took that the call was asked by.
func (c *Call) Steps() int {
	if c.evaluator == nil {
		return 0
	}
	a := c.evaluator.env.Allowance
	return a.spent + a.most - a.left
}

// charge counts a value that the expression takes up, with all that is in it.
func (a *allowance) charge(value any) error {
	a.left -= 1 + sizeOf(value, a.left)
	if a.left < 0 {
		return errCost
	}
	return nil
}

// sizeOf is how many values a value has in it, itself not counted. It stops
// counting above most.
func sizeOf(value any, most int) int {
	size := 0
	switch v := value.(type) {
	case nil, bool, int, int64, float64:
	case string:
		return len(v) / bytesForStep
	case []any:
		for i := 0; i < len(v) && size <= most; i++ {
			size += 1 + sizeOf(v[i], most-size)
		}
	case map[string]any:
		for name, item := range v {
			if size += 1 + len(name)/bytesForStep + sizeOf(item, most-size); size > most {
				break
			}
		}
	default:
		if of := reflect.ValueOf(value); of.Kind() == reflect.Slice || of.Kind() == reflect.Map {
			return of.Len()
		}
	}
	return size
}

// The names of what counts. Nobody can write them: they have a blank in them.
const (
	allowanceName = "the allowance"
	chargeName    = "the charge"
)

// options are those of every expression: those that bound it, and repeatable.
func options() []expr.Option {
	return append(repeatable(),
		expr.MaxNodes(maxWhereNodes),
		expr.Function("repeat", repeated, new(func(string, int) string)),
		withCharge,
		expr.Patch(&charger{}),
	)
}

// repeated takes the place of the library's own, which makes up to a million copies
// of a text of any length before it looks.
func repeated(args ...any) (any, error) {
	text, times := args[0].(string), args[1].(int)
	if times < 0 || times > maxRepeat || len(text)*times > maxRepeat {
		return nil, fmt.Errorf("repeat makes at most %d bytes", maxRepeat)
	}
	made := make([]byte, 0, len(text)*times)
	for range times {
		made = append(made, text...)
	}
	return string(made), nil
}

// withCharge adds the function that counts a value and returns it.
func withCharge(c *conf.Config) {
	c.Functions[chargeName] = &builtin.Function{
		Name: chargeName,
		Func: func(args ...any) (any, error) {
			a, _ := args[0].(*allowance)
			if a == nil { // nobody has called: lint computes what asks for nothing
				return args[1], nil
			}
			return args[1], a.charge(args[1])
		},
		Validate: func(args []reflect.Type) (reflect.Type, error) { return args[1], nil },
	}
}

// charger lets an expression count the values that it takes up: in loops all but
// numbers and truth values, and the result of each turn; elsewhere those whose size
// the caller decides.
type charger struct{ charged map[ast.Node]bool }

// Visit is called for what a node is made of before the node itself.
func (c *charger) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.MemberNode:
		c.free(&n.Node) // the whole of which a part is taken costs nothing
	case *ast.ChainNode:
		c.free(&n.Node)
	case *ast.CallNode:
		c.free(&n.Callee)
	case *ast.PredicateNode:
		c.loop(&n.Node)
		return
	}
	if takesUp(*node) && ofAnySize(*node) {
		c.charge(node)
	}
}

// loop charges for all that a turn takes up, and for the turn.
func (c *charger) loop(body *ast.Node) {
	ast.Walk(body, visitor(func(node *ast.Node) {
		switch n := (*node).(type) {
		case *ast.MemberNode:
			c.free(&n.Node)
		case *ast.ChainNode:
			c.free(&n.Node)
		case *ast.CallNode:
			c.free(&n.Callee)
		}
		if takesUp(*node) && !isSmall(*node) {
			c.charge(node)
		}
	}))
	c.charge(body)
}

type visitor func(*ast.Node)

func (v visitor) Visit(node *ast.Node) { v(node) }

func (c *charger) charge(node *ast.Node) {
	if c.charged == nil {
		c.charged = map[ast.Node]bool{}
	}
	if _, isCharge := charging(*node); isCharge || c.charged[*node] {
		return
	}
	inner := *node
	c.charged[inner] = true
	call := &ast.CallNode{Callee: &ast.IdentifierNode{Value: chargeName}, Arguments: []ast.Node{&ast.IdentifierNode{Value: allowanceName}, inner}}
	call.SetNature(*inner.Nature())
	ast.Patch(node, call)
	call.SetNature(*inner.Nature())
}

// free takes the charge for a node away.
func (c *charger) free(node *ast.Node) {
	if inner, isCharge := charging(*node); isCharge {
		delete(c.charged, inner)
		*node = inner
	}
}

// charging tells whether a node is a charge, and for what.
func charging(node ast.Node) (inner ast.Node, is bool) {
	call, isCall := node.(*ast.CallNode)
	if !isCall {
		return nil, false
	}
	name, isName := call.Callee.(*ast.IdentifierNode)
	if !isName || name.Value != chargeName {
		return nil, false
	}
	return call.Arguments[1], true
}

// takesUp tells whether a node is a value from elsewhere, or makes one.
func takesUp(node ast.Node) bool {
	switch n := node.(type) {
	case *ast.IdentifierNode:
		return n.Value != allowanceName && n.Value != chargeName
	case *ast.MemberNode:
		return !n.Method
	case *ast.PointerNode, *ast.SliceNode, *ast.ChainNode, *ast.BuiltinNode:
		return true
	case *ast.CallNode:
		_, isCharge := charging(node)
		return !isCharge
	case *ast.BinaryNode:
		return n.Operator == "+"
	default:
		return false
	}
}

func isSmall(node ast.Node) bool {
	switch node.Type().Kind() {
	case reflect.Bool, reflect.Int, reflect.Int64, reflect.Float64, reflect.Struct, reflect.Pointer, reflect.Func:
		return true
	default:
		return false
	}
}

// ofAnySize tells whether the caller decides how large a value is: it is one of the
// body, or a text that the expression makes.
func ofAnySize(node ast.Node) bool {
	switch node.(type) {
	case *ast.BuiltinNode, *ast.CallNode, *ast.BinaryNode:
		return !isSmall(node)
	default:
		return node.Type().Kind() == reflect.Interface
	}
}

var allowanceType = types.TypeOf((*allowance)(nil))
