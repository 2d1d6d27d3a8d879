package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/exchange"
)

// maxBody is how many bytes of a body are kept.
const maxBody = 64 << 10

// masked are the headers whose values are not kept.
var masked = []string{"Authorization", "Cookie", "Set-Cookie", "Proxy-Authorization", "X-Api-Key"}

// mask stands in the place of a secret.
const mask = "***"

// RequestMessage is a request as it is kept: without secrets, with the hash of
// a file in the place of its bytes.
func RequestMessage(r *exchange.Request) Message {
	m := Message{Method: r.Method, Path: r.Path, Query: r.RawQuery, Header: maskHeader(r.Header)}
	m.Body, m.Truncated = keptBody(r.Body)
	if r.Form != nil {
		m.Parts = keptParts(r.Form)
	}
	return m
}

// ResponseMessage is an answer as it is kept.
func ResponseMessage(r exchange.Response) Message {
	m := Message{Status: r.Status, Unsent: r.Status != 0 && r.Fault.Silent(), Header: r.Header}
	m.Body, m.Truncated = keptBody(r.Body)
	return m
}

func maskHeader(header map[string][]string) map[string][]string {
	hasSecret := func(name string) bool { _, ok := header[name]; return ok }
	if !slices.ContainsFunc(masked, hasSecret) {
		return header
	}
	kept := maps.Clone(header)
	for _, name := range masked {
		if hasSecret(name) {
			kept[name] = []string{mask}
		}
	}
	return kept
}

func keptBody(body []byte) (text string, truncated bool) {
	if len(body) <= maxBody {
		return string(body), false
	}
	return strings.ToValidUTF8(string(body[:maxBody]), ""), true // the cut may be in the middle of a character
}

func keptParts(form *exchange.Form) []Part {
	parts := []Part{}
	for _, name := range slices.Sorted(maps.Keys(form.Fields)) {
		for _, value := range form.Fields[name] {
			parts = append(parts, Part{Name: name, Value: value})
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
