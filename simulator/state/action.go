package state

import (
	"cmp"
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

// Rules are what one revision of the contract asks of a world and another does not.
// The zero value is the baseline.
type Rules struct {
	// ActionsForAll lets reviews of all types have actions, and not only SOC reports.
	ActionsForAll bool
}

// Follow makes the world keep to other rules. Its forks do so, too.
func (w Shared) Follow(rules Rules) {
	w.rules = rules
}

// Actions lists what PerformAction would do now, and nothing else. It fails
// with NotFound or ActionsUnsupported.
func (w *World) Actions(t Target) ([]Action, error) {
	defer w.hold()()
	return Share(w).Actions(t)
}

// Actions is that of World. The list is the caller's.
func (w Shared) Actions(t Target) ([]Action, error) {
	review, err := w.review(t)
	if err != nil {
		return nil, err
	}
	return review.actions(w.rules)
}

// Readiness is what Actions has of a review, whatever account and vendor it belongs to,
// and what its form lacks for being finalized, never nil. It fails with NotFound and,
// though it tells what is missing, with ActionsUnsupported.
func (w *World) Readiness(reviewID int64) (actions []Action, missing []string, err error) {
	defer w.hold()()
	return Share(w).Readiness(reviewID)
}

// Readiness is that of World. The lists are the caller's.
func (w Shared) Readiness(reviewID int64) (actions []Action, missing []string, err error) {
	review, found := w.reviews.get(reviewID)
	if !found {
		return nil, nil, NotFound{Kind: "security review", ID: reviewID}
	}
	actions, err = review.actions(w.rules)
	return actions, append([]string{}, review.missing()...), err
}

// ActionChange is an action with what a caller says of it. The decision and the note
// go with finalize, the reset with reopen; elsewhere they are ignored.
type ActionChange struct {
	Action        Action
	Decision      Decision // empty is APPROVED (A27)
	Note          *string  // takes the place of the review's; nil keeps that (A43)
	ResetDecision bool     // back to PENDING
}

// PerformAction takes the review to its next status. It fails with NotFound,
// ActionsUnsupported or ActionUnavailable.
func (w *World) PerformAction(t Target, change ActionChange, now time.Time) (Review, error) {
	defer w.change()()
	change.Note = clonePointer(change.Note)
	review, err := Share(w).PerformAction(t, change, now)
	return review.clone(), err
}

// PerformAction is that of World without copies.
func (w Shared) PerformAction(t Target, change ActionChange, now time.Time) (Review, error) {
	old, err := w.review(t)
	if err != nil {
		return Review{}, err
	}
	available, err := old.actions(w.rules)
	if err != nil {
		return Review{}, err
	}
	if !slices.Contains(available, change.Action) {
		return Review{}, old.unavailable(change.Action, w.rules)
	}
	review := *old
	switch change.Action {
	case ActionFinalize:
		review.Status, review.Decision = StatusCompleted, cmp.Or(change.Decision, DecisionApproved) // A27
		if change.Note != nil {
			review.Note = change.Note
		}
	case ActionReopen:
		review.Status = StatusInProgress
		if change.ResetDecision { // else the decision stays (A27)
			review.Decision = DecisionPending
		}
	}
	return w.putReview(review, now), nil
}

// actions is the state machine: which actions the status and the form allow.
func (r *Review) actions(rules Rules) ([]Action, error) {
	if r.Type != TypeSOCReport && !rules.ActionsForAll {
		return nil, ActionsUnsupported{r.Type}
	}
	switch r.Status {
	case StatusCompleted:
		return []Action{ActionReopen}, nil
	case StatusNotYetStarted, StatusInProgress: // A17
		if len(r.missing()) == 0 {
			return []Action{ActionFinalize}, nil
		}
	case StatusNotRequired:
	}
	return []Action{}, nil
}

// missing is what the form of the review lacks. Only SOC reports have one.
func (r *Review) missing() []string {
	if r.SOCForm == nil {
		return nil
	}
	return r.SOCForm.Missing()
}

func (r *Review) unavailable(action Action, rules Rules) error {
	err := ActionUnavailable{Action: action, Status: r.Status, Rules: rules}
	if action == ActionFinalize && r.Status != StatusCompleted {
		err.Missing = r.missing()
	}
	return err
}

// Allows tells whether an action would be carried out now, by the rules of its world.
func (r *Review) Allows(action Action, rules Rules) bool {
	actions, err := r.actions(rules)
	return err == nil && slices.Contains(actions, action)
}
