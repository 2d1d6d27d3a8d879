package control

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
	"github.com/vsrsim/vsrsim/simulator/internal/verify"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

type verificationInput struct {
	Calls []struct {
		When   json.RawMessage `json:"when"`
		Status int             `json:"status,omitempty"`
		Count  *countText      `json:"count,omitempty"`
	} `json:"calls"`
	InOrder bool `json:"inOrder,omitempty"`
}

type verificationView struct {
	*errorView                 // if something is not as asserted
	Verified   bool            `json:"verified"`
	Calls      []verify.Result `json:"calls"`
	Dropped    uint64          `json:"dropped"`
}

// status is a conflict if something is not as asserted, for callers that look at the
// status only, such as curl --fail.
func (v verificationView) status() int {
	if v.Verified {
		return http.StatusOK
	}
	return http.StatusConflict
}

func verifyCalls(c call, in verificationInput) (verificationView, error) {
	asserted, err := c.asserted(in)
	if err != nil {
		return verificationView{}, err
	}
	entries, dropped := c.box.Journal().Entries(journal.Filter{})
	view := verificationView{Verified: true, Dropped: dropped}
	if view.Calls, err = verify.Verify(c.from.Context(), c.Contract, entries, dropped, asserted, in.InOrder); err != nil {
		if c.from.Context().Err() != nil {
			err = fmt.Errorf("the caller left: %w", err)
		}
		return verificationView{}, badRequest(err.Error())
	}
	var missed []string
	for _, result := range view.Calls {
		if !result.Verified {
			missed = append(missed, result.String())
		}
	}
	if len(missed) > 0 {
		view.Verified = false
		view.errorView = &errorView{http.StatusConflict, exceptionName(http.StatusConflict), strings.Join(missed, "\n")}
	}
	return view, nil
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
		if asserted[i].Selector, err = when.ParseSelector(c.Contract, string(yamlOf(calls.When))); err != nil {
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
