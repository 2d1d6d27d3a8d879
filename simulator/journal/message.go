package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/exchange"
)

// maxBody is how many bytes of a body, and of a value of a form, are kept.
const maxBody = 64 << 10

// RequestMessage is a request as it is kept: without secrets, with the hash of
// a file in the place of its bytes.
func RequestMessage(r *exchange.Request, mask Mask) Message {
	m := Message{Method: r.Method, Path: r.Path, Query: mask.query(r.RawQuery), Header: mask.header(r.Header)}
	m.Body, m.Truncated = mask.body(r.Body)
	if r.Form != nil {
		m.Parts = keptParts(r.Form, mask)
	}
	return m
}

// ResponseMessage is an answer as it is kept.
func ResponseMessage(r exchange.Response, mask Mask) Message {
	m := Message{Status: r.Status, Unsent: r.Status != 0 && r.Fault.Silent(), Header: mask.header(r.Header)}
	m.Body, m.Truncated = mask.body(r.Body)
	return m
}

func cutText(text []byte) (kept string, truncated bool) {
	if len(text) <= maxBody {
		return string(text), false
	}
	return strings.ToValidUTF8(string(text[:maxBody]), ""), true // the cut may be in the middle of a character
}

func keptParts(form *exchange.Form, mask Mask) []Part {
	parts := []Part{}
	for _, name := range slices.Sorted(maps.Keys(form.Fields)) {
		for _, value := range form.Fields[name] {
			parts = append(parts, mask.field(name, value))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(form.Files)) {
		for _, file := range form.Files[name] {
			sum := sha256.Sum256(file.Content)
			parts = append(parts, Part{
				Name: name, FileName: file.Name, ContentType: file.ContentType,
				Size: len(file.Content), SHA256: hex.EncodeToString(sum[:]),
			})
		}
	}
	return parts
}
