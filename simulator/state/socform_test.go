package state_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vsrsim/vsrsim/simulator/state"
)

// edit is a drawn change of one field: what the field has afterwards, given what it had.
type edit[T any] func(before T) (after T)

func replaced[T any](t *rapid.T, name string, values ...T) edit[*T] {
	switch rapid.IntRange(0, 5).Draw(t, name) {
	case 0:
		return func(before *T) *T { return before }
	case 1:
		return func(*T) *T { return nil }
	default:
		value := rapid.SampledFrom(values).Draw(t, name+" value")
		return func(*T) *T { return &value }
	}
}

func appended[T any](t *rapid.T, name string, item T) edit[[]T] {
	n := rapid.IntRange(-1, 2).Draw(t, name)
	return func(before []T) []T {
		for range n {
			before = append(before, item)
		}
		if n < 0 {
			return nil
		}
		return before
	}
}

// edits are drawn changes of a form.
type edits struct {
	reviewer      edit[*int64]
	issued        edit[*state.Date]
	certification edit[*state.Certification]
	scope         edit[*state.ScopeType]
	period        edit[*state.Date]
	span          edit[*state.DateRange]
	criteria      edit[*[]state.TrustServiceCriterion]
	opinion       edit[*state.ReportOpinion]
	needs, impact edit[*bool]
	followUp      edit[*string]
	firm          edit[*string]
	inclusive     edit[*bool]
	findings      edit[[]state.Finding]
	controls      edit[[]state.UserControl]
	services      edit[[]state.Service]
	locations     edit[[]state.Location]
}

func drawEdits(t *rapid.T) edits {
	return edits{
		reviewer:      replaced(t, "reviewer", int64(1), 2),
		issued:        replaced(t, "issued", state.Date("2026-11-22"), "2020-01-01"),
		certification: replaced(t, "certification", state.SOC1, state.SOC2, state.SOC3),
		scope:         replaced(t, "scope", state.Type1, state.Type2),
		period:        replaced(t, "period", state.Date("2026-01-01")),
		span:          replaced(t, "range", state.DateRange{Start: "2025-01-01", End: "2025-12-31"}),
		criteria:      replaced(t, "criteria", []state.TrustServiceCriterion{"SECURITY"}, []state.TrustServiceCriterion{}),
		opinion:       replaced(t, "opinion", state.ReportOpinion("UNQUALIFIED"), state.OpinionQualified),
		needs:         replaced(t, "needs", true, false),
		followUp:      replaced(t, "follow-up", "Ask again.", " ", ""),
		findings:      appended(t, "findings", state.Finding{Description: "x"}),
		impact:        replaced(t, "impact", true, false),
		controls:      appended(t, "controls", state.UserControl{Description: "x", InPlace: true}),
		services:      appended(t, "services", state.Service{Name: "x"}),
		locations:     appended(t, "locations", state.Location{City: "x"}),
		firm:          replaced(t, "firm", "Example LLP", ""),
		inclusive:     replaced(t, "inclusive", true),
	}
}

func (e edits) apply(f *state.SOCForm) {
	f.ReviewerUserID, f.ReportIssueDate = e.reviewer(f.ReviewerUserID), e.issued(f.ReportIssueDate)
	f.Certification, f.ScopeType = e.certification(f.Certification), e.scope(f.ScopeType)
	f.AuditPeriod, f.AuditPeriodRange = e.period(f.AuditPeriod), e.span(f.AuditPeriodRange)
	f.TrustServiceCriteria, f.ReportOpinion = e.criteria(f.TrustServiceCriteria), e.opinion(f.ReportOpinion)
	f.EncompassBusinessNeeds, f.FollowUpActivity = e.needs(f.EncompassBusinessNeeds), e.followUp(f.FollowUpActivity)
	f.Findings, f.HasMaterialImpact = e.findings(f.Findings), e.impact(f.HasMaterialImpact)
	f.UserControls, f.Services, f.Locations = e.controls(f.UserControls), e.services(f.Services), e.locations(f.Locations)
	f.CPAFirm, f.InclusiveMethod = e.firm(f.CPAFirm), e.inclusive(f.InclusiveMethod)
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
			e := drawEdits(t)
			old := *review.SOCForm
			oldText, want := fmt.Sprintf("%+v", old), old
			want.Findings, want.UserControls = slices.Clone(old.Findings), slices.Clone(old.UserControls)
			want.Services, want.Locations = slices.Clone(old.Services), slices.Clone(old.Locations)
			e.apply(&want)
			if review, err = update(w, target, e.apply); err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprintf("%+v", old); got != oldText {
				t.Fatalf("the old form changed:\ngot  %s\nwant %s", got, oldText)
			}
			if !reflect.DeepEqual(plain(*review.SOCForm), plain(want)) {
				t.Fatalf("got %+v, want %+v", *review.SOCForm, want)
			}
		}
	})
}

// plain takes an empty list for none.
func plain(f state.SOCForm) state.SOCForm {
	for _, list := range []reflect.Value{
		reflect.ValueOf(&f.Findings), reflect.ValueOf(&f.UserControls), reflect.ValueOf(&f.Services), reflect.ValueOf(&f.Locations),
	} {
		if list.Elem().Len() == 0 {
			list.Elem().SetZero()
		}
	}
	return f
}

// update edits a form both ways in turn, with copies and without.
func update(w *state.World, target state.Target, edit func(*state.SOCForm)) (state.Review, error) {
	if w.Version()%2 == 0 {
		return w.UpdateReview(target, state.ReviewChange{SOCForm: edit}, now)
	}
	return state.Share(w).UpdateReview(target, state.ReviewChange{SOCForm: edit}, now)
}

// An edit that the form cannot take changes nothing, and what was there is not judged again.
func TestRefusedEdits(t *testing.T) {
	w := newWorld(t)
	review, err := w.AddReview(state.Target{AccountID: 1, VendorID: 1}, state.NewReview{
		Type: state.TypeSOCReport, Status: state.StatusInProgress, DeadlineAt: now,
	}, now)
	if err != nil {
		t.Fatal(err)
	}
	target := state.Target{AccountID: 1, VendorID: 1, ReviewID: review.ID}
	today := state.DateOf(now)
	edit := func(edit func(*state.SOCForm), at time.Time) error {
		_, err := w.UpdateReview(target, state.ReviewChange{SOCForm: edit}, at)
		return err
	}
	if err := edit(func(f *state.SOCForm) { f.ReportIssueDate = &today }, now); err != nil {
		t.Fatal(err)
	}
	before := w.Version()
	unknown, yesterday := int64(99), now.AddDate(0, 0, -1)
	firm, tomorrow := "Example LLP", state.DateOf(now.AddDate(0, 0, 1))
	for want, refused := range map[string]error{
		"reviewerUserId must be the id of a user":   edit(func(f *state.SOCForm) { f.ReviewerUserID = &unknown }, now),
		"reportIssueDate must not be in the future": edit(func(f *state.SOCForm) { f.ReportIssueDate = &tomorrow }, now),
		"auditPeriodRange.end must be after start":  edit(func(f *state.SOCForm) { f.AuditPeriodRange = &state.DateRange{Start: today, End: today} }, now),
		"services must have at most 10000 items":    edit(func(f *state.SOCForm) { f.Services = make([]state.Service, 10_001) }, now),
	} {
		if refused == nil || !strings.Contains(refused.Error(), want) {
			t.Errorf("got %v, want it to say %q", refused, want)
		}
	}
	if w.Version() != before {
		t.Error("a refused edit changed the world")
	}
	if err := edit(func(f *state.SOCForm) { f.CPAFirm = &firm }, yesterday); err != nil {
		t.Errorf("the date that was there is judged again: %v", err)
	}
}
