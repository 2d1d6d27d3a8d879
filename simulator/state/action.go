package state

import (
	"slices"
	"time"
)

// Action is something that can be done with a review as a whole.
type Action string

// The actions.
const (
	ActionFinalize Action = "finalize"
	ActionReopen   Action = "reopen"
)

// Actions lists what PerformAction would do now, and nothing else. It fails
// with NotFound or ActionsUnsupported.
func (w *World) Actions(t Target) ([]Action, error) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	review, err := w.review(t)
	if err != nil {
		return nil, err
	}
	return review.actions()
}

// PerformAction takes the review to its next status. It fails with NotFound,
// ActionsUnsupported or ActionUnavailable.
func (w *World) PerformAction(t Target, action Action, now time.Time) (Review, error) {
	review, err := Share(w).PerformAction(t, action, now)
	return review.clone(), err
}

// PerformAction is that of World without a copy.
func (w Shared) PerformAction(t Target, action Action, now time.Time) (Review, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	old, err := w.review(t)
	if err != nil {
		return Review{}, err
	}
	available, err := old.actions()
	if err != nil {
		return Review{}, err
	}
	if !slices.Contains(available, action) {
		return Review{}, old.unavailable(action)
	}
	review := *old
	switch action {
	case ActionFinalize:
		review.Status, review.Decision = StatusCompleted, DecisionApproved // A27
	case ActionReopen:
		review.Status = StatusInProgress // the decision stays (A27)
	}
	return w.putReview(review, now), nil
}

// actions is the state machine: which actions the status and the form allow.
func (r *Review) actions() ([]Action, error) {
	if r.Type != TypeSOCReport {
		return nil, ActionsUnsupported{r.Type}
	}
	switch r.Status {
	case StatusCompleted:
		return []Action{ActionReopen}, nil
	case StatusNotYetStarted, StatusInProgress: // A17
		if len(r.SOCForm.Missing()) == 0 {
			return []Action{ActionFinalize}, nil
		}
	case StatusNotRequired:
	}
	return []Action{}, nil
}

func (r *Review) unavailable(action Action) error {
	err := ActionUnavailable{Action: action, Status: r.Status}
	if action == ActionFinalize && r.Status != StatusCompleted {
		err.Missing = r.SOCForm.Missing()
	}
	return err
}

// Allows tells whether an action would be carried out now.
func (r *Review) Allows(action Action) bool {
	actions, err := r.actions()
	return err == nil && slices.Contains(actions, action)
}
