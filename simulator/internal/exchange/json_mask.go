package exchange

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// MaskJSON puts mask, which is JSON, in the place of the value of every property
// that is hidden, at any depth, and leaves all other bytes as they are. What
// follows a fault in the JSON cannot be told apart and is masked whole. It may
// stop once it has more than limit bytes.
func MaskJSON(body []byte, hidden func(name string) bool, mask string, limit int) (masked []byte) {
	decoder := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	kept := 0 // where what is not yet copied begins
	for {
		token, err := decoder.ReadToken()
		at := int(decoder.InputOffset())
		if err != nil {
			return maskRest(append(masked, body[kept:at]...), body[at:], mask)
		}
		if kind, count := decoder.StackIndex(decoder.StackDepth()); kind == '{' && count%2 == 1 && hidden(token.String()) {
			masked = append(append(masked, body[kept:valueStart(body, at)]...), mask...)
			if decoder.SkipValue() != nil {
				return masked
			}
			at = int(decoder.InputOffset())
			kept = at
		}
		if len(masked)+at-kept > limit {
			return append(masked, body[kept:min(at, kept+limit+1)]...)
		}
	}
}

// valueStart is where the value behind a name begins.
func valueStart(body []byte, at int) int {
	for at < len(body) && bytes.IndexByte([]byte(" \t\r\n:"), body[at]) >= 0 {
		at++
	}
	return at
}

// maskRest ends a body that was read as far as it could be.
func maskRest(masked, rest []byte, mask string) []byte {
	if len(bytes.TrimLeft(rest, " \t\r\n")) == 0 {
		return append(masked, rest...)
	}
	return append(masked, mask...)
}
