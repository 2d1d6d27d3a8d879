package contract

import (
	"errors"
	"fmt"
)

// Bound is an operation and what carries it out.
type Bound[H any] struct {
	*Operation
	Handle H
}

// Bind joins the operations of a contract with a table of handlers by id. It
// fails if one side has an operation that the other lacks.
func Bind[H any](c *Contract, handlers map[string]H) ([]Bound[H], error) {
	var problems []error
	bound := make([]Bound[H], 0, len(c.Operations))
	for _, op := range c.Operations {
		handle, ok := handlers[op.ID]
		if !ok {
			problems = append(problems, fmt.Errorf("operation %s of the contract has no handler", op.ID))
			continue
		}
		bound = append(bound, Bound[H]{op, handle})
	}
	for id := range handlers {
		if _, ok := c.Operation(id); !ok {
			problems = append(problems, fmt.Errorf("operation %s has a handler, but the contract lacks it", id))
		}
	}
	return bound, errors.Join(problems...)
}
