package simulator_test

import (
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/fixtures"
	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// arguments are what the methods of the public surface are called with, made anew
// for each call. A method that takes none needs no line.
var arguments = map[string]func(*stage) []any{
	"Simulator.Box": func(*stage) []any { return []any{"other"} },

	"Sandbox.KeyNamed":    func(*stage) []any { return []any{"sim-full"} },
	"Sandbox.FastForward": func(*stage) []any { return []any{time.Hour} },
	"Sandbox.Journal":     func(*stage) []any { return []any{journal.Filter{}} },
	"Sandbox.Checkpoint":  func(*stage) []any { return []any{"c"} },
	"Sandbox.Rewind":      func(*stage) []any { return []any{"c"} },
	"Sandbox.Fork":        func(*stage) []any { return []any{"fork"} },
	"Sandbox.WorldAfter":  func(s *stage) []any { return []any{s.aCall()} },
	"Sandbox.WorldBefore": func(s *stage) []any { return []any{s.aCall()} },
	"Sandbox.ForkAfter":   func(s *stage) []any { return []any{s.aCall(), "fork"} },
	"Sandbox.ForkBefore":  func(s *stage) []any { return []any{s.aCall(), "fork-before"} },
	"Sandbox.Resend":      func(s *stage) []any { return []any{s.aCall()} },
	"Sandbox.Play":        func(*stage) []any { return []any{"flaky"} },
	"Sandbox.PlayYAML":    func(*stage) []any { return []any{lossyScenario} },
	"Sandbox.Stop":        func(*stage) []any { return []any{"stage"} },
	"Sandbox.Verify": func(*stage) []any {
		return []any{simulator.CallAssertion{When: "{operation: getVendorSecurityReview}"}}
	},
	"Sandbox.VerifyInOrder": func(*stage) []any {
		return []any{simulator.CallAssertion{When: "{operation: getVendorSecurityReview}"}}
	},
	"Sandbox.ExpectViolations": func(*stage) []any { return []any{"{operation: getVendorSecurityReview}"} },
	"Sandbox.Count":            func(*stage) []any { return []any{"{operation: getVendorSecurityReview}"} },

	"World.Account": func(*stage) []any { return []any{int64(1)} },
	"World.Actions": func(*stage) []any { return []any{theReview} },
	"World.AddKey": func(*stage) []any {
		return []any{state.Key{Token: "new", AccountID: 1, Access: state.AccessCustom, Permissions: []string{"vendors-get"}, ExpiresAt: to(simtest.Now)}}
	},
	"World.AddReview": func(*stage) []any { return []any{theReview, newStateReview(), simtest.Now} },
	"World.AddVendor": func(*stage) []any {
		return []any{int64(1), state.NewVendor{Name: "v", SecurityOwner: to(int64(1)), Fields: someFields()}, simtest.Now}
	},
	"World.AddUser": func(*stage) []any {
		return []any{int64(1), state.NewUser{Email: "a@example.com", FirstName: to("A"), LastName: to("B"), Fields: state.Fields{"roles": []any{"ADMIN"}}}, simtest.Now}
	},
	"World.AnyDocument": func(*stage) []any { return []any{int64(1)} },
	"World.Become":      func(s *stage) []any { return []any{s.boxes[1].World()} },
	"World.ChangeAccount": func(*stage) []any {
		return []any{int64(1), state.AccountChange{Plan: to(state.PlanFull), TermsAccepted: to(true)}}
	},
	"World.ChangeKey": func(*stage) []any {
		permissions := []string{"vendors-get"}
		return []any{"sim-custom", state.KeyChange{
			Revoked: to(false), ExpiresAt: state.Change[time.Time]{Set: true, Value: to(simtest.Now)}, Access: to(state.AccessCustom), Permissions: &permissions,
		}}
	},
	"World.FirstReview": func(*stage) []any { return []any{int64(1)} },
	"World.WorkingKey":  func(*stage) []any { return []any{simtest.Now} },
	"World.Document":    func(*stage) []any { return []any{int64(1), int64(1)} },
	"World.Documents":   func(*stage) []any { return []any{int64(1), int64(1)} },
	"World.Key":         func(*stage) []any { return []any{"sim-custom"} },
	"World.PerformAction": func(*stage) []any {
		return []any{theReview, state.ActionChange{Action: state.ActionFinalize, Note: to("note")}, simtest.Now}
	},
	"World.Questionnaires": func(*stage) []any { return []any{int64(1), int64(1)} },
	"World.Readiness":      func(*stage) []any { return []any{int64(2)} },
	"World.Review":         func(*stage) []any { return []any{theReview} },
	"World.Reviews":        func(*stage) []any { return []any{int64(1), int64(1)} },
	"World.UpdateReview": func(*stage) []any {
		return []any{theReview, state.ReviewChange{Title: to("new"), SOCForm: func(f *state.SOCForm) { *f = *fullForm() }}, simtest.Now}
	},
	"World.User":    func(*stage) []any { return []any{int64(1), int64(1)} },
	"World.Users":   func(*stage) []any { return []any{int64(1)} },
	"World.Vendor":  func(*stage) []any { return []any{int64(1), int64(1)} },
	"World.Vendors": func(*stage) []any { return []any{int64(1)} },
	"World.AddReviewWithDocument": func(*stage) []any {
		return []any{theReview, newStateReview(), newStateDocuments()[0], simtest.Now}
	},
	"World.UploadQuestionnaire":       func(*stage) []any { return []any{int64(1), int64(1), newStateDocuments(), simtest.Now} },
	"World.UploadReviewQuestionnaire": func(*stage) []any { return []any{theReview, newStateDocuments(), simtest.Now} },
}

// noData are the methods that hand out nothing to write over, and end or replace
// what this test looks at; Events, which hands out plain values; and View, which hands out
// the world's own.
var noData = []string{"Simulator.Close", "Simulator.Shutdown", "Simulator.Done", "Simulator.Handler", "Simulator.BoxT", "Simulator.Events", "Sandbox.Client", "Sandbox.Freeze", "Sandbox.WaitFor", "World.View"}

// someFields are those of a vendor, with a list and an object in it.
func someFields() state.Fields {
	return state.Fields{"category": "SALES", "customFields": []any{map[string]any{"customFieldId": 1.0, "name": "n"}}}
}

var theReview = state.Target{AccountID: 1, VendorID: 1, ReviewID: 1}

func newStateReview() state.NewReview {
	return state.NewReview{
		Type: state.TypeSecurity, Status: state.StatusInProgress, Title: to("t"), Note: to("n"),
		RequestedAt: to(simtest.Now), DeadlineAt: simtest.Now, RequesterUserID: to(int64(1)),
	}
}

func newStateDocuments() []state.NewDocument {
	return []state.NewDocument{{Name: "b.pdf", ContentType: "application/pdf", Content: state.Content("bytes")}}
}

// Whoever writes over all that a method handed out, or over what he gave it,
// changes nothing in any sandbox, also not in those that are made later.
func TestWhatIsHandedOutAndInIsTheCallersOwn(t *testing.T) {
	scribbled := newScribbler()
	surface := []func(*stage) any{
		func(s *stage) any { return s.sim },
		func(s *stage) any { return s.boxes[0] },
		func(s *stage) any { return s.boxes[0].World() },
	}
	for _, of := range surface {
		owner := reflect.TypeOf(of(newStage(t)))
		for i := range owner.NumMethod() {
			name := owner.Elem().Name() + "." + owner.Method(i).Name
			promoted := strings.Replace(name, "Simulator.", "Sandbox.", 1) // what the default sandbox does
			if slices.Contains(noData, name) || slices.Contains(noData, promoted) {
				continue
			}
			t.Run(name, func(t *testing.T) {
				s := newStage(t)
				var in []reflect.Value
				given := arguments[name]
				if given == nil {
					given = arguments[promoted]
				}
				if given != nil {
					for _, argument := range given(s) {
						in = append(in, reflect.ValueOf(argument))
					}
				}
				method := reflect.ValueOf(of(s)).Method(i)
				if kind := method.Type(); len(in) != kind.NumIn() {
					t.Fatalf("it takes %d arguments: add them to the table", kind.NumIn())
				}
				out := method.Call(in)
				before := s.image()
				for _, value := range slices.Concat(out, in) {
					scribbled.over(value)
				}
				if after := s.image(); after != before {
					t.Errorf("it hands out, or keeps, what others use:\n%s", firstDifference(before, after))
				}
			})
		}
	}
	scribbled.wantAll(t, "journal.HARLog.Pages", "journal.HARRequest.Cookies", "journal.HARResponse.Cookies",
		"report.Report.Run", "report.Run.Command") // which the command fills in

}

// firstDifference is the first line that differs.
func firstDifference(before, after string) string {
	was, is := strings.Split(before, "\n"), strings.Split(after, "\n")
	for i := range was {
		if i >= len(is) || was[i] != is[i] {
			return was[i] + "\nis now\n" + strings.Join(is[min(i, len(is)):min(i+1, len(is))], "")
		}
	}
	return "there is more than before"
}

// A snapshot that was made a world can be changed afterwards.
func TestAWorldKeepsNothingOfASnapshot(t *testing.T) {
	snapshot := fullSnapshot()
	world, err := snapshot.Restore()
	if err != nil {
		t.Fatal(err)
	}
	newScribbler().over(reflect.ValueOf(&snapshot))
	if got := world.Snapshot(); !reflect.DeepEqual(got, fullSnapshot()) {
		t.Errorf("got %+v", got)
	}
}

// A list that an option was made of can be changed afterwards, also before the
// simulator starts.
func TestOptionsKeepNothing(t *testing.T) {
	fixture, checks, mask, cover := make([]byte, len(fixtures.Default())), []simulator.ResilienceCheck{"nothing"}, []string{""}, []string{"nothing"}
	options := []simulator.Option{
		simulator.WithFixture("f", fixture), simulator.WithChecks(checks...), simulator.WithMask(mask...), simulator.WithCoverage(1, cover...),
	}
	copy(fixture, fixtures.Default())
	checks[0], mask[0], cover[0] = "no-hot-loop", "name", "getVendorSecurityReview"
	for i, option := range options {
		if sim, err := simulator.Start(option); err == nil {
			_ = sim.Close()
			t.Errorf("option %d goes by what was changed afterwards", i)
		}
	}
}

// Whoever brings his own request and recorder can go on using both.
func TestTheHandlerKeepsNothing(t *testing.T) {
	c := newClient(t)
	request := func() *http.Request {
		r := httptest.NewRequest(http.MethodGet, reviewPath(1), nil)
		r.Header.Set("Authorization", "Bearer sim-full")
		r.Header.Set("X-Mine", "mine")
		return r
	}
	first, recorder := request(), httptest.NewRecorder()
	c.sim.Handler().ServeHTTP(recorder, first)
	box, err := c.sim.Box("default")
	if err != nil {
		t.Fatal(err)
	}
	before := box.Journal(journal.Filter{})[0]
	newScribbler().over(reflect.ValueOf(first.Header))
	newScribbler().over(reflect.ValueOf(recorder.Header()))
	if after := box.Journal(journal.Filter{})[0]; !reflect.DeepEqual(after, before) {
		t.Errorf("the journal: got %+v, want %+v", after, before)
	}
	again := httptest.NewRecorder()
	c.sim.Handler().ServeHTTP(again, request())
	if got := again.Header().Get("Content-Type"); got != "application/json; charset=utf-8" {
		t.Errorf("Content-Type: got %q", got)
	}
}
