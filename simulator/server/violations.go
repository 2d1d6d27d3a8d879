package server

import (
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf16"

	"github.com/vsrsim/vsrsim/simulator/api"
	"github.com/vsrsim/vsrsim/simulator/contract"
)

// headerViolations of an answer has the violations of its call, as a JSON list.
const headerViolations = "Sim-Violations"

// maxViolationsHeader is the length of the header in bytes: clients bound all
// headers together, some at 8 KiB. The journal has what is left out.
const maxViolationsHeader = 4 << 10

// violationsHeader is empty if there is nothing to say. What does not fit is left
// out, violation by violation, so that the header stays JSON; its last element
// says how many those are.
func violationsHeader(violations []contract.Violation) string { return headerList(violations) }

// headerList is empty if there is nothing to say. What does not fit is left out,
// item by item, so that the header stays JSON; its last element says how many
// those are.
func headerList[T any](items []T) string {
	if len(items) == 0 {
		return ""
	}
	const roomForRest = len(`,{"omitted":1000000}]`)
	text := []byte{'['}
	for i, v := range items {
		item, err := json.Marshal(v)
		if err != nil { // it is made of texts and a number
			panic(err)
		}
		item = inASCII(item)
		if len(text)+len(item)+roomForRest > maxViolationsHeader {
			text = fmt.Appendf(text, `{"omitted":%d},`, len(items)-i)
			break
		}
		text = append(append(text, item...), ',')
	}
	return string(append(text[:len(text)-1], ']'))
}

// inASCII escapes what a header must not hold.
func inASCII(text []byte) []byte {
	if !slices.ContainsFunc(text, func(b byte) bool { return b >= 0x7f }) {
		return text
	}
	var escaped []byte
	for _, r := range string(text) {
		if r < 0x7f {
			escaped = append(escaped, byte(r))
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			escaped = fmt.Appendf(escaped, `\u%04x`, unit)
		}
	}
	return escaped
}

// tolerates makes of a call that differs from the contract what can be served, if
// the server is to do so and something can.
func (s *Server) tolerates(op api.Operation, call *call) bool {
	if !s.Observe {
		return false
	}
	repaired, ok := op.Repair(call.request, call.violations)
	if ok {
		call.served = repaired
	}
	return ok
}

// violate notes the violations that only the operation could see.
func (c *call) violate(err error) {
	for _, v := range api.Violations(err) {
		c.violations = append(c.violations, c.op.Place(v, c.request.MediaType))
	}
}
