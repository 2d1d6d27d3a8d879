package contract

import (
	"cmp"
	"slices"
	"strconv"
)

// walk holds a value against its schema piece by piece. The library builds a tree
// of everything that is wrong with what it is given, so it is never given more
// than what the document itself describes: the items of a list one by one, and
// of an object only the properties that the schema names.
type walk struct {
	path    []string              // of the piece
	found   func(difference) bool // is false once nobody wants to know more
	room    func() int            // for how many more differences
	unnamed func(more int)        // undeclared properties that are only counted
}

// piece is a value as the library is given it, and what was taken out of it.
type piece struct {
	value      any
	lists      []values
	undeclared []values
}

// values are those of a list or an object in a place below a piece.
type values struct {
	shape  *shape
	path   []string
	list   []any // without those that stay in the piece
	object map[string]any
}

// check is false once nobody wants to know more.
func (w *walk) check(s *shape, value any) bool {
	p := piece{}
	p.value = p.take(s, value, nil)
	if err := s.compiled.Validate(p.value); err != nil {
		for _, f := range inWords(s, flatten(err)) {
			if f.path = w.at(f.path); !w.found(f) {
				return false
			}
		}
	}
	for _, object := range p.undeclared {
		if !w.refuse(object) {
			return false
		}
	}
	for _, list := range p.lists {
		if !w.checkItems(list) {
			return false
		}
	}
	return true
}

// inWords says what the document has words for in these, once for each place.
func inWords(s *shape, found []difference) []difference {
	var said []difference
	for _, f := range found {
		if words := s.wordsFor(f); words != "" {
			f.text, f.fix, f.must = words, "send one that is", ""
		}
		if last := len(said) - 1; last < 0 || said[last].text != f.text || !slices.Equal(said[last].path, f.path) {
			said = append(said, f)
		}
	}
	return said
}

// at is a place below the piece.
func (w *walk) at(path []string) []string { return slices.Concat(w.path, path) }

func (w *walk) checkItems(v values) bool {
	before := w.path
	defer func() { w.path = before }()
	w.path = append(w.at(v.path), "")
	last := len(w.path) - 1
	met := map[any]bool{}
	for i, item := range v.list {
		w.path[last] = strconv.Itoa(i + v.shape.minItems)
		if !w.check(v.shape.items, item) || v.shape.unique && !w.checkUnique(met, item) {
			return false
		}
	}
	for _, name := range slices.Sorted(othersOf(v.object, v.shape)) {
		w.path[last] = name
		if !w.check(v.shape.others, v.object[name]) {
			return false
		}
	}
	return true
}

// checkUnique finds fault with an item that was met before. Lists and objects are not
// compared: no contract asks that of them.
func (w *walk) checkUnique(met map[any]bool, item any) bool {
	switch item.(type) {
	case []any, map[string]any:
		return true
	}
	if met[item] {
		return w.found(difference{path: slices.Clone(w.path), text: "must not be given twice", fix: "send it once", constraint: constraint{key: arrayUnique}})
	}
	met[item] = true
	return true
}

// othersOf are the names in an object that the schema does not list.
func othersOf(object map[string]any, s *shape) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for name := range object {
			if s.properties[name] == nil && !yield(name) {
				return
			}
		}
	}
}

// refuse finds fault with the properties that a schema does not name (A8): as many
// one by one as there is room for.
func (w *walk) refuse(v values) bool {
	names, more := leastNames(othersOf(v.object, v.shape))
	told := min(len(names), w.room())
	if told == 0 && len(w.path) > 0 {
		told = 1 // of one item among many, which ends the check
	}
	for _, name := range names[:told] {
		if !w.found(v.shape.unknown(append(w.at(v.path), name))) {
			return false
		}
	}
	w.unnamed(len(names) - told + more)
	return true
}

// leastNames are the first names in their order, as many as can be told, and how
// many more there are.
func leastNames(all func(yield func(string) bool)) (least []string, more int) {
	for name := range all {
		if len(least) < maxViolations {
			at, _ := slices.BinarySearch(least, name)
			least = slices.Insert(least, at, name)
			continue
		}
		more++
		if at, _ := slices.BinarySearch(least, name); at < maxViolations {
			least = slices.Insert(least[:maxViolations-1], at, name)
		}
	}
	return least, more
}

// take returns a value without what the library is not to see.
func (p *piece) take(s *shape, value any, path []string) any {
	switch v := value.(type) {
	case map[string]any:
		return p.takeObject(s, v, path)
	case []any:
		return p.takeList(s, v, path)
	default:
		return value
	}
}

func (p *piece) takeObject(s *shape, object map[string]any, path []string) any {
	if len(s.properties) == 0 && s.others == nil {
		return object // may have any, and the schema asks nothing of them
	}
	taken := make(map[string]any, min(len(object), len(s.properties)))
	for name, property := range s.properties {
		child, there := object[name]
		switch child.(type) {
		case map[string]any, []any:
			taken[name] = p.take(property, child, append(path[:len(path):len(path)], name))
		default:
			if there {
				taken[name] = child
			}
		}
	}
	if len(taken) < len(object) {
		rest := values{shape: s, path: path, object: object}
		if s.others != nil {
			p.lists = append(p.lists, rest)
		} else {
			p.undeclared = append(p.undeclared, rest)
		}
	}
	return taken
}

// takeList leaves as many items as the schema wants at least: so the library sees
// whether they are enough.
func (p *piece) takeList(s *shape, list []any, path []string) any {
	if s.items == nil {
		return list[:min(len(list), s.minItems)]
	}
	taken := make([]any, min(len(list), s.minItems))
	for i := range taken {
		taken[i] = p.take(s.items, list[i], append(path[:len(path):len(path)], strconv.Itoa(i)))
	}
	if rest := list[len(taken):]; len(rest) > 0 {
		p.lists = append(p.lists, values{shape: s, path: path, list: rest})
	}
	return taken
}

// comparePaths puts places in order, items of lists by their number.
func comparePaths(a, b []string) int {
	return slices.CompareFunc(a, b, func(a, b string) int {
		m, isIndex := strconv.Atoi(a)
		n, areIndexes := strconv.Atoi(b)
		if isIndex == nil && areIndexes == nil {
			return cmp.Compare(m, n)
		}
		return cmp.Compare(a, b)
	})
}
