package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf16"

	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
)

// headerViolations of an answer has the violations of its call, as a JSON list.
const headerViolations = "Sim-Violations"

// maxViolationsHeader is the length of the header in bytes: clients bound all
// headers together, some at 8 KiB. The journal has what is left out.
const maxViolationsHeader = 4 << 10

// violationsHeader is the value of headerViolations, empty without violations.
func violationsHeader(violations contract.Violations) string {
	return headerList(violations.List, omitted{violations.More, violations.AtLeast})
}

// omitted is the last element of a list that has not all of them: how many are
// left out, or at least so many.
type omitted struct {
	Omitted int  `json:"omitted"`
	AtLeast bool `json:"atLeast,omitempty"`
}

// headerList is a list as JSON in ASCII, empty without items. Items that do not fit
// are left out, so that the header stays JSON. Its last element says how many items
// are left out, with those that were before: rest.
func headerList[T any](items []T, rest omitted) string {
	if len(items) == 0 {
		return ""
	}
	room := maxViolationsHeader - len(`[,{"omitted":1000000000,"atLeast":true}]`)
	var texts [][]byte
	for i, item := range items {
		text := inASCII(encoded(item))
		if room -= len(text) + 1; room < 0 {
			rest.Omitted += len(items) - i
			break
		}
		texts = append(texts, text)
	}
	if rest != (omitted{}) {
		texts = append(texts, encoded(rest))
	}
	return "[" + string(bytes.Join(texts, []byte(","))) + "]"
}

func encoded(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil { // violations and hints are made of texts and numbers
		panic(err)
	}
	return text
}

// inASCII escapes the characters of a JSON text that a header must not hold.
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

// addViolationsOf notes the violations that only the operation could find.
func (c *step) addViolationsOf(err error) {
	found := api.Violations(err)
	for _, v := range found.List {
		c.violations.Add(c.Operation.Place(v, c.Request.MediaType))
	}
	c.violations.More += found.More
}
