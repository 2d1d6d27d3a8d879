package state_test

import (
	"errors"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator/state"
)

func of[T any](value T) *T { return &value }

// sound is a world with one record of each kind and two accounts.
func sound() state.Snapshot {
	at := time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)
	return state.Snapshot{
		Accounts: []state.Account{{ID: 1, Name: "One", PlatformAdmin: 1}, {ID: 2, Name: "Two", PlatformAdmin: 2}},
		Keys:     []state.Key{{Token: "k", AccountID: 1, Access: state.AccessFull}},
		Users:    []state.User{{ID: 1, AccountID: 1, Email: "a@example.com"}, {ID: 2, AccountID: 2, Email: "b@example.com"}},
		Vendors:  []state.Vendor{{ID: 1, AccountID: 1, Name: "A", SecurityOwner: of(int64(1))}, {ID: 2, AccountID: 2, Name: "B"}},
		Reviews: []state.Review{{
			ID: 1, VendorID: 1, Type: state.TypeSOCReport, Status: state.StatusInProgress, Decision: "PENDING",
			RequestedAt: at, DeadlineAt: at, SOCForm: &state.SOCForm{},
		}},
		Questionnaires: []state.Questionnaire{{ID: 1, VendorID: 1, RecipientEmail: "a@example.com", DateSent: at, ResponseID: of(int64(1))}},
		Documents:      []state.Document{{ID: 1, VendorID: 1, Name: "a.pdf", QuestionnaireID: of(int64(1)), ReviewID: of(int64(1))}},
	}
}

// One fault in a sound world is one problem, in its place.
func TestEachFaultOfAWorld(t *testing.T) {
	if _, err := sound().Restore(); err != nil {
		t.Fatalf("a sound world: %v", err)
	}
	for want, spoil := range map[string]func(*state.Snapshot){
		"accounts[1].id 1 is used twice": func(s *state.Snapshot) {
			s.Accounts = append(s.Accounts[:1:1], s.Accounts[0])
			s.Users, s.Vendors = s.Users[:1], s.Vendors[:1]
		},
		"accounts[0].name is required":                                            func(s *state.Snapshot) { s.Accounts[0].Name = "" },
		"accounts[0].platformAdmin is required":                                   func(s *state.Snapshot) { s.Accounts[0].PlatformAdmin = 0 },
		"accounts[0].platformAdmin user 2 belongs to account 2, not to account 1": func(s *state.Snapshot) { s.Accounts[0].PlatformAdmin = 2 },
		"keys must name at least one key":                                         func(s *state.Snapshot) { s.Keys = nil },
		`keys[1].key "k" is used twice`:                                           func(s *state.Snapshot) { s.Keys = append(s.Keys, s.Keys[0]) },
		"keys[0].key is required":                                                 func(s *state.Snapshot) { s.Keys[0].Token = "" },
		"keys[0].account there is no account 3":                                   func(s *state.Snapshot) { s.Keys[0].AccountID = 3 },
		"keys[0].permissions goes with access: custom only":                       func(s *state.Snapshot) { s.Keys[0].Permissions = []string{"vendors-get"} },
		"users[0].email must be a mail address":                                   func(s *state.Snapshot) { s.Users[0].Email = "Ada <a@example.com>" },
		"users[2].account is required":                                            func(s *state.Snapshot) { s.Users = append(s.Users, state.User{ID: 3, Email: "c@example.com"}) },
		"users[2].id must be an integer from 1 to 9007199254740991":               func(s *state.Snapshot) { s.Users = append(s.Users, state.User{AccountID: 1, Email: "c@example.com"}) },
		"vendors[0].name is required":                                             func(s *state.Snapshot) { s.Vendors[0].Name = "" },
		"vendors[0].securityOwner user 2 belongs to account 2, not to account 1":  func(s *state.Snapshot) { *s.Vendors[0].SecurityOwner = 2 },
		"reviews[0].userId user 2 belongs to account 2, not to account 1":         func(s *state.Snapshot) { s.Reviews[0].UserID = of(int64(2)) },
		"reviews[0].requesterUserId there is no user 9":                           func(s *state.Snapshot) { s.Reviews[0].RequesterUserID = of(int64(9)) },
		"reviews[0].requestedAt is required":                                      func(s *state.Snapshot) { s.Reviews[0].RequestedAt = time.Time{} },
		"reviews[0].reviewDeadlineAt must be in the years 1000 to 9999":           func(s *state.Snapshot) { s.Reviews[0].DeadlineAt = time.Date(999, 1, 1, 0, 0, 0, 0, time.UTC) },
		"reviews[0].socForm goes with type: SOC_REPORT only":                      func(s *state.Snapshot) { s.Reviews[0].Type = state.TypeSecurity },
		"reviews[0].socForm.certification must be one of SOC_1, SOC_2, SOC_3":     func(s *state.Snapshot) { s.Reviews[0].SOCForm.Certification = of(state.Certification("SOC_4")) },
		"reviews[0].socForm.auditPeriod must be a date like 2026-01-31":           func(s *state.Snapshot) { s.Reviews[0].SOCForm.AuditPeriod = of(state.Date("2026-02-30")) },
		"reviews[0].socForm.auditPeriodRange.end must be after start": func(s *state.Snapshot) {
			s.Reviews[0].SOCForm.AuditPeriodRange = &state.DateRange{Start: "2026-01-01", End: "2026-01-01"}
		},
		"reviews[0].socForm.reviewerUserId user 2 belongs to account 2, not to account 1": func(s *state.Snapshot) { s.Reviews[0].SOCForm.ReviewerUserID = of(int64(2)) },
		"reviews[0].socForm.trustServiceCriteria[1] must be one of AVAILABILITY, CONFIDENTIALITY, SECURITY, PRIVACY, PROCESSING_INTEGRITY": func(s *state.Snapshot) {
			s.Reviews[0].SOCForm.TrustServiceCriteria = &[]state.TrustServiceCriterion{"SECURITY", "SAFETY"}
		},
		"questionnaires[0].review there is no review 7":           func(s *state.Snapshot) { s.Questionnaires[0].ReviewID = of(int64(7)) },
		"questionnaires[0].responseId there is no document 7":     func(s *state.Snapshot) { s.Questionnaires[0].ResponseID = of(int64(7)) },
		"questionnaires[0].recipientEmail must be a mail address": func(s *state.Snapshot) { s.Questionnaires[0].RecipientEmail = "a" },
		"documents[0].name is required":                           func(s *state.Snapshot) { s.Documents[0].Name = "" },
		"documents[0].questionnaire there is no questionnaire 7":  func(s *state.Snapshot) { s.Documents[0].QuestionnaireID = of(int64(7)) },
		"documents[1].review review 1 belongs to vendor 1, not to vendor 2": func(s *state.Snapshot) {
			s.Documents = append(s.Documents, state.Document{ID: 2, VendorID: 2, Name: "b", ReviewID: of(int64(1))})
		},
	} {
		s := sound()
		spoil(&s)
		_, err := s.Restore()
		var invalid state.Invalid
		if !errors.As(err, &invalid) || len(invalid.Problems) != 1 || invalid.Problems[0].String() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}
