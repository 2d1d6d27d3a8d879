package control

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/verify"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

type verificationInput struct {
	Calls []struct {
		When   json.RawMessage `json:"when"`
		Status int             `json:"status"`
		Count  *countText      `json:"count"`
	} `json:"calls"`
	InOrder bool `json:"inOrder"`
}

type verificationView struct {
	*errorView                 // if something is not as asserted
	Verified   bool            `json:"verified"`
	Calls      []verify.Result `json:"calls"`
	Dropped    uint64          `json:"dropped"`
}

// verifyCalls is POST /sandboxes/{sandbox}/verify. What is not verified is a 409,
// for callers that look at the status only, such as curl --fail.
func verifyCalls(c call) (exchange.Response, error) {
	in, err := body[verificationInput](c)
	if err != nil {
		return exchange.Response{}, err
	}
	asserted, err := c.asserted(in)
	if err != nil {
		return exchange.Response{}, err
	}
	entries, dropped := c.box.Journal.Entries(journal.Filter{})
	view := verificationView{Verified: true, Dropped: dropped}
	if view.Calls, err = verify.Verify(c.context, c.Contract, entries, dropped, asserted, in.InOrder); err != nil {
		if c.context.Err() != nil {
			err = fmt.Errorf("the caller left: %w", err)
		}
		return exchange.Response{}, badRequest(err.Error())
	}
	var missed []string
	for _, result := range view.Calls {
		if !result.Verified {
			missed = append(missed, result.String())
		}
	}
	if len(missed) == 0 {
		return respond(http.StatusOK, view)
	}
	view.Verified = false
	view.errorView = &errorView{http.StatusConflict, exceptionName(http.StatusConflict), strings.Join(missed, "\n")}
	return respond(http.StatusConflict, view)
}

// maxAsserted is how many assertions one call may make: each looks at all calls of
// the journal.
const maxAsserted = 100

// asserted reads what the contract of the control API leaves open, with
// everything that is wrong with it.
func (c call) asserted(in verificationInput) ([]verify.Calls, error) {
	var problems problems
	if len(in.Calls) > maxAsserted {
		problems.add("calls has %d assertions, at most %d are allowed", len(in.Calls), maxAsserted)
		return nil, problems.err()
	}
	asserted := make([]verify.Calls, len(in.Calls))
	for i, calls := range in.Calls {
		var err error
		asserted[i].Status = calls.Status
		if asserted[i].Selector, err = scenario.NewSelector(c.Contract, string(yamlOf(calls.When))); err != nil {
			at := fmt.Sprintf("calls[%d].", i)
			problems.add("%s", at+strings.ReplaceAll(err.Error(), "\n", "; "+at))
		}
		asserted[i].Count = scenario.AtLeastOnce
		if calls.Count == nil {
			continue
		}
		if err := asserted[i].Count.UnmarshalText([]byte(*calls.Count)); err != nil {
			problems.add("calls[%d].count %v", i, err)
		}
	}
	return asserted, problems.err()
}
