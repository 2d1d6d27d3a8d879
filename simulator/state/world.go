// Package state is the world of one sandbox and its rules: accounts, keys,
// users, vendors, security reviews, questionnaires and documents. It knows no
// HTTP, reads no clock and draws no random number: who calls says what time it is.
//
// Any number of goroutines may use a World. Records are replaced, never changed in
// place, so a fork shares all of them with its origin. What the methods of a World hand
// out, and what they are given, is the caller's own: copies go in and out. Shared is the
// same world without locks and copies.
package state

// World is all accounts and keys of one sandbox. Its methods take its lock, and act
// whole or not at all: any number of goroutines may call them.
type World struct {
	unlocked
	lock
}

// unlocked is a world without its lock: its methods assume that it is held.
type unlocked struct {
	version uint64
	walks   walks // through lists
	rules   Rules
	past    *past // what changes have replaced; nil if nobody goes back
	written int   // bytes of the records that were put since the content came, while changes are noted
	tables
}

type tables struct {
	accounts       table[Account]
	keys           keyring
	users          table[User]
	vendors        table[Vendor]
	reviews        table[Review]
	questionnaires table[Questionnaire]
	documents      table[Document]
	index          index // of what is listed
}

// fork copies the tables lazily. It marks the nodes of both as shared, so it writes.
func (t *tables) fork() tables {
	return tables{
		accounts:       t.accounts.fork(),
		keys:           t.keys.fork(),
		users:          t.users.fork(),
		vendors:        t.vendors.fork(),
		reviews:        t.reviews.fork(),
		questionnaires: t.questionnaires.fork(),
		documents:      t.documents.fork(),
		index:          t.index.fork(),
	}
}

// Fork is a second world with the same content and a lock of its own. Both share their
// records until one of them writes, so a fork costs the same for any size of world.
func (w *World) Fork() *World {
	defer w.hold()()
	return Share(w).Fork()
}

// Fork is that of World.
func (w Shared) Fork() *World {
	return &World{unlocked: unlocked{tables: w.tables.fork(), rules: w.rules}}
}

// Become gives the world the content of another one, whole. Who holds the world
// goes on with the new content.
func (w *World) Become(other *World) {
	content := other.Fork() // locks the other one alone: the two may have the same lock
	defer w.change()()
	Share(w).Become(Share(content))
}

// Become is that of World. Who calls it holds the lock of the other world as well, which
// keeps its content.
func (w Shared) Become(other Shared) {
	held := 0
	if w.past.keeps() {
		held = onlyIn(&w.tables, &other.tables)
	}
	w.become(other, held)
}

// Rewind is Become for a content that the world once had, and costs the same for any size
// of world: what the present content has beside that one is about what was put since it
// came.
func (w Shared) Rewind(to Shared) { w.become(to, w.written) }

func (w Shared) become(other Shared, held int) {
	before := w.tables
	w.tables = other.tables.fork() // the rules stay
	w.past.replacedAll(&before, held)
	w.unlocked.walks, w.written = walks{}, 0 // a walk through what is gone leads nowhere
	w.changed()
}

// With is another world with the content of one, which keeps to the rules of this one:
// content comes from files, which say nothing of rules. Who calls it holds the lock of
// the content as well.
func (w Shared) With(content Shared) *World {
	made := content.Fork()
	made.rules = w.rules
	return made
}

// Version grows with every change, so that who saves the world knows when.
func (w *World) Version() uint64 {
	defer w.hold()()
	return Share(w).Version()
}

// Version is that of World.
func (w Shared) Version() uint64 { return w.version }

// changed notes a change. Everything that writes to a table calls it.
func (w *unlocked) changed() { w.version++ }

// Counts is how many records of a kind a world has.
type Counts struct {
	Vendors, Reviews int
}

// Counts counts without looking at the records.
func (w *World) Counts() Counts {
	defer w.hold()()
	return Share(w).Counts()
}

// Counts is that of World.
func (w Shared) Counts() Counts {
	return Counts{Vendors: w.vendors.rows.Len(), Reviews: w.reviews.rows.Len()}
}

// Target names what a call is about, as the caller sees it. ReviewID is zero
// where the call is about the vendor alone.
type Target struct {
	AccountID, VendorID, ReviewID int64
}
