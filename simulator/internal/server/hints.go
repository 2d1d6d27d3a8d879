package server

import (
	"maps"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// hintFileNames hints at file names that were sent as UTF-8 and read as latin1.
func (c *call) hintFileNames() {
	if c.request.Form == nil {
		return
	}
	for _, field := range slices.Sorted(maps.Keys(c.request.Form.Files)) {
		for _, file := range c.request.Form.Files[field] {
			if exchange.IsGarbled(file.Name) { // the name is not said: it may be one that is masked
				c.hints = append(c.hints, contract.Hint{
					In: contract.InBody, Name: field, Text: "has a file name in UTF-8, which is read as latin1, as of é two letters", // A58
					Fix: "send the name as filename*=UTF-8'' with what is not ASCII percent-encoded",
				})
				break // one hint says it of all files of the field
			}
		}
	}
}

// findHints notes the hints to the head of the call, behind those to its path.
func (c *call) findHints(ofPath []contract.Hint) {
	c.hints = append(ofPath, nearSimHeaders(c.request.Header)...)
	c.hints = append(c.hints, preferHints(c.request.Header)...)
	for _, name := range []string{"Authorization", "Content-Type"} { // A39, A54
		if len(c.request.Header[name]) > 1 {
			c.hints = append(c.hints, contract.Hint{
				In: contract.InHeader, Name: name, Text: "is there more than once, the first counts", Fix: "send it once",
			})
		}
	}
	if c.op.Operation != nil {
		c.hints = append(c.hints, c.op.QueryHints(c.request)...)
	}
}
