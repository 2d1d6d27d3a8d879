package when

import (
	"math/bits"
	"reflect"
	"strings"

	"github.com/expr-lang/expr/ast"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
)

// kinds are the kinds of JSON that a part of an expression may be, as a set.
type kinds uint8

const (
	kindNull kinds = 1 << iota
	kindTruth
	kindNumber
	kindText
	kindList
	kindObject
	kindOther // a time, a review

	anyKind = kindNull | kindTruth | kindNumber | kindText | kindList | kindObject | kindOther
	ordered = kindNumber | kindText | kindOther
)

var kindWords = map[kinds]string{
	kindNull: "nil", kindTruth: "true or false", kindNumber: "a number", kindText: "a text",
	kindList: "a list", kindObject: "an object", kindOther: "something else",
}

func (k kinds) String() string {
	var words []string
	for rest := k; rest != 0; rest &= rest - 1 {
		words = append(words, kindWords[1<<bits.TrailingZeros8(uint8(rest))])
	}
	if words == nil {
		return "of another kind"
	}
	return strings.Join(words, " or ")
}

// kindOf is the kind of a value of JSON.
func kindOf(value any) kinds {
	switch value.(type) {
	case nil:
		return kindNull
	case bool:
		return kindTruth
	case float64:
		return kindNumber
	case string:
		return kindText
	case []any:
		return kindList
	default:
		return kindObject
	}
}

// literal is the value of a node that is one.
func literal(node ast.Node) (value any, is bool) {
	switch n := node.(type) {
	case *ast.NilNode:
		return nil, true
	case *ast.BoolNode:
		return n.Value, true
	case *ast.IntegerNode:
		return float64(n.Value), true
	case *ast.FloatNode:
		return n.Value, true
	case *ast.StringNode:
		return n.Value, true
	case *ast.UnaryNode:
		number, isNumber := literal(n.Node)
		if value, ok := number.(float64); isNumber && ok && n.Operator == "-" {
			return -value, true
		}
	}
	return nil, false
}

// kinds are those that a node may be: by its type, or for a part of a body by what
// the contract lets it hold.
func (w *whereLinter) kinds(node ast.Node) kinds {
	if value, is := literal(node); is {
		return kindOf(value)
	}
	if name := nameOf(node); strings.HasPrefix(name, "body.") && w.operations != nil {
		return w.bodyKinds(strings.Split(name, ".")[1:])
	}
	switch of := node.Type(); of.Kind() {
	case reflect.Bool:
		return kindTruth
	case reflect.Int, reflect.Int64, reflect.Float64:
		return kindNumber
	case reflect.String:
		return kindText
	case reflect.Slice:
		return kindList
	case reflect.Pointer:
		return kindNull | kindOther
	case reflect.Struct:
		return kindOther
	case reflect.Map:
		return kindObject
	default:
		return anyKind
	}
}

// samples are values of each kind: what takes none of them takes no such kind.
var samples = map[kinds][]any{
	kindTruth:  {true, false},
	kindNumber: {0.0, 1.0, 0.5, 100.0, -1.0},
	kindList:   {[]any{}},
	kindObject: {map[string]any{}},
}

// bodyKinds is nothing for a property that no body has. Which texts fit, samples
// cannot tell, so a text may stand wherever no other kind does.
func (w *whereLinter) bodyKinds(place []string) kinds {
	having := w.having(place)
	if len(having) == 0 {
		return kindNull
	}
	found := kindNull
	for _, op := range having {
		own := kinds(0)
		for kind, values := range samples {
			for _, value := range values {
				if takes(op, place, value) {
					own |= kind
				}
			}
		}
		if own&^(kindList|kindObject) == 0 || takes(op, place, "x") {
			own |= kindText
		}
		if own == kindText { // an object or a list with rules of its own may take no empty one
			own |= w.deeper(op.BodyProperties(place))
		}
		found |= own
	}
	return found
}

func takes(op *contract.Operation, place []string, value any) bool {
	violations := op.CheckBodyValue(place, value)
	return violations.None()
}

func (w *whereLinter) deeper(properties []string) kinds {
	if len(properties) > 0 {
		return kindObject
	}
	return 0
}
