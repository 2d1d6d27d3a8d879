package state_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/vsrsim/vsrsim/simulator/state"
)

func change[T any](t *rapid.T, name string, values ...T) state.Change[T] {
	switch rapid.IntRange(0, 5).Draw(t, name) {
	case 0:
		return state.Change[T]{}
	case 1:
		return state.Change[T]{Set: true}
	default:
		value := rapid.SampledFrom(values).Draw(t, name+" value")
		return state.Change[T]{Set: true, Value: &value}
	}
}

func appended[T any](t *rapid.T, name string, item T) state.Append[T] {
	n := rapid.IntRange(-1, 2).Draw(t, name)
	if n < 0 {
		return state.Append[T]{}
	}
	items := make([]T, n)
	for i := range items {
		items[i] = item
	}
	return state.Append[T]{Set: true, Items: items}
}

func drawChange(t *rapid.T) state.SOCFormChange {
	return state.SOCFormChange{
		ReviewerUserID:         change(t, "reviewer", int64(1), 2),
		ReportIssueDate:        change(t, "issued", state.Date("2026-11-22"), "2020-01-01"),
		Certification:          change(t, "certification", state.SOC1, state.SOC2, state.SOC3),
		ScopeType:              change(t, "scope", state.Type1, state.Type2),
		AuditPeriod:            change(t, "period", state.Date("2026-01-01")),
		AuditPeriodRange:       change(t, "range", state.DateRange{Start: "2025-01-01", End: "2025-12-31"}),
		TrustServiceCriteria:   change(t, "criteria", []state.TrustServiceCriterion{"SECURITY"}, []state.TrustServiceCriterion{}),
		ReportOpinion:          change(t, "opinion", state.ReportOpinion("UNQUALIFIED"), state.OpinionQualified),
		EncompassBusinessNeeds: change(t, "needs", true, false),
		FollowUpActivity:       change(t, "follow-up", "Ask again.", " ", ""),
		Findings:               appended(t, "findings", state.Finding{Description: "x"}),
		HasMaterialImpact:      change(t, "impact", true, false),
		UserControls:           appended(t, "controls", state.UserControl{Description: "x", InPlace: true}),
		Services:               appended(t, "services", state.Service{Name: "x"}),
		Locations:              appended(t, "locations", state.Location{City: "x"}),
		CPAFirm:                change(t, "firm", "Example LLP", ""),
		InclusiveMethod:        change(t, "inclusive", true),
	}
}

// Each update merges field by field, and a form that was read before stays as it was.
func TestUpdatesMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		review, err := w.AddReview(state.Target{AccountID: 1, VendorID: 1}, state.NewReview{
			Type: state.TypeSOCReport, Status: state.StatusInProgress, DeadlineAt: now,
		}, now)
		if err != nil {
			t.Fatal(err)
		}
		target := state.Target{AccountID: 1, VendorID: 1, ReviewID: review.ID}
		for range rapid.IntRange(1, 6).Draw(t, "updates") {
			c := drawChange(t)
			old := *review.SOCForm
			oldText := fmt.Sprintf("%+v", old)
			if review, err = w.UpdateReview(target, state.ReviewChange{SOCForm: &c}, now); err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprintf("%+v", old); got != oldText {
				t.Fatalf("the old form changed:\ngot  %s\nwant %s", got, oldText)
			}
			merged(t, "reviewer", c.ReviewerUserID, old.ReviewerUserID, review.SOCForm.ReviewerUserID)
			merged(t, "certification", c.Certification, old.Certification, review.SOCForm.Certification)
			merged(t, "follow-up", c.FollowUpActivity, old.FollowUpActivity, review.SOCForm.FollowUpActivity)
			merged(t, "impact", c.HasMaterialImpact, old.HasMaterialImpact, review.SOCForm.HasMaterialImpact)
			lengthened(t, "findings", c.Findings, old.Findings, review.SOCForm.Findings)
			lengthened(t, "locations", c.Locations, old.Locations, review.SOCForm.Locations)
		}
	})
}

func merged[T comparable](t *rapid.T, name string, c state.Change[T], old, got *T) {
	want := old
	if c.Set {
		want = c.Value
	}
	if (got == nil) != (want == nil) || got != nil && *got != *want {
		t.Fatalf("%s: got %v, want %v", name, got, want)
	}
}

func lengthened[T any](t *rapid.T, name string, a state.Append[T], old, got []T) {
	want := len(old) + len(a.Items)
	if a.Set && len(a.Items) == 0 {
		want = 0
	}
	if len(got) != want {
		t.Fatalf("%s: got %d, want %d", name, len(got), want)
	}
}
