package control

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"
)

// authorise lets pass who sends the token, or the cookie that stands for it. It fails
// with a refusal, which says the same whatever was wrong.
func (c *Control) authorise(r *http.Request) error {
	if c.Token == "" || c.sendsToken(r) || c.sendsCookie(r) {
		return nil
	}
	return refusal{http.StatusUnauthorized, "the control API needs its token, send Authorization: Bearer <token>"}
}

func (c *Control) sendsToken(r *http.Request) bool {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.EqualFold(scheme, "Bearer") && same(c.Token, strings.TrimSpace(token))
}

// same compares hashes, so that the time it takes tells neither a secret nor its length.
func same(secret, got string) bool {
	a, b := sha256.Sum256([]byte(secret)), sha256.Sum256([]byte(got))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}
