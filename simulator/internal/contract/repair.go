package contract

import (
	"maps"
	"slices"
	"strconv"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// Repair makes, of a request that differs from the contract, one that does not:
// what differs is left out, and a JSON body under another Content-Type is taken
// for what it is. It fails where what is left does not fit the contract either, as
// without a property that is required, and where more differs than a check tells,
// undeclared properties and values of the query aside. The request that came stays
// as it is.
func (op *Operation) Repair(r *exchange.Request) (repaired *exchange.Request, ok bool) {
	fixed := *r
	fixed.Query = op.knownValues(r)
	if len(op.bodies) > 0 && !op.Takes(r.MediaType) && r.JSON != nil {
		fixed.MediaType = "application/json"
	}
	if body := op.bodies[fixed.MediaType]; body != nil {
		fixed.JSON = body.shape.declared(r.JSON)
	}
	rest := op.CheckRequest(&fixed, nil)
	if rest.More > 0 {
		return nil, false
	}
	leftOut := map[string]bool{} // pointers into the body
	for _, v := range rest.List {
		if v.In != InBody || v.Pointer == "" {
			return nil, false
		}
		leftOut[v.Pointer] = true
	}
	if len(leftOut) > 0 {
		fixed.JSON = withoutValues(fixed.JSON, "", leftOut)
		rest = op.CheckRequest(&fixed, nil)
	}
	return &fixed, rest.None()
}

// knownValues is the query without the values that its parameters do not allow.
func (op *Operation) knownValues(r *exchange.Request) map[string][]string {
	query := maps.Clone(r.Query)
	for _, p := range op.parameters {
		if p.in != InQuery || len(query[p.name]) == 0 {
			continue
		}
		query[p.name] = slices.DeleteFunc(slices.Clone(query[p.name]), func(text string) bool {
			alone := exchange.Request{Query: map[string][]string{p.name: {text}}}
			return len(p.check(&alone).list) > 0
		})
	}
	return query
}

// declared is a value without the properties that the schema does not name.
func (s *shape) declared(value any) any {
	switch v := value.(type) {
	case map[string]any:
		if len(s.properties) == 0 || s.others != nil {
			return v
		}
		kept := make(map[string]any, min(len(v), len(s.properties)))
		for name, property := range s.properties {
			if child, there := v[name]; there {
				kept[name] = property.declared(child)
			}
		}
		return kept
	case []any:
		if s.items == nil {
			return v
		}
		kept := make([]any, len(v))
		for i, child := range v {
			kept[i] = s.items.declared(child)
		}
		return kept
	default:
		return value
	}
}

// withoutValues copies a JSON value without those at the pointers.
func withoutValues(value any, at string, leftOut map[string]bool) any {
	switch v := value.(type) {
	case map[string]any:
		kept := make(map[string]any, len(v))
		for name, child := range v {
			if below := at + pointer([]string{name}); !leftOut[below] {
				kept[name] = withoutValues(child, below, leftOut)
			}
		}
		return kept
	case []any:
		kept := make([]any, 0, len(v))
		for i, child := range v {
			if below := at + "/" + strconv.Itoa(i); !leftOut[below] {
				kept = append(kept, withoutValues(child, below, leftOut))
			}
		}
		return kept
	default:
		return value
	}
}
