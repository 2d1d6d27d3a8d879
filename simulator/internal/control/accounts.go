package control

import (
	"net/http"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/state"
)

type accountView struct {
	ID            int64      `json:"id"`
	Name          string     `json:"name"`
	TermsAccepted bool       `json:"termsAccepted"`
	Plan          state.Plan `json:"plan"`
	PlatformAdmin int64      `json:"platformAdmin"`
}

func viewAccount(account state.Account) accountView { return accountView(account) }

// listAccounts is GET /sandboxes/{sandbox}/accounts.
func listAccounts(c call) (exchange.Response, error) {
	return respondList(c.box.World.Accounts(), viewAccount)
}

type accountChange struct {
	TermsAccepted *bool       `json:"termsAccepted"`
	Plan          *state.Plan `json:"plan"`
}

// changeAccount is PATCH /sandboxes/{sandbox}/accounts/{account}.
func changeAccount(c call) (exchange.Response, error) {
	in, err := body[accountChange](c)
	if err != nil {
		return exchange.Response{}, err
	}
	account, err := c.box.World.ChangeAccount(c.id("account"), state.AccountChange(in))
	if err != nil {
		return exchange.Response{}, err
	}
	return respond(http.StatusOK, viewAccount(account))
}
