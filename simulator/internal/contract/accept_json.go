package contract

import (
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// acceptsJSON tells of a body, whose bytes are read only once and made into nothing, that it
// can be decoded and that nothing is wrong with its value.
func (a *acceptor) acceptsJSON(body []byte) bool {
	s := exchange.NewJSONScan(body)
	return a.scan(&s) && s.End()
}

func (a *acceptor) scan(s *exchange.JSONScan) bool {
	switch s.Next() {
	case 'n':
		return a.null && s.Literal("null")
	case 't':
		return a.kinds&ofBoolean != 0 && s.Literal("true")
	case 'f':
		return a.kinds&ofBoolean != 0 && s.Literal("false")
	case '"':
		text, ok := s.Text()
		return ok && a.acceptsJSONText(text)
	case '[':
		return a.kinds&ofList != 0 && a.scanList(s)
	case '{':
		return a.kinds&ofObject != 0 && a.scanObject(s)
	default:
		number, ok := s.Number()
		return ok && a.acceptsNumber(number)
	}
}

// scanList accepts no items that would have to be compared, and none that may be anything.
func (a *acceptor) scanList(s *exchange.JSONScan) bool {
	n := 0
	all := s.List(func() bool {
		n++
		return a.items != nil && (n == 1 || !a.unique) && a.items.scan(s)
	})
	return all && n >= a.minItems
}

// scanObject accepts no properties but those that are listed: of others it would have to be
// known whether they come twice.
func (a *acceptor) scanObject(s *exchange.JSONScan) bool {
	if !s.Take('{') {
		return false
	}
	if s.Take('}') {
		return a.required == 0 && a.minProperties == 0
	}
	next, met := 0, uint64(0)
	for n := 1; ; n++ {
		if next = a.scanName(s, next); next < 0 {
			return false
		}
		bit := uint64(1) << next
		if met&bit != 0 || !a.properties[next].value.scan(s) {
			return false
		}
		met |= bit
		next++
		if !s.Take(',') {
			return s.Take('}') && a.required&^met == 0 && n >= a.minProperties
		}
	}
}

// scanName is the index of the property whose name stands here, -1 if it is none. What is
// written in the order of the contract, from the next one on, is found without a look-up.
func (a *acceptor) scanName(s *exchange.JSONScan, next int) int {
	for i := next; i < len(a.properties); i++ {
		if s.Name(a.properties[i].name) {
			return i
		}
	}
	name, ok := s.AnyName()
	if !ok {
		return -1
	}
	i, listed := a.index[string(name)]
	if !listed {
		return -1
	}
	return i
}
