package state

import (
	"reflect"
	"time"

	"github.com/tidwall/btree"
)

// list is what records are listed of.
type list uint8

const (
	reviewsOfVendor list = iota
	reviewsOfAccount
	questionnairesOfVendor
	questionnairesOfReview
	documentsOfVendor
	vendorsOfAccount
	usersOfAccount
)

// place is where a record stands in a list that is sorted by one of its times.
type place struct {
	list list
	by   SortBy
	of   int64 // id of the account, the vendor or the review
	at   int64 // microseconds since 1970, which all years fit in (A31)
	id   int64
}

// before is the order of the tree. A creation asks it some forty times.
func (p place) before(other place) bool {
	switch {
	case p.list != other.list:
		return p.list < other.list
	case p.by != other.by:
		return p.by < other.by
	case p.of != other.of:
		return p.of < other.of
	case p.at != other.at:
		return p.at < other.at
	default:
		return p.id < other.id
	}
}

// index has the places of all records, so that a page costs what is on it, however
// many records there are. It is copied lazily, as tables are.
type index struct{ tree *btree.BTreeG[place] }

func (x *index) set(p place) {
	if x.tree == nil {
		x.tree = btree.NewBTreeGOptions(place.before, btree.Options{NoLocks: true})
	}
	x.tree.Set(p)
}

func (x *index) fork() index {
	if x.tree == nil {
		return index{}
	}
	return index{x.tree.Copy()}
}

// from goes through the places of a list from one on, that included, up or down,
// until visit returns false.
func (x *index) from(p place, descending bool, visit func(place) bool) {
	if x.tree == nil {
		return
	}
	inList := func(found place) bool {
		return found.list == p.list && found.by == p.by && found.of == p.of && visit(found)
	}
	if descending {
		x.tree.Descend(p, inList)
		return
	}
	x.tree.Ascend(p, inList)
}

// listed is a record that stands in lists.
type listed[T any] interface {
	*T
	// lists calls add for each list that the record stands in.
	lists(w *unlocked, add func(l list, of int64))
	times() (created, updated time.Time)
	// in is the table that has the records of this kind.
	in(t *tables) *table[T]
}

// put stores a record, and moves it in the lists that it stands in.
func put[T any, R listed[T]](w *unlocked, t *table[T], id int64, record R) {
	old, there := t.get(id)
	if w.past.keeps() {
		w.past.add(replaced[T, R]{id, old})
		w.written += rowSize + heldBy(reflect.ValueOf(record))
	}
	if there {
		eachPlace(w, id, R(old), func(p place) { w.index.tree.Delete(p) })
	}
	t.put(id, record)
	eachPlace(w, id, record, w.index.set)
}

func eachPlace[T any, R listed[T]](w *unlocked, id int64, record R, visit func(place)) {
	created, updated := record.times()
	record.lists(w, func(l list, of int64) {
		visit(place{l, ByCreation, of, created.UnixMicro(), id})
		visit(place{l, ByUpdate, of, updated.UnixMicro(), id})
	})
}

func (r *Review) lists(w *unlocked, add func(list, int64)) {
	add(reviewsOfVendor, r.VendorID)
	if vendor, ok := w.vendors.get(r.VendorID); ok {
		add(reviewsOfAccount, vendor.AccountID)
	}
}

func (r *Review) times() (created, updated time.Time) { return r.CreatedAt, r.UpdatedAt }

func (q *Questionnaire) lists(_ *unlocked, add func(list, int64)) {
	add(questionnairesOfVendor, q.VendorID)
	if q.ReviewID != nil {
		add(questionnairesOfReview, *q.ReviewID)
	}
}

// times are both when it was sent: nothing changes a questionnaire afterwards.
func (q *Questionnaire) times() (created, updated time.Time) { return q.DateSent, q.DateSent }

func (d *Document) lists(_ *unlocked, add func(list, int64)) { add(documentsOfVendor, d.VendorID) }

func (d *Document) times() (created, updated time.Time) { return d.CreatedAt, d.CreatedAt }

func (v *Vendor) lists(_ *unlocked, add func(list, int64)) { add(vendorsOfAccount, v.AccountID) }

func (v *Vendor) times() (created, updated time.Time) { return v.CreatedAt, v.UpdatedAt }

func (u *User) lists(_ *unlocked, add func(list, int64)) { add(usersOfAccount, u.AccountID) }

func (u *User) times() (created, updated time.Time) { return u.CreatedAt, u.UpdatedAt }
