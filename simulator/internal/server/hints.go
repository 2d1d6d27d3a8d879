package server

import "github.com/vsrsim/vsrsim/simulator/internal/contract"

// hint notes what of the call nearly has a meaning, beside what its path nearly was.
func (c *call) hint(ofPath []contract.Hint) {
	c.hints = append(ofPath, nearOwnHeaders(c.request.Header)...)
	c.hints = append(c.hints, preferHints(c.request.Header)...)
	if c.op != nil {
		c.hints = append(c.hints, c.op.QueryHints(c.request)...)
	}
}
