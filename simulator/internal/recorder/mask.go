package recorder

import (
	"bytes"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// Mask hides values that the journal does not keep. The zero value hides only headers
// with credentials.
type Mask = exchange.Mask

// NewMask makes a mask that hides more: headers, query parameters, fields of
// forms and properties of JSON of these names, in any case.
func NewMask(names ...string) Mask { return exchange.NewMask(names...) }

// maskedBody is the beginning of a body, masked before anything is cut off: enough
// of it for truncate to see whether it goes on.
func maskedBody(body []byte, mask Mask) []byte {
	if len(body) > 0 && mayMention(body, mask) {
		body = exchange.MaskJSON(body, mask.Hides, `"`+exchange.Masked+`"`, maxBody)
	}
	return body[:min(len(body), maxBody+1)]
}

// mayMention tells whether a body has one of the names in it, or what could be a
// part of one: an escape of JSON or of a URL, or a byte of a wider encoding.
func mayMention(body []byte, mask Mask) bool {
	if mask.IsZero() {
		return false
	}
	lower := bytes.ToLower(body)
	for _, name := range mask.Names() {
		if bytes.Contains(lower, []byte(name)) {
			return true
		}
	}
	return bytes.ContainsAny(body, "\\%\x00")
}
