package control

import (
	"errors"

	"github.com/vsrsim/vsrsim/simulator/state"
)

type reviewID struct {
	Review int64 `json:"review" in:"path"`
}

type readinessView struct {
	Actions []state.Action `json:"actions"`
	Missing []string       `json:"missing"`
	Why     string         `json:"why,omitempty"`
}

func getReadiness(c call, in reviewID) (readinessView, error) {
	actions, missing, err := c.box.World().Readiness(in.Review)
	unsupported, never := errors.AsType[state.ActionsUnsupported](err)
	if err != nil && !never {
		return readinessView{}, err
	}
	view := readinessView{Actions: actions, Missing: missing}
	if never {
		view.Actions, view.Why = []state.Action{}, unsupported.Error()
	}
	return view, nil
}
