package api

import (
	"net/http"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// Rendered has the answers to reads of a review, by the record. Records do not change: what
// changes a review puts another in its place, so that an answer is made, and held against
// the contract, once for each. It is of one sandbox, whose lock guards it. Nothing that a
// client sees depends on it. The zero value has none.
type Rendered struct {
	reviews map[*state.Review]*rendered
	last    *rendered // that was answered with
}

type rendered struct {
	body    []byte
	allowed bool // by the contract
}

// The bounds of what is kept: together 1 MiB. Once there are as many, it begins anew.
const (
	maxRendered     = 256
	maxRenderedBody = 4 << 10
)

// review is the answer with a review that goes by the record alone.
func (r *Rendered) review(c Call, review *state.Review) (exchange.Response, error) {
	found := r.reviews[review]
	if found == nil {
		response, err := respondReview(c, http.StatusOK, review)
		if err != nil || len(response.Body) > maxRenderedBody {
			return response, err
		}
		if r.reviews == nil || len(r.reviews) >= maxRendered {
			r.reviews = map[*state.Review]*rendered{}
		}
		found = &rendered{body: response.Body}
		r.reviews[review] = found
	}
	r.last = found
	return exchange.Response{Status: http.StatusOK, Body: found.body}, nil
}

// standsAlone tells whether the answer with a review, without what a client may ask for
// beside it, says nothing of other records.
func standsAlone(r *state.Review) bool { return r.SOCForm == nil || r.SOCForm.ReviewerUserID == nil }

// Allows tells whether the contract is known to allow an answer: one that was made once,
// and that no rule has changed.
func (r *Rendered) Allows(response exchange.Response) bool {
	known := r.of(response)
	return known != nil && known.allowed
}

// Allow notes that the contract allows an answer.
func (r *Rendered) Allow(response exchange.Response) {
	if known := r.of(response); known != nil {
		known.allowed = true
	}
}

// of is the answer that was made once, if it is this one and not another with the same text.
func (r *Rendered) of(response exchange.Response) *rendered {
	same := r.last != nil && response.Status == http.StatusOK && len(response.Body) == len(r.last.body) && &response.Body[0] == &r.last.body[0]
	if !same {
		return nil
	}
	return r.last
}
