package when

import (
	"slices"
	"strconv"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// whereNarrowing is what an expression narrows the calls to: it can only be true where
// something in it that must hold compares a name with given values. An expression that
// fails is not true either. It is nil if nothing of that kind stands there.
func whereNarrowing(text string) *Narrowing {
	tree, err := parser.Parse(text)
	if err != nil { // lint has said so
		return nil
	}
	return narrowingOf(tree.Node)
}

func narrowingOf(node ast.Node) *Narrowing {
	n, isBinary := node.(*ast.BinaryNode)
	if !isBinary {
		return nil
	}
	switch n.Operator {
	case "&&", "and":
		if left := narrowingOf(n.Left); left != nil {
			return left
		}
		return narrowingOf(n.Right)
	case "||", "or":
		return eitherNarrowing(narrowingOf(n.Left), narrowingOf(n.Right))
	case "==":
		if found := comparison(n.Left, n.Right); found != nil {
			return found
		}
		return comparison(n.Right, n.Left)
	case "in":
		if list, isList := n.Right.(*ast.ArrayNode); isList {
			return comparison(n.Left, list.Nodes...)
		}
	}
	return nil
}

// eitherNarrowing is of the calls that one or the other is of.
func eitherNarrowing(one, other *Narrowing) *Narrowing {
	if one == nil || other == nil || one.Place() != other.Place() {
		return nil
	}
	return &Narrowing{OneOf: slices.Concat(one.OneOf, other.OneOf), place: one.place}
}

// comparison is what comparing a name with given values narrows the calls to.
func comparison(name ast.Node, given ...ast.Node) *Narrowing {
	said, values := wherePlace(name)
	if values == nil || len(given) == 0 {
		return nil
	}
	n := &Narrowing{place: place{name: "where " + said, values: values}}
	for _, node := range given {
		switch literal := node.(type) {
		case *ast.StringNode:
			n.OneOf = append(n.OneOf, literal.Value)
		case *ast.IntegerNode:
			n.OneOf = append(n.OneOf, strconv.Itoa(literal.Value))
		default:
			return nil
		}
	}
	return n
}

// wherePlace is the place that a name of an expression stands for, with the value that the
// expression would see there: none if it would fail. The state is not among the places,
// since each scenario has its own.
func wherePlace(node ast.Node) (name string, values func(*Call) []any) {
	switch n := node.(type) {
	case *ast.IdentifierNode:
		return n.Value, whereTexts[n.Value]
	case *ast.MemberNode:
		thing, isName := n.Node.(*ast.IdentifierNode)
		field, isText := n.Property.(*ast.StringNode)
		if !isName || !isText || n.Optional {
			return "", nil
		}
		if thing.Value == "path" {
			return "path." + field.Value, wherePath(field.Value)
		}
		name := thing.Value + "." + field.Value
		return name, whereFacts[name]
	}
	return "", nil
}

var whereTexts = map[string]func(*Call) []any{
	"key":    keyValues,
	"method": func(c *Call) []any { return []any{c.Request.Method} },
}

func wherePath(name string) func(*Call) []any {
	return func(c *Call) []any {
		text, _ := c.path(name)
		id, _ := exchange.ParseID(text)
		return []any{id}
	}
}

var whereFacts = map[string]func(*Call) []any{
	"review.id":              ofWhereReview(func(r *whereReview) any { return r.ID }),
	"review.type":            ofWhereReview(func(r *whereReview) any { return r.Type }),
	"review.status":          ofWhereReview(func(r *whereReview) any { return r.Status }),
	"review.decision":        ofWhereReview(func(r *whereReview) any { return r.Decision }),
	"review.title":           ofWhereReview(func(r *whereReview) any { return r.Title }),
	"review.userId":          ofWhereReview(func(r *whereReview) any { return r.UserID }),
	"review.requesterUserId": ofWhereReview(func(r *whereReview) any { return r.RequesterUserID }),
	"vendor.id":              ofWhereVendor(func(v *whereVendor) any { return v.ID }),
	"vendor.name":            ofWhereVendor(func(v *whereVendor) any { return v.Name }),
	"vendor.securityOwner":   ofWhereVendor(func(v *whereVendor) any { return v.SecurityOwner }),
}

func ofWhereReview(field func(*whereReview) any) func(*Call) []any {
	return func(c *Call) []any {
		if r := c.Facts.Review; r != nil {
			return []any{field(whereReviewOf(r))}
		}
		return nil
	}
}

func ofWhereVendor(field func(*whereVendor) any) func(*Call) []any {
	return func(c *Call) []any {
		if v := whereVendorOf(c.Facts.Vendor); v != nil {
			return []any{field(v)}
		}
		return nil
	}
}
