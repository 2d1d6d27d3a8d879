package state

import "time"

// What generic code asks of the records of each kind. That keys have none of it is
// because they are found by their tokens, and stand in no list.

func (a *Account) id() int64 { return a.ID }

func (*Account) in(t *tables) *table[Account] { return &t.accounts }

func (a *Account) instants() []*time.Time { return nil }

func (a *Account) fields() *Fields { return &a.Fields }

// lists are none.
func (a *Account) lists(*unlocked, func(list, int64)) {}

func (a *Account) times() (created, updated time.Time) { return created, updated }

func (u *User) id() int64 { return u.ID }

func (*User) in(t *tables) *table[User] { return &t.users }

func (u *User) instants() []*time.Time { return []*time.Time{&u.CreatedAt, &u.UpdatedAt} }

func (u *User) fields() *Fields { return &u.Fields }

func (v *Vendor) id() int64 { return v.ID }

func (*Vendor) in(t *tables) *table[Vendor] { return &t.vendors }

func (v *Vendor) instants() []*time.Time { return []*time.Time{&v.CreatedAt, &v.UpdatedAt} }

func (v *Vendor) fields() *Fields { return &v.Fields }

func (r *Review) id() int64 { return r.ID }

func (*Review) in(t *tables) *table[Review] { return &t.reviews }

func (r *Review) instants() []*time.Time {
	return []*time.Time{&r.RequestedAt, &r.DeadlineAt, &r.CreatedAt, &r.UpdatedAt}
}

func (r *Review) fields() *Fields { return nil }

func (q *Questionnaire) id() int64 { return q.ID }

func (*Questionnaire) in(t *tables) *table[Questionnaire] { return &t.questionnaires }

func (q *Questionnaire) instants() []*time.Time { return []*time.Time{&q.DateSent} }

func (q *Questionnaire) fields() *Fields { return nil }

func (d *Document) id() int64 { return d.ID }

func (*Document) in(t *tables) *table[Document] { return &t.documents }

func (d *Document) instants() []*time.Time { return []*time.Time{&d.CreatedAt} }

func (d *Document) fields() *Fields { return &d.Fields }
