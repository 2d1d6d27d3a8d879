package control

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"
)

// authorise compares hashes, so that the time it takes tells neither the token
// nor its length.
func (c *Control) authorise(header http.Header) error {
	if c.Token == "" {
		return nil
	}
	scheme, token, _ := strings.Cut(header.Get("Authorization"), " ")
	want, got := sha256.Sum256([]byte(c.Token)), sha256.Sum256([]byte(strings.TrimSpace(token)))
	if !strings.EqualFold(scheme, "Bearer") || subtle.ConstantTimeCompare(want[:], got[:]) == 0 {
		text := "the control API needs its token, send Authorization: Bearer <token>"
		return refusal{http.StatusUnauthorized, text}
	}
	return nil
}
