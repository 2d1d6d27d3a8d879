package api

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/suggest"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// BearerToken takes the key out of the Authorization header, or says why it cannot.
// Of several headers the first counts (A39).
func BearerToken(header http.Header) (string, error) {
	values := header.Values("Authorization")
	if len(values) == 0 {
		return "", Error{Kind: NoCredentials, Detail: "the call has no Authorization header, send Authorization: Bearer <key>"}
	}
	scheme, token, found := strings.Cut(values[0], " ")
	token = strings.TrimSpace(token)
	if !found || !strings.EqualFold(scheme, "Bearer") || token == "" || strings.Contains(token, " ") {
		return "", Error{Kind: MalformedCredentials, Detail: "the Authorization header must be: Bearer <key>"}
	}
	return token, nil
}

// Accept decides whether a token is a key that works (401), which comes before
// everything else (A25). known tells whether the world has the key, whatever becomes
// of the call.
func Accept(w state.Shared, token string, now time.Time) (known bool, err error) {
	_, known, err = accept(w, token, now)
	return known, err
}

func accept(w state.Shared, token string, now time.Time) (key state.Key, known bool, err error) {
	key, known = w.Key(token)
	switch {
	case !known:
		err = Error{Kind: UnknownKey, Detail: "there is no such key"}
	case key.Revoked:
		err = Error{Kind: RevokedKey, Detail: "the key was revoked"}
	case key.Expired(now):
		err = Error{Kind: ExpiredKey, Detail: "the key expired at " + timestamp(*key.ExpiresAt)}
	}
	return key, known, err
}

// Authorise decides whether a key may carry out an operation, in the order of
// the real API: the key itself (401), the terms of its account (412) and its
// plan (402), its permissions (403). It returns the account the call acts for.
// known is as in Accept.
func Authorise(w state.Shared, token string, op *contract.Operation, now time.Time) (accountID int64, known bool, err error) {
	key, known, err := accept(w, token, now)
	if err != nil {
		return 0, known, err
	}
	account, err := w.Account(key.AccountID)
	if err != nil {
		return 0, known, err
	}
	switch {
	case !account.TermsAccepted:
		err = Error{Kind: TermsNotAccepted, Detail: fmt.Sprintf("account %d has not accepted the terms", account.ID)}
	case account.Plan == state.PlanLimited && op.Answers(http.StatusPaymentRequired): // A30
		err = Error{Kind: PlanTooSmall, Detail: fmt.Sprintf("the plan of account %d is %s", account.ID, account.Plan)}
	case !key.Allows(op.Permission, op.Method == http.MethodGet):
		err = Error{Kind: Forbidden, Detail: fmt.Sprintf("the key lacks the permission %s (%s)", op.PermissionName, op.Permission)}
	}
	return account.ID, known, err
}

// PermissionHints says of a key whether it has a permission that is nearly the one
// that the operation needs.
func PermissionHints(w state.Shared, token string, op *contract.Operation) []contract.Hint {
	key, _ := w.Key(token)
	if key.Access != state.AccessCustom || slices.Contains(key.Permissions, op.Permission) {
		return nil
	}
	meant := suggest.Nearest(op.Permission, key.Permissions)
	if meant == "" {
		return nil
	}
	return []contract.Hint{{
		In: contract.InHeader, Name: "Authorization",
		Text: "has a key with the permission " + meant + ", this needs " + op.Permission, Fix: "give the key " + op.Permission,
	}}
}
