package contract

import (
	"fmt"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/exchange"
)

// CheckResponse returns everything in which an answer of the simulator differs
// from the contract, as a client would receive it: its bytes are decoded again.
// An answer that was found in order before is not checked again.
func (op *Operation) CheckResponse(response exchange.Response) []Violation {
	if !op.Documents(response.Status) && !slices.Contains(op.Assumed, response.Status) {
		text := fmt.Sprintf("%d is not documented, documented are %s", response.Status, op.StatusList())
		return []Violation{op.violation(InResponse, InStatus, finding{text: text}, op.line)}
	}
	body := op.responses[response.Status]
	if body == nil {
		if len(response.Body) > 0 && !op.unchecked[response.Status] {
			return []Violation{op.violation(InResponse, InBody, finding{text: "must be empty"}, op.line)}
		}
		return nil
	}
	key := memoKey(response.Status, response.Body)
	if op.answered.has(key) {
		return nil
	}
	value, err := exchange.DecodeJSON(response.Body)
	if err != nil {
		v := op.brokenBody(err)
		v.Side, v.Fix = InResponse, ""
		return []Violation{v}
	}
	violations := op.bodyViolations(InResponse, body, value)
	if len(violations) == 0 {
		op.answered.add(key)
	}
	return violations
}
