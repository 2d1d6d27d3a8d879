package state

import (
	"slices"
	"time"
)

// Snapshot is a whole world as a plain value, in the shape of a fixture file.
type Snapshot struct {
	Accounts       []Account       `yaml:"accounts"`
	Keys           []Key           `yaml:"keys"`
	Users          []User          `yaml:"users"`
	Vendors        []Vendor        `yaml:"vendors"`
	Reviews        []Review        `yaml:"reviews,omitempty"`
	Questionnaires []Questionnaire `yaml:"questionnaires,omitempty"`
	Documents      []Document      `yaml:"documents,omitempty"`
}

// clone shares nothing with the snapshot.
func (s Snapshot) clone() Snapshot {
	return Snapshot{
		Accounts:       cloneAll(slices.Clone(s.Accounts)),
		Keys:           cloneAll(slices.Clone(s.Keys)),
		Users:          cloneAll(slices.Clone(s.Users)),
		Vendors:        cloneAll(slices.Clone(s.Vendors)),
		Reviews:        cloneAll(slices.Clone(s.Reviews)),
		Questionnaires: cloneAll(slices.Clone(s.Questionnaires)),
		Documents:      cloneAll(slices.Clone(s.Documents)),
	}
}

// Restore makes a world of a snapshot, or says with Invalid everything that
// keeps it from being one.
func (s Snapshot) Restore() (*World, error) { return RestoreShared(s.clone()) }

// RestoreShared is Restore without copies: the snapshot becomes a part of the
// world and must not be changed any more. It is not for programs that use the
// simulator.
func RestoreShared(s Snapshot) (*World, error) {
	s.setDefaults()
	if err := s.check(); err != nil {
		return nil, err
	}
	w := &World{}
	for i := range s.Accounts {
		put(&w.unlocked, &w.accounts, s.Accounts[i].ID, &s.Accounts[i])
	}
	for i := range s.Keys {
		w.putKey(&s.Keys[i])
	}
	for i := range s.Users {
		put(&w.unlocked, &w.users, s.Users[i].ID, &s.Users[i])
	}
	for i := range s.Vendors {
		put(&w.unlocked, &w.vendors, s.Vendors[i].ID, &s.Vendors[i])
	}
	for i := range s.Reviews {
		put(&w.unlocked, &w.reviews, s.Reviews[i].ID, &s.Reviews[i])
	}
	for i := range s.Questionnaires {
		put(&w.unlocked, &w.questionnaires, s.Questionnaires[i].ID, &s.Questionnaires[i])
	}
	for i := range s.Documents {
		put(&w.unlocked, &w.documents, s.Documents[i].ID, &s.Documents[i])
	}
	return w, nil
}

// Snapshot is the world as it is now, each kind in the order of its ids.
func (w *World) Snapshot() (snapshot Snapshot) {
	w.View(func(shared Shared) { snapshot = shared.Snapshot() })
	return snapshot.clone() // takes as long as the world is large: not under the lock
}

// Snapshot is that of World without copies: its lists can be changed, what stands
// in them must not.
func (w Shared) Snapshot() Snapshot {
	return Snapshot{
		Accounts:       w.accounts.values(nil),
		Keys:           w.keys.values(),
		Users:          w.users.values(nil),
		Vendors:        w.vendors.values(nil),
		Reviews:        w.reviews.values(nil),
		Questionnaires: w.questionnaires.values(nil),
		Documents:      w.documents.values(nil),
	}
}

// defaultCreatedAt is when a record counts as created that does not say.
var defaultCreatedAt = time.Date(2025, time.January, 1, 0, 0, 0, 0, time.UTC)

// setDefaults fills in what a fixture may leave out, and keeps of times what a world does.
func (s *Snapshot) setDefaults() {
	for i := range s.Accounts {
		setDefault(&s.Accounts[i].Plan, PlanFull)
	}
	for i := range s.Keys {
		s.Keys[i].ExpiresAt = keptPointer(s.Keys[i].ExpiresAt)
	}
	for i := range s.Users {
		u := &s.Users[i]
		setDefault(&u.CreatedAt, defaultCreatedAt)
		setDefault(&u.UpdatedAt, u.CreatedAt)
		keep(u)
	}
	for i := range s.Vendors {
		v := &s.Vendors[i]
		setDefault(&v.CreatedAt, defaultCreatedAt)
		setDefault(&v.UpdatedAt, v.CreatedAt)
		keep(v)
	}
	for i := range s.Reviews {
		r := &s.Reviews[i]
		setDefault(&r.Decision, DecisionPending)
		setDefault(&r.CreatedAt, r.RequestedAt)
		setDefault(&r.UpdatedAt, r.CreatedAt)
		keep(r)
		if r.Type == TypeSOCReport && r.SOCForm == nil {
			r.SOCForm = &SOCForm{}
		}
		if r.SOCForm != nil {
			r.SOCForm.settle()
		}
	}
	for i := range s.Questionnaires {
		keep(&s.Questionnaires[i])
	}
	for i := range s.Documents {
		setDefault(&s.Documents[i].CreatedAt, defaultCreatedAt)
		keep(&s.Documents[i])
	}
}

// timed is a record that has times.
type timed interface{ instants() []*time.Time }

func keep(record timed) {
	for _, at := range record.instants() {
		*at = kept(*at)
	}
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
