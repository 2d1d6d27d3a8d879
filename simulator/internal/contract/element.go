package contract

import (
	"maps"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// Element is something that the contract names and a request may have or not:
// what a client was seen to use of an operation is counted by it.
type Element struct {
	Kind  ElementKind
	Name  string // expand[], or below the body socForm.findings[].description
	Value string // of ElementValue
}

// ElementKind is what an element is.
type ElementKind string

// The kinds of elements.
const (
	ElementParameter ElementKind = "parameter" // of the query or the header; those of the path are always there
	ElementMedia     ElementKind = "mediaType" // of the body, where there are several
	ElementProperty  ElementKind = "property"  // of the body
	ElementValue     ElementKind = "value"     // one that the contract lists for a parameter or a property
)

// uses is where the elements of an operation are found in a request. An index is
// that of Operation.Elements.
type uses struct {
	parameters []parameterUse
	media      map[string]int
	body       *use
}

type parameterUse struct {
	*parameter
	use *use
}

// use is one place of a request.
type use struct {
	index      int            // of the element; -1 if it is none
	values     map[string]int // by what the contract lists
	properties map[string]*use
	items      *use
}

// findElements lists what requests to the operation may have, once.
func (op *Operation) findElements() {
	for _, p := range op.parameters {
		if p.in != InPath {
			op.uses.parameters = append(op.uses.parameters, parameterUse{p, op.newUse(ElementParameter, p.name, p.shape)})
		}
	}
	if len(op.MediaTypes) > 1 {
		op.uses.media = map[string]int{}
		for _, mediaType := range op.MediaTypes {
			op.uses.media[mediaType] = op.addElement(Element{Kind: ElementMedia, Name: mediaType})
		}
	}
	whole := &shape{properties: map[string]*shape{}}
	for _, mediaType := range op.MediaTypes {
		maps.Copy(whole.properties, op.bodies[mediaType].shape.properties)
	}
	op.uses.body = &use{index: -1}
	op.addProperties(op.uses.body, "", whole)
}

func (op *Operation) addElement(e Element) (index int) {
	op.Elements = append(op.Elements, e)
	return len(op.Elements) - 1
}

func (op *Operation) newUse(kind ElementKind, name string, s *shape) *use {
	u := &use{index: op.addElement(Element{Kind: kind, Name: name})}
	op.addValues(u, name, s)
	op.addProperties(u, name+".", s)
	if s.items != nil {
		u.items = &use{index: -1}
		op.addValues(u.items, name, s.items)
		op.addProperties(u.items, name+"[].", s.items)
	}
	return u
}

func (op *Operation) addValues(u *use, name string, s *shape) {
	for _, value := range s.enum {
		if u.values == nil {
			u.values = map[string]int{}
		}
		u.values[value] = op.addElement(Element{Kind: ElementValue, Name: name, Value: value})
	}
}

func (op *Operation) addProperties(u *use, prefix string, s *shape) {
	for _, name := range s.names() {
		if u.properties == nil {
			u.properties = map[string]*use{}
		}
		u.properties[name] = op.newUse(ElementProperty, prefix+name, s.properties[name])
	}
}

// Uses calls found with the index of each of the operation's Elements that the
// request has, perhaps more than once.
func (op *Operation) Uses(r *exchange.Request, found func(element int)) {
	for _, p := range op.uses.parameters {
		for _, text := range p.values(r) {
			found(p.use.index)
			p.use.walkValue(text, found)
			if p.use.items != nil {
				p.use.items.walkValue(text, found)
			}
		}
	}
	if index, ok := op.uses.media[r.MediaType]; ok {
		found(index)
	}
	if r.JSON != nil {
		op.uses.body.walk(r.JSON, found)
	}
}

func (u *use) walk(value any, found func(int)) {
	if u.index >= 0 {
		found(u.index)
	}
	switch v := value.(type) {
	case map[string]any:
		for name, property := range u.properties {
			if child, there := v[name]; there {
				property.walk(child, found)
			}
		}
	case []any:
		if u.items == nil {
			return
		}
		for _, item := range v {
			u.items.walk(item, found)
		}
	case string:
		u.walkValue(v, found)
	}
}

func (u *use) walkValue(text string, found func(int)) {
	if index, ok := u.values[text]; ok {
		found(index)
	}
}
