package state

import (
	"reflect"
	"time"
)

// WorldImage is a whole world as a plain value, for the images of sandboxes. It has what
// a Snapshot lacks: which ids were given out, the rules, and the walks through lists, so
// that each cursor goes on. Every encoder serves that keeps nil lists apart from empty
// ones, and the bytes of texts, which need not be UTF-8. It shares its records with the
// world that it is of and with those that are made of it, so it must not be changed. It is
// not for programs that use the simulator.
type WorldImage struct {
	Version uint64
	Rules   Rules
	// Whole tells that the image is over no other one: it has all records.
	Whole          bool
	Accounts       tableImage[Account]
	Keys           keyringImage
	Users          tableImage[User]
	Vendors        tableImage[Vendor]
	Reviews        tableImage[Review]
	Questionnaires tableImage[Questionnaire]
	Documents      tableImage[Document]
	Walks          walksImage
}

// tableImage is how a table differs from the one that the image is over.
type tableImage[T any] struct {
	Last int64
	Gone []int64          // ids
	Put  []recordImage[T] // by id
}

type keyringImage struct {
	Gone []string // tokens
	Put  []keyImage
}

// Image is the world as a value.
func (w Shared) Image() WorldImage {
	image := w.imageOver(Share(&World{}))
	image.Whole = true
	return image
}

// ImageOver is the world as what differs from another one: worlds that have most records
// in common, such as the checkpoints of a sandbox, are much smaller so. Who calls it holds
// the lock of the other world as well. It depends on nothing but the content of both.
func (w Shared) ImageOver(base Shared) WorldImage {
	if w.movesVendor(base) {
		return w.Image()
	}
	return w.imageOver(base)
}

func (w Shared) imageOver(base Shared) WorldImage {
	return WorldImage{
		Version: w.version, Rules: w.rules,
		Accounts:       imageOfTable(&w.accounts, &base.accounts),
		Keys:           w.keys.image(&base.keys),
		Users:          imageOfTable(&w.users, &base.users),
		Vendors:        imageOfTable(&w.vendors, &base.vendors),
		Reviews:        imageOfTable(&w.reviews, &base.reviews),
		Questionnaires: imageOfTable(&w.questionnaires, &base.questionnaires),
		Documents:      imageOfTable(&w.documents, &base.documents),
		Walks:          w.walks.image(&w.index),
	}
}

// movesVendor tells whether a vendor belongs to another account than in another world:
// then records that are the same in both are listed elsewhere.
func (w Shared) movesVendor(base Shared) (moved bool) {
	w.vendors.rows.Scan(func(id int64, vendor *Vendor) bool {
		old, there := base.vendors.get(id)
		moved = there && old.AccountID != vendor.AccountID
		return !moved
	})
	return moved
}

// World is the world that the image is of, with a lock of its own. Nothing is checked:
// programs put what a fixture may not have.
func (i WorldImage) World() *World { return i.WorldOver(Share(&World{})) }

// WorldOver is the world that an image over another one is of; it shares the records that
// both have. Who calls it holds the lock of the other world.
func (i WorldImage) WorldOver(base Shared) *World {
	if i.Whole {
		base = Share(&World{})
	}
	made := base.Fork()
	w := Share(made)
	// Reviews are listed by the accounts of their vendors, so they go before these go, and
	// come after them.
	takeOut(w, &w.documents, i.Documents)
	takeOut(w, &w.questionnaires, i.Questionnaires)
	takeOut(w, &w.reviews, i.Reviews)
	takeOut(w, &w.vendors, i.Vendors)
	takeOut(w, &w.users, i.Users)
	takeOut(w, &w.accounts, i.Accounts)
	putIn(w, &w.accounts, i.Accounts)
	putIn(w, &w.users, i.Users)
	putIn(w, &w.vendors, i.Vendors)
	putIn(w, &w.reviews, i.Reviews)
	putIn(w, &w.questionnaires, i.Questionnaires)
	putIn(w, &w.documents, i.Documents)
	w.keys.become(i.Keys)
	made.version, made.rules, made.walks = i.Version, i.Rules, i.Walks.walks(&w.index)
	return made
}

// inImage is a record of a table, as images have it.
type inImage[T any] interface {
	listed[T]
	id() int64
	instants() []*time.Time
	fields() *Fields // nil of a kind that has none
}

func imageOfTable[T any, R inImage[T]](t, base *table[T]) tableImage[T] {
	image := tableImage[T]{Last: t.last}
	t.rows.Scan(func(id int64, row *T) bool {
		old, there := base.get(id)
		if there && old == row {
			return true
		}
		record := imageOfRecord[T, R](row)
		if !there || !reflect.DeepEqual(record, imageOfRecord[T, R](old)) {
			image.Put = append(image.Put, record)
		}
		return true
	})
	base.rows.Scan(func(id int64, _ *T) bool {
		if _, there := t.get(id); !there {
			image.Gone = append(image.Gone, id)
		}
		return true
	})
	return image
}

// takeOut takes out of a table, and of the lists, what the image does not have, or not so.
func takeOut[T any, R inImage[T]](w Shared, t *table[T], image tableImage[T]) {
	takeID := func(id int64) {
		if old, there := t.get(id); there {
			eachPlace(w.unlocked, id, R(old), func(p place) { w.index.tree.Delete(p) })
			t.rows.Delete(id)
		}
	}
	for _, id := range image.Gone {
		takeID(id)
	}
	for i := range image.Put {
		takeID(R(&image.Put[i].Record).id())
	}
}

func putIn[T any, R inImage[T]](w Shared, t *table[T], image tableImage[T]) {
	for _, record := range image.Put {
		row := rowOf[T, R](record)
		put(w.unlocked, t, row.id(), row)
	}
	t.last = image.Last
}
