package contract

import (
	"maps"
	"slices"
	"strconv"

	"github.com/vsrsim/vsrsim/simulator/exchange"
)

// Repair makes, of a request with these violations, one without them: what
// differs from the contract is left out, and a JSON body under another
// Content-Type is taken for what it is. It fails where what is left does not fit
// the contract either, as without a property that is required. The request that
// came stays as it is.
func (op *Operation) Repair(r *exchange.Request, violations []Violation) (repaired *exchange.Request, ok bool) {
	leftOut := map[string]bool{} // pointers into the body
	fixed := *r
	fixed.Query = maps.Clone(r.Query)
	for _, v := range slices.Backward(violations) { // so that the indexes before an item stay as they are
		switch {
		case v.In == InQuery:
			fixed.Query[v.Name] = withoutItem(fixed.Query[v.Name], v.Pointer)
		case v.In == InBody && v.Pointer != "":
			leftOut[v.Pointer] = true
		case v.In == InHeader && v.Name == "Content-Type" && r.JSON != nil:
			fixed.MediaType = "application/json"
		default:
			return nil, false
		}
	}
	fixed.JSON = withoutValues(r.JSON, "", leftOut)
	return &fixed, len(op.CheckRequest(&fixed, nil)) == 0
}

// withoutItem leaves out the value that a pointer names; all of them without one.
func withoutItem(texts []string, pointer string) []string {
	if pointer == "" {
		return nil
	}
	index, err := strconv.Atoi(pointer[1:])
	if err != nil || index >= len(texts) {
		return nil
	}
	return slices.Delete(slices.Clone(texts), index, index+1)
}

// withoutValues copies a JSON value without those at the pointers.
func withoutValues(value any, at string, leftOut map[string]bool) any {
	switch v := value.(type) {
	case map[string]any:
		kept := make(map[string]any, len(v))
		for name, child := range v {
			if below := at + "/" + escape.Replace(name); !leftOut[below] {
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
