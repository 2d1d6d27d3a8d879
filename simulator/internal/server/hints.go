package server

import "github.com/vsrsim/vsrsim/simulator/internal/contract"

// hint notes what of the call nearly has a meaning, beside what its path nearly was.
func (c *call) hint(ofPath []contract.Hint) {
	c.hints = append(ofPath, nearOwnHeaders(c.request.Header)...)
	c.hints = append(c.hints, preferHints(c.request.Header)...)
	for _, name := range []string{"Authorization", "Content-Type"} { // A39, A54
		if len(c.request.Header[name]) > 1 {
			c.hints = append(c.hints, contract.Hint{
				In: contract.InHeader, Name: name, Text: "is there more than once, the first counts", Fix: "send it once",
			})
		}
	}
	if c.op != nil {
		c.hints = append(c.hints, c.op.QueryHints(c.request)...)
	}
}
