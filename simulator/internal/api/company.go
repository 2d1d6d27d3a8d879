package api

// Get the company:
// https://developers.drata.com/openapi/reference/v2/operation/CompaniesPublicV2Controller_getCompany/

import (
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/madeup"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// getCompany is GET /company. The company is the account that the key belongs to.
func getCompany(c Call) (exchange.Response, error) {
	account, err := c.World.Account(c.AccountID)
	if err != nil {
		return exchange.Response{}, err
	}
	return respondRecord(c, &companies, &account)
}

// founded is the day that no company is older than.
var founded = time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)

// companies are CompanyResponsePublicV2Dto.
var companies = kind[state.Account]{
	name: "accounts",
	facts: func(account *state.Account) (madeup.Record, state.Fields) {
		return madeup.Record{ID: account.ID, Name: account.Name, Since: founded}, account.Fields
	},
	own: map[string]func(*answer, *state.Account){
		"name": func(a *answer, account *state.Account) { a.text(account.Name) },
	},
}
