package when

import (
	"reflect"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/types"
	"github.com/expr-lang/expr/vm"
)

// expression is a where, compiled twice. The plain program reads fields and maps
// by reflection, which costs memory each time. The flat one has a name for each
// value that it asks for, such as review.status, and a call computes each value
// once for all rules. It cannot say what a value is that is not there, so a call
// without a review or a vendor goes by the plain one.
type expression struct {
	plain *vm.Program
	flat  *vm.Program // nil if there is none
	names []string    // of the flat one
}

func newExpression(text string) (expression, error) {
	plain, err := compileWhere(text)
	if err != nil {
		return expression{}, err
	}
	e := expression{plain: plain}
	tree, err := parser.Parse(text)
	if err != nil {
		return e, nil
	}
	flattened := &flattener{types: types.Map{allowanceName: allowanceType}}
	ast.Walk(&tree.Node, flattened)
	options := append([]expr.Option{expr.Env(flattened.types), expr.AsBool(), expr.Patch(flattened)}, options()...)
	if flat, err := expr.Compile(text, options...); err == nil {
		e.flat = flat
		for name := range flattened.types {
			e.names = append(e.names, name)
		}
	}
	return e, nil
}

// flattener replaces review.status by one name, and notes which names there are.
type flattener struct{ types types.Map }

// Visit is called for what an expression is made of before the whole.
func (f *flattener) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		if of, ok := exprType(reflect.TypeFor[whereCall](), n.Value); ok {
			f.types[n.Value] = of
		}
	case *ast.MemberNode:
		thing, isName := n.Node.(*ast.IdentifierNode)
		field, isText := n.Property.(*ast.StringNode)
		if !isName || !isText || n.Optional {
			return
		}
		if of, ok := memberType(thing.Value, field.Value); ok {
			name := thing.Value + "." + field.Value
			f.types[name] = of
			ast.Patch(node, &ast.IdentifierNode{Value: name})
		}
	}
}

func memberType(thing, field string) (types.Type, bool) {
	switch thing {
	case "path":
		return types.Int64, true
	case "review":
		return exprType(reflect.TypeFor[whereReview](), field)
	case "vendor":
		return exprType(reflect.TypeFor[whereVendor](), field)
	default:
		return nil, false
	}
}

// exprType is the type of the field that expressions call by a name.
func exprType(of reflect.Type, name string) (types.Type, bool) {
	i := fieldOf(of, name)
	if i < 0 {
		return nil, false
	}
	if of.Field(i).Type.Kind() == reflect.Interface {
		return types.Any, true
	}
	return types.TypeOf(reflect.Zero(of.Field(i).Type).Interface()), true
}

func fieldOf(of reflect.Type, name string) int {
	for i := range of.NumField() {
		if of.Field(i).Tag.Get("expr") == name {
			return i
		}
	}
	return -1
}

// evaluator computes the expressions of one call. What they ask about is made
// once, but for the state, which is that of the rule's scenario.
type evaluator struct {
	env  whereCall
	flat map[string]any // by name, as far as it was asked for
	vm   vm.VM
}

func (c *Call) evaluate(e expression) (any, error) {
	if c.evaluator == nil {
		env := c.where()
		c.evaluator = &evaluator{env: env, flat: map[string]any{allowanceName: env.Allowance}, vm: vm.VM{MemoryBudget: maxWhereMade}}
	}
	ev := c.evaluator
	ev.env.Allowance.restart()
	if ev.env.State != c.State {
		ev.env.State = c.State
		delete(ev.flat, "state")
	}
	if e.flat != nil && ev.has(e.names) {
		return ev.vm.Run(e.flat, ev.flat)
	}
	return ev.vm.Run(e.plain, &ev.env)
}

// has tells whether the call has a value for each name, once it has looked.
func (ev *evaluator) has(names []string) bool {
	for _, name := range names {
		if _, known := ev.flat[name]; known {
			continue
		}
		value, there := ev.value(name)
		if !there {
			return false
		}
		ev.flat[name] = value
	}
	return true
}

func (ev *evaluator) value(name string) (value any, there bool) {
	thing, field, isMember := strings.Cut(name, ".")
	switch {
	case !isMember:
		return exprField(reflect.ValueOf(ev.env), name), true
	case thing == "path":
		return ev.env.Path[field], true
	case thing == "review" && ev.env.Review != nil:
		return exprField(reflect.ValueOf(*ev.env.Review), field), true
	case thing == "vendor" && ev.env.Vendor != nil:
		return exprField(reflect.ValueOf(*ev.env.Vendor), field), true
	default:
		return nil, false
	}
}

func exprField(of reflect.Value, name string) any {
	return of.Field(fieldOf(of.Type(), name)).Interface()
}
