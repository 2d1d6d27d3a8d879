package report

// name is the element as people know it: action = finalize.
func (e Element) name() string {
	switch e.Kind {
	case ElementValue:
		return e.Name + " = " + e.Value
	case ElementParameter:
		return e.Name + " (parameter)"
	case ElementMedia:
		return e.Name + " (media type)"
	case ElementProperty:
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
