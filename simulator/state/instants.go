package state

import "time"

// The times of the records of each kind. Accounts have none, and those of a key is a
// pointer, which records share.

func (u *User) instants() []*time.Time { return []*time.Time{&u.CreatedAt, &u.UpdatedAt} }

func (v *Vendor) instants() []*time.Time { return []*time.Time{&v.CreatedAt, &v.UpdatedAt} }

func (r *Review) instants() []*time.Time {
	return []*time.Time{&r.RequestedAt, &r.DeadlineAt, &r.CreatedAt, &r.UpdatedAt}
}

func (q *Questionnaire) instants() []*time.Time { return []*time.Time{&q.DateSent} }

func (d *Document) instants() []*time.Time { return []*time.Time{&d.CreatedAt} }
