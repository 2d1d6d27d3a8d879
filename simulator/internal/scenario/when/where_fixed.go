package when

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/builtin"
	exprfile "github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"
)

// What an expression says of a call must be the same each time and on each machine,
// or the same calls would not have the same answers. The library's own functions list
// a mapping in the order of Go's maps, and ask the machine for its time and its zones.

// repeatable are the options that put functions with one result in their place.
func repeatable() []expr.Option {
	return []expr.Option{
		expr.DisableBuiltin("now"), // now is the time of the call
		expr.DisableBuiltin("timezone"),
		expr.Function("date", dateInUTC, new(func(string) time.Time), new(func(text, layout string) time.Time)),
		overMapping("keys", func(key, _ any) any { return key }),
		overMapping("values", func(_, value any) any { return value }),
		overMapping("toPairs", func(key, value any) any { return []any{key, value} }),
	}
}

// dateInUTC reads a date as the library does, where that says no zone in UTC. Without
// a zone of its own, the library would look an abbreviation up in that of the machine.
func dateInUTC(args ...any) (any, error) {
	return builtin.Builtins[builtin.Index["date"]].Func(append([]any{time.UTC}, args...)...)
}

// overMapping is a function that makes a list of a mapping, in the order of its keys.
func overMapping(name string, item func(key, value any) any) expr.Option {
	of := func(args ...any) (any, error) {
		mapping := reflect.ValueOf(args[0])
		if mapping.Kind() != reflect.Map {
			return nil, fmt.Errorf("cannot get %s from %s", name, mapping.Kind())
		}
		keys := mapping.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return cmp.Compare(fmt.Sprintf("%#v", a), fmt.Sprintf("%#v", b)) })
		list := make([]any, len(keys))
		for i, key := range keys {
			list[i] = item(key.Interface(), mapping.MapIndex(key).Interface())
		}
		return list, nil
	}
	return expr.Function(name, of, new(func(any) []any))
}

// checkZone fails for an expression that takes a time into another zone: which there
// are, the machine says.
func checkZone(program *vm.Program) error {
	var wrong *exprfile.Error
	node := program.Node()
	ast.Walk(&node, visitor(func(node *ast.Node) {
		member, isMember := (*node).(*ast.MemberNode)
		if !isMember || member.Node.Type() != reflect.TypeFor[time.Time]() {
			return
		}
		if name, isText := member.Property.(*ast.StringNode); isText && slices.Contains([]string{"Local", "In"}, name.Value) {
			wrong = &exprfile.Error{Location: member.Location(), Message: "a time has no " + name.Value + " here: it is in UTC"}
		}
	}))
	if wrong == nil {
		return nil
	}
	return wrong.Bind(program.Source())
}
