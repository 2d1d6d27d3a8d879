package control

import (
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/state"
)

type accountView struct {
	ID            int64      `json:"id"`
	Name          string     `json:"name"`
	TermsAccepted bool       `json:"termsAccepted"`
	Plan          state.Plan `json:"plan"`
	PlatformAdmin int64      `json:"platformAdmin"`
}

func viewAccount(a state.Account) accountView {
	return accountView{a.ID, a.Name, a.TermsAccepted, a.Plan, a.PlatformAdmin}
}

func listAccounts(c call, _ none) (list[accountView], error) {
	return listOf(c.box.World().Accounts(), viewAccount), nil
}

type accountChange struct {
	Account       int64       `json:"account" in:"path"`
	TermsAccepted *bool       `json:"termsAccepted,omitempty"`
	Plan          *state.Plan `json:"plan,omitempty"`
}

func changeAccount(c call, in accountChange) (accountView, error) {
	changed, err := c.box.Apply(sandbox.ChangeAccount{
		Account: in.Account, Change: state.AccountChange{TermsAccepted: in.TermsAccepted, Plan: in.Plan},
	})
	return viewAccount(changed.(state.Account)), err
}
