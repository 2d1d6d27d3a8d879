package contract

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// CheckResponse returns in what an answer of the simulator differs
// from the contract, as a client would receive it: its bytes are read again.
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
	if body.acceptor().acceptsJSON(response.Body) {
		return Violations{}
	}
	value, err := exchange.DecodeJSON(response.Body)
	if err != nil {
		v := op.unreadableBody(err)
		v.Side, v.Fix = InResponse, ""
		return one(v)
	}
	return op.bodyViolations(InResponse, body, value)
}

// isJSON tells whether an answer says that it is JSON, as it does by saying nothing.
func isJSON(response exchange.Response) bool {
	contentType := response.Header.Get("Content-Type")
	return contentType == "" || strings.HasPrefix(contentType, "application/json")
}
