package when

import (
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// What a call has in a place is shown to people and kept with a rule, so it is
// masked and short when it is made: rules match on secrets, and do not show them.

// masked is the call as it may be shown.
func (c *Call) masked() *Call {
	masked := *c
	masked.Request = c.Mask.Request(c.Request)
	masked.Facts = maskedFacts(c.Facts, c.Mask)
	masked.bodyFound, masked.evaluator = nil, nil
	return &masked
}

// maskedFacts masks the texts of records that bear the names of properties.
func maskedFacts(f state.Facts, mask exchange.Mask) state.Facts {
	if f.Vendor != nil && mask.Hides("name") {
		vendor := *f.Vendor
		vendor.Name, f.Vendor = exchange.Masked, &vendor
	}
	if f.Review != nil && f.Review.Title != nil && mask.Hides("title") {
		review, masked := *f.Review, exchange.Masked
		review.Title, f.Review = &masked, &review
	}
	return f
}

// got is what a call has in a place.
func (p place) got(c *Call) string {
	values := p.values(c)
	if len(values) == 0 {
		return gotValues(nil)
	}
	if p.hidden(c.Mask) {
		return exchange.Masked
	}
	if values = p.values(c.masked()); len(values) == 0 { // it is below what is hidden
		return exchange.Masked
	}
	return gotValues(values)
}

// hidden tells whether all values of a place are secret: one of the names that lead
// there is. Those of a JSONPath are not names alone.
func (p place) hidden(mask exchange.Mask) bool {
	kind, name, _ := strings.Cut(p.name, ".")
	switch kind {
	case "header":
		return mask.HidesHeader(name)
	case "query":
		return mask.HidesQuery(name)
	case "body":
		return !isPath(name) && slices.ContainsFunc(strings.Split(name, "."), mask.Hides)
	case "review", "vendor":
		return mask.Hides(name)
	default:
		return false
	}
}

// gotValues is what a call has in a place, for people.
func gotValues(values []any) string {
	switch len(values) {
	case 0:
		return "not there"
	case 1:
		return written(values[0])
	default:
		return written(values)
	}
}
