package server

import (
	"maps"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
)

// fileNameHints hints at file names that were sent as UTF-8 and read as latin1.
func fileNameHints(form *exchange.Form) (hints []contract.Hint) {
	if form == nil {
		return nil
	}
	for _, field := range slices.Sorted(maps.Keys(form.Files)) {
		for _, file := range form.Files[field] {
			if exchange.IsGarbled(file.Name) { // the name is not said: it may be one that is masked
				hints = append(hints, contract.Hint{
					In: contract.InBody, Name: field, Text: "has a file name in UTF-8, which is read as latin1, as of é two letters", // A58
					Fix: "send the name as filename*=UTF-8'' with what is not ASCII percent-encoded",
				})
				break // one hint says it of all files of the field
			}
		}
	}
	return hints
}

// findHints are the hints to the head of a call, behind those to its path.
func findHints(c *sandbox.Call, ofPath []contract.Hint) []contract.Hint {
	hints := append(ofPath, c.HeaderHints()...)
	for _, name := range []string{"Authorization", "Content-Type"} { // A39, A54
		if len(c.Request.Header[name]) > 1 {
			hints = append(hints, contract.Hint{
				In: contract.InHeader, Name: name, Text: "is there more than once, the first counts", Fix: "send it once",
			})
		}
	}
	if c.Operation.Operation != nil {
		hints = append(hints, c.Operation.QueryHints(c.Request)...)
	}
	return hints
}
