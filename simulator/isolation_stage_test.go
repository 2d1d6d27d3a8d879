package simulator_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/fixture"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// stage is a simulator that has something of everything that can be handed out.
type stage struct {
	*client
	boxes []*simulator.Sandbox // the default one and another
	fresh int
}

// stageScenario has rules that fire by a draw, that are met, and that are missed.
const stageScenario = `
name: stage
checks: [bounded-attempts=1]
rules:
  - name: drawn
    when: {operation: getVendorSecurityReview}
    probability: 1
    times: 3
    fault: {status: 500}
    expect: {fired: ">=1"}
  - name: missed
    when: {operation: getVendorSecurityReview, vendor: {id: 9}}
    fault: {status: 500}
    expect: {fired: 1}
`

func newStage(t *testing.T) *stage {
	t.Helper()
	var world bytes.Buffer
	if err := fixture.Write(&world, fullSnapshot()); err != nil {
		t.Fatal(err)
	}
	s := &stage{client: newUnprovenClient(t, simulator.WithFixture("full", world.Bytes()),
		simulator.WithScenario(scenarioFile(t, stageScenario)), simulator.WithCoverage(50), simulator.WithChecks("no-hot-loop"))}
	for _, name := range []string{"default", "other"} {
		box, err := s.sim.Box(name)
		if err != nil {
			t.Fatal(err)
		}
		s.boxes = append(s.boxes, box)
		s.callAll(box)
	}
	gone, err := s.sim.Box("gone")
	if err != nil {
		t.Fatal(err)
	}
	s.callAll(gone)
	s.steer(http.MethodDelete, "/sandboxes/gone", "").Want(204)
	return s
}

// aCall is the id of a call in the journal of the default sandbox that can be sent again.
func (s *stage) aCall() string {
	return s.boxes[0].Journal(journal.Filter{Operation: "getVendorSecurityReview"})[0].ID
}

// newUnprovenClient is newClient where checks and expectations that are not met are
// no failure.
func newUnprovenClient(t *testing.T, opts ...simulator.Option) *client {
	t.Helper()
	sim, err := simulator.Start(append([]simulator.Option{simulator.WithFrozenClock(simtest.Now)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	c := &client{t: t, sim: sim, key: "sim-full", http: &http.Client{Transport: &http.Transport{}}}
	t.Cleanup(func() {
		c.http.CloseIdleConnections()
		if err := sim.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// callAll makes calls of all kinds in a sandbox.
func (s *stage) callAll(box *simulator.Sandbox) {
	s.t.Helper()
	c := s.as(box.KeyNamed("sim-full"))
	for range 3 {
		c.get(reviewPath(1) + "?expand[]=user").Want(500)
	}
	c.get(reviewPath(1) + "?Expand[]=user").Want(200)
	c.get(reviewPath(2) + "?long=" + strings.Repeat("x", 20<<10)).Want(200)
	c.get("/roles/1/users").Want(501)
	c.expecting("violation").get(reviewPath(1)).Want(200)
	c.put(reviewPath(1), `{"title":5}`).Want(400)
	c.upload(vendorUpload, simtest.File("files", "a.pdf", "x")).Want(201)
	s.as(box.KeyNamed("sim-custom")).put(reviewPath(1), `{"title":"no"}`).Want(403)
}

// steer calls the control API with a body of JSON, or with none.
func (c *client) steer(method, path, body string) *simtest.Answer {
	c.t.Helper()
	request, err := http.NewRequest(method, c.sim.ControlURL()+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	return c.do(request)
}

// scenarioFile is a file with a scenario.
func scenarioFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "scenario.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// image is all that the stage shows of itself, with a sandbox that is made anew.
func (s *stage) image() string {
	s.t.Helper()
	s.fresh++
	fresh, err := s.sim.Box(fmt.Sprint("fresh-", s.fresh))
	if err != nil {
		s.t.Fatal(err)
	}
	var all bytes.Buffer
	show := func(what string, v any) {
		text, err := json.MarshalIndent(v, "", " ")
		if err != nil {
			s.t.Fatal(err)
		}
		fmt.Fprintf(&all, "%s: %s\n", what, text)
	}
	show("fresh world", fresh.World().Snapshot())
	show("fresh rules", fresh.Rules())
	for _, box := range s.boxes {
		show("world", box.World().Snapshot())
		show("rules", box.Rules())
		show("report", box.Report())
		for _, entry := range box.Journal(journal.Filter{}) {
			show("entry", entry)
		}
	}
	show("HAR", s.sim.HAR())
	show("report", s.sim.Report())
	return all.String()
}

func to[T any](value T) *T { return &value }

// fullSnapshot has a record of every kind in which nothing is left out.
func fullSnapshot() state.Snapshot {
	at := time.Date(2026, time.January, 2, 3, 4, 5, 0, time.UTC)
	review := state.Review{
		ID: 1, VendorID: 1, Type: state.TypeSOCReport, Status: state.StatusInProgress, Decision: state.DecisionPending,
		Title: to("Title"), Note: to("Note"), RequestedAt: at, DeadlineAt: at.AddDate(1, 0, 0),
		UserID: to(int64(1)), RequesterUserID: to(int64(1)), CreatedAt: at, UpdatedAt: at, SOCForm: fullForm(),
	}
	large := review // of which the journal keeps less
	large.ID, large.Note, large.SOCForm = 2, to(strings.Repeat("note ", 1000)), fullForm()
	return state.Snapshot{
		Accounts: []state.Account{{ID: 1, Name: "Example", TermsAccepted: true, Plan: state.PlanFull, PlatformAdmin: 1, Fields: state.Fields{"language": "GERMAN_DE"}}},
		Keys: []state.Key{
			{Token: "sim-custom", AccountID: 1, Access: state.AccessCustom, Permissions: []string{"vendors-get"}},
			{Token: "sim-full", AccountID: 1, Access: state.AccessFull, ExpiresAt: to(at.AddDate(10, 0, 0))},
		},
		Users:   []state.User{{ID: 1, AccountID: 1, Email: "a@example.com", FirstName: to("A"), LastName: to("B"), Active: true, CreatedAt: at, UpdatedAt: at, Fields: state.Fields{"roles": []any{"ADMIN"}}}},
		Vendors: []state.Vendor{{ID: 1, AccountID: 1, Name: "Vendor", SecurityOwner: to(int64(1)), CreatedAt: at, UpdatedAt: at, Fields: someFields()}},
		Reviews: []state.Review{review, large},
		Questionnaires: []state.Questionnaire{{
			ID: 1, VendorID: 1, ReviewID: to(int64(1)), Title: "Q", RecipientEmail: "a@example.com", CompletedBy: to("A B"),
			IsCompleted: true, DateSent: at, IsManualUpload: true, ResponseID: to(int64(1)),
		}},
		Documents: []state.Document{{
			ID: 1, VendorID: 1, ReviewID: to(int64(1)), QuestionnaireID: to(int64(1)), Type: "SOC_DOCUMENT",
			Name: "a.pdf", ContentType: "application/pdf", Content: state.Content("content"), CreatedAt: at,
			Fields: state.Fields{"updatedAt": "2026-02-01T00:00:00.000Z"},
		}},
	}
}

func fullForm() *state.SOCForm {
	return &state.SOCForm{
		ReviewerUserID: to(int64(1)), ReportIssueDate: to(state.Date("2026-01-01")),
		Certification: to(state.SOC2), ScopeType: to(state.Type2), AuditPeriod: to(state.Date("2025-01-01")),
		AuditPeriodRange:     &state.DateRange{Start: "2025-01-01", End: "2025-12-31"},
		TrustServiceCriteria: &[]state.TrustServiceCriterion{"SECURITY"},
		ReportOpinion:        to(state.OpinionQualified), EncompassBusinessNeeds: to(true), FollowUpActivity: to("follow"),
		Findings: []state.Finding{{Description: "finding"}}, HasMaterialImpact: to(true),
		UserControls: []state.UserControl{{Description: "control", InPlace: true}},
		Services:     []state.Service{{Name: "service"}}, Locations: []state.Location{{City: "city", StateOrCountry: "country"}},
		CPAFirm: to("firm"), CPAProcedurePerformed: to("procedure"), SubserviceOrganization: to("organization"),
		InclusiveMethod: to(true), SubserviceProcedurePerformed: to("performed"),
	}
}
