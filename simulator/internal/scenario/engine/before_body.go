package engine

import "github.com/vsrsim/vsrsim/simulator/internal/contract"

// AsksBeforeBody tells whether rules play that are to be asked before the body of a call
// to the operation is read.
func (e *Engine) AsksBeforeBody(op *contract.Operation) bool {
	p := e.index
	return p != nil && len(p.of(op).beforeBody.rules) > 0
}
