package contract

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// CheckResponse returns in what an answer of the simulator differs
// from the contract, as a client would receive it: its bytes are decoded again.
// An answer that was found in order before is not checked again.
func (op *Operation) CheckResponse(response exchange.Response) Violations {
	if !op.Documents(response.Status) && !slices.Contains(op.Assumed, response.Status) {
		text := fmt.Sprintf("%d is not documented, documented are %s", response.Status, op.StatusList())
		return one(op.violation(InResponse, InStatus, difference{text: text}, op.line))
	}
	body := op.responses[response.Status]
	if body == nil {
		if len(response.Body) > 0 && !op.unchecked[response.Status] {
			return one(op.violation(InResponse, InBody, difference{text: "must be empty"}, op.line))
		}
		return Violations{}
	}
	if op.unchecked[response.Status] && !isJSON(response) {
		return Violations{}
	}
	key := memoKey(response.Status, response.Body)
	if op.answered.has(key) {
		return Violations{}
	}
	value, err := exchange.DecodeJSON(response.Body)
	if err != nil {
		v := op.unreadableBody(err)
		v.Side, v.Fix = InResponse, ""
		return one(v)
	}
	violations := op.bodyViolations(InResponse, body, value)
	if violations.None() {
		op.answered.add(key)
	}
	return violations
}

// isJSON tells whether an answer says that it is JSON, as it does by saying nothing.
func isJSON(response exchange.Response) bool {
	contentType := response.Header.Get("Content-Type")
	return contentType == "" || strings.HasPrefix(contentType, "application/json")
}
