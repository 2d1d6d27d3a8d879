package report

import "github.com/vsrsim/vsrsim/simulator/internal/contract"

// name is the element as people know it: action = finalize.
func (e Element) name() string {
	switch e.Kind {
	case contract.ElementValue:
		return e.Name + " = " + e.Value
	case contract.ElementParameter:
		return e.Name + " (parameter)"
	case contract.ElementMedia:
		return e.Name + " (media type)"
	case contract.ElementProperty:
	}
	return e.Name
}

// elements are those that calls had, and those that none had.
func (op Operation) elements() (used, unused []Element) {
	for _, e := range op.Elements {
		if e.Used > 0 {
			used = append(used, e)
		} else {
			unused = append(unused, e)
		}
	}
	return used, unused
}
