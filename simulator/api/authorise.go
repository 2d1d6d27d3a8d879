package api

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/simulator/contract"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// BearerToken takes the key out of the Authorization header, or says why it cannot.
func BearerToken(header http.Header) (string, error) {
	values := header.Values("Authorization")
	if len(values) == 0 {
		return "", Error{Kind: NoCredentials, Detail: "the call has no Authorization header, send Authorization: Bearer <key>"}
	}
	scheme, token, found := strings.Cut(values[0], " ")
	token = strings.TrimSpace(token)
	if len(values) > 1 || !found || !strings.EqualFold(scheme, "Bearer") || token == "" || strings.Contains(token, " ") {
		return "", Error{Kind: MalformedCredentials, Detail: "the Authorization header must be, once: Bearer <key>"}
	}
	return token, nil
}

// Authorise decides whether a key may carry out an operation, in the order of
// the real API: the key itself (401), the terms of its account (412) and its
// plan (402), its permissions (403). It returns the account the call acts for.
// known tells whether the world has the key, whatever becomes of the call.
func Authorise(w *state.World, token string, op *contract.Operation, now time.Time) (accountID int64, known bool, err error) {
	key, known := w.Key(token)
	if !known {
		return 0, false, Error{Kind: UnknownKey, Detail: "there is no such key"}
	}
	accountID, err = authorise(w, key, op, now)
	return accountID, true, err
}

func authorise(w *state.World, key state.Key, op *contract.Operation, now time.Time) (accountID int64, err error) {
	if key.Revoked {
		return 0, Error{Kind: RevokedKey, Detail: "the key was revoked"}
	}
	if key.Expired(now) {
		return 0, Error{Kind: ExpiredKey, Detail: "the key expired at " + timestamp(*key.ExpiresAt)}
	}
	account, err := w.Account(key.AccountID)
	if err != nil {
		return 0, err
	}
	if !account.TermsAccepted {
		return 0, Error{Kind: TermsNotAccepted, Detail: fmt.Sprintf("account %d has not accepted the terms", account.ID)}
	}
	if account.Plan == state.PlanLimited {
		return 0, Error{Kind: PlanTooSmall, Detail: fmt.Sprintf("the plan of account %d is %s", account.ID, account.Plan)}
	}
	if reads := op.Method == http.MethodGet; !key.Allows(op.Permission, reads) {
		return 0, Error{Kind: Forbidden, Detail: fmt.Sprintf("the key lacks the permission %s (%s)", op.PermissionName, op.Permission)}
	}
	return account.ID, nil
}
