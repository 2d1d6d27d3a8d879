package web

import (
	"fmt"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/contract"
)

// Operations are the operations that an API has, below one prefix.
type Operations struct {
	Prefix string
	List   []*contract.Operation
}

// MethodsAt are the methods that are documented for a path, which stands without
// the prefix.
func (o Operations) MethodsAt(path string) []string {
	var methods []string
	for _, op := range o.List {
		if op.Matches(path) {
			methods = append(methods, op.Method)
		}
	}
	return methods
}

// Missing says that there is no such operation, and what there is instead. owner
// is what has none: "vsrsim".
func (o Operations) Missing(owner, method, path string) string {
	text := fmt.Sprintf("%s has no operation %s %s", owner, method, path)
	if methods := o.MethodsAt(strings.TrimPrefix(path, o.Prefix)); len(methods) > 0 {
		return text + ", there it has: " + strings.Join(methods, ", ")
	}
	return text + ", it has: " + strings.Join(o.routes(), ", ")
}

func (o Operations) routes() []string {
	routes := make([]string, len(o.List))
	for i, op := range o.List {
		routes[i] = op.Method + " " + o.Prefix + op.Path
	}
	return routes
}
