package engine

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
)

// ruleIndex is all rules that play. It is made anew on each change of what plays.
type ruleIndex struct {
	rules       []*activeRule
	traced      *RuleSet                   // the same, as traces keep them
	byOperation map[string]*operationRules // of the operations that were called; see of
	expected    []*when.Selector           // calls whose violations are expected
	errorForm   exchange.ErrorForm
}

// operationRules are the rules that are for an operation, in order.
type operationRules struct {
	beforeBody ruleList // that act while the body is read
	afterBody  ruleList
}

// reindex makes the index of what plays.
func (e *Engine) reindex() {
	next := &ruleIndex{byOperation: map[string]*operationRules{}, expected: slices.Clone(e.expected)}
	for _, p := range e.playing {
		next.rules = append(next.rules, p.rules...)
		next.expected = append(next.expected, p.scenario.ExpectedViolations...)
		next.errorForm = cmp.Or(next.errorForm, p.scenario.Errors)
	}
	if len(next.rules) == 0 && len(next.expected) == 0 && next.errorForm == "" {
		e.index = nil
		return
	}
	next.traced = newRuleSet(e.Scenarios())
	e.index = next
}

// of finds the rules for an operation when it is first called.
func (x *ruleIndex) of(op *contract.Operation) *operationRules {
	if known, there := x.byOperation[op.ID]; there {
		return known
	}
	var beforeBody, afterBody []*activeRule
	for _, r := range x.rules {
		if _, ok := r.When.Covers(op); !ok {
			continue
		}
		if r.AbortsUpload() {
			beforeBody = append(beforeBody, r)
		} else {
			afterBody = append(afterBody, r)
		}
	}
	found := &operationRules{beforeBody: newRuleList(beforeBody), afterBody: newRuleList(afterBody)}
	x.byOperation[op.ID] = found
	return found
}

// ruleList is rules in order. Of most rules of a long list, the first condition looks for
// a value in a place; such a rule is looked up by that value, and a call that has another
// value there does not meet it.
type ruleList struct {
	rules  []*activeRule
	always bitset // the rules that every call is asked about
	places []placeIndex
	asked  bitset // of the call that is on its way through the list
}

// placeIndex is which rules look for which text in a place.
type placeIndex struct {
	place *when.Narrowing // of one of the rules
	rules map[string][]int
}

// leastIndexed is the length from which on a list has an index. Shorter ones are gone
// through sooner than anything is looked up.
const leastIndexed = 8

func newRuleList(rules []*activeRule) ruleList {
	l := ruleList{rules: rules, always: newBitset(len(rules)), asked: newBitset(len(rules))}
	places := map[string]int{}
	for i, r := range rules {
		narrow := r.narrowing()
		if narrow == nil || len(rules) < leastIndexed {
			l.always.set(i)
			continue
		}
		if r.reached == 0 { // the first miss is noted
			l.always.set(i)
		}
		at, known := places[narrow.Place()]
		if !known {
			at = len(l.places)
			places[narrow.Place()] = at
			l.places = append(l.places, placeIndex{narrow, map[string][]int{}})
		}
		for _, text := range narrow.OneOf {
			l.places[at].rules[text] = append(l.places[at].rules[text], i)
		}
	}
	return l
}

// narrowing is that of the first condition: of a rule that is not asked, that is the one
// which does not hold.
func (r *activeRule) narrowing() *when.Narrowing {
	if len(r.Conditions) == 0 {
		return nil
	}
	return r.Conditions[0].Narrow
}

// toAsk are the rules that a call may meet, or has to be noted by; the first condition of
// all others does not hold for it. The result is good until the next call.
func (l *ruleList) toAsk(call *when.Call) bitset {
	copy(l.asked, l.always)
	for _, p := range l.places {
		for text := range p.place.Texts(call) {
			for _, i := range p.rules[text] {
				l.asked.set(i)
			}
		}
	}
	return l.asked
}

// missed notes that a call has missed a rule, so that it is looked up from now on.
func (l *ruleList) missed(i int) {
	if len(l.places) > 0 && l.rules[i].narrowing() != nil {
		l.always.clear(i)
	}
}

// bitset is a set of indexes of a list.
type bitset []uint64

func newBitset(n int) bitset { return make(bitset, (n+63)/64) }

func (b bitset) set(i int)   { b[i/64] |= 1 << (i % 64) }
func (b bitset) clear(i int) { b[i/64] &^= 1 << (i % 64) }

// next is the first index of the set from i on, or -1.
func (b bitset) next(i int) int {
	for word := i / 64; word < len(b); word++ {
		left := b[word]
		if word == i/64 {
			left &= ^uint64(0) << (i % 64)
		}
		if left != 0 {
			return word*64 + bits.TrailingZeros64(left)
		}
	}
	return -1
}
