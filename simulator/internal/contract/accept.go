package contract

import (
	"math"

	"github.com/pb33f/jsonschema/v6"
)

// acceptor knows of most values that nothing is wrong with them, at a small part of what a
// walk costs, and allocates nothing. It can only accept. What it does not accept is walked,
// and the library alone says what is wrong with it, if anything is. It accepts nothing of a
// schema with a rule that it does not know; the zero value accepts nothing at all.
type acceptor struct {
	null  bool
	kinds kindSet // of other values than null

	enum     []string // the texts that are allowed
	isEnum   bool
	minRunes int
	maxRunes int
	formats  []*jsonschema.Format
	patterns []jsonschema.Regexp

	least, most float64
	whole       bool // numbers have no fraction

	items    *acceptor // nil if they may be anything
	minItems int
	unique   bool

	open          bool // may have any properties
	properties    []acceptedProperty
	index         map[string]int // of the properties, by name
	required      uint64         // by index
	others        *acceptor      // of properties that are not listed; nil if there may be none
	minProperties int
}

type acceptedProperty struct {
	name  string
	value *acceptor
}

// kindSet are kinds of JSON.
type kindSet uint8

const (
	ofBoolean kindSet = 1 << iota
	ofNumber
	ofText
	ofList
	ofObject
	ofAnyKind = ofBoolean | ofNumber | ofText | ofList | ofObject
)

// maxProperties is how many properties an object has that can be accepted: a bit each.
const maxProperties = 64

// maxCompared is how many items of a list are compared each with each.
const maxCompared = 32

// accepts tells of a value as DecodeJSON or parse makes them that nothing is wrong with it.
func (a *acceptor) accepts(value any) bool {
	switch v := value.(type) {
	case nil:
		return a.null
	case bool:
		return a.kinds&ofBoolean != 0
	case float64:
		return a.acceptsNumber(v)
	case string:
		return a.acceptsText(v)
	case []any:
		return a.kinds&ofList != 0 && a.acceptsList(v)
	case map[string]any:
		return a.kinds&ofObject != 0 && a.acceptsObject(v)
	default:
		return false
	}
}

// maxWhole is up to where no two integers are the same float64.
const maxWhole = 1 << 53

// acceptsNumber is false for what is no number: it is not between any bounds.
func (a *acceptor) acceptsNumber(v float64) bool {
	return a.kinds&ofNumber != 0 && v >= a.least && v <= a.most &&
		(!a.whole || v == math.Trunc(v) && math.Abs(v) < maxWhole)
}

func (a *acceptor) acceptsList(list []any) bool {
	if len(list) < a.minItems {
		return false
	}
	if a.items != nil {
		for _, item := range list {
			if !a.items.accepts(item) {
				return false
			}
		}
	}
	return !a.unique || areUnique(list)
}

// areUnique may be false of those that are.
func areUnique(list []any) bool {
	if len(list) > maxCompared {
		return false
	}
	for i, item := range list {
		switch item.(type) {
		case nil, bool, float64, string:
		default:
			return false
		}
		for _, before := range list[:i] {
			if before == item {
				return false
			}
		}
	}
	return true
}

func (a *acceptor) acceptsObject(object map[string]any) bool {
	if len(object) < a.minProperties {
		return false
	}
	if a.open {
		return true
	}
	missing := a.required
	for name, value := range object {
		i, listed := a.index[name]
		switch {
		case listed:
			missing &^= 1 << i
			if !a.properties[i].value.accepts(value) {
				return false
			}
		case a.others == nil || !a.others.accepts(value):
			return false
		}
	}
	return missing == 0
}
