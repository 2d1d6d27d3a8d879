// Package state is the world of one sandbox and its rules: accounts, keys,
// users, vendors, security reviews, questionnaires and documents. It knows no
// HTTP, reads no clock and draws no random number: who calls says what time it is.
//
// Records are replaced, never changed in place, so a fork shares all of them with
// its origin. What the methods of a World hand out, and what they are given, is
// the caller's own: copies go in and out. Shared is the same world without copies.
package state

import (
	"sync"
	"sync/atomic"
)

// World is all accounts and keys of one sandbox. Exported methods take its
// lock and act whole or not at all; unexported ones assume the lock is held.
type World struct {
	mu      sync.RWMutex
	version atomic.Uint64
	walks   walks // through lists
	rules   Rules
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

// Fork is a second world with the same content. Both share their records until
// one of them writes, so a fork costs the same for any size of world.
func (w *World) Fork() *World {
	tables, rules := w.fork()
	return &World{tables: tables, rules: rules}
}

// Become gives the world the content of another one, whole. Who holds the world
// goes on with the new content.
func (w *World) Become(other *World) {
	content, _ := other.fork() // the rules stay
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tables, w.walks = content, walks{} // a walk through what is gone leads nowhere
	w.changed()
}

// With is another world with the content of one, which keeps to the rules of this one:
// content comes from files, which say nothing of rules.
func (w Shared) With(content *World) *World {
	w.mu.RLock()
	rules := w.rules
	w.mu.RUnlock()
	made := content.Fork()
	made.rules = rules
	return made
}

// Version grows with every change, so that who saves the world knows when.
func (w *World) Version() uint64 { return w.version.Load() }

// changed notes a change. Everything that writes to a table calls it.
func (w *World) changed() { w.version.Add(1) }

// Counts is how many records of a kind a world has.
type Counts struct {
	Vendors, Reviews int
}

// Counts counts without looking at the records.
func (w *World) Counts() Counts {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return Counts{Vendors: w.vendors.rows.Len(), Reviews: w.reviews.rows.Len()}
}

func (w *World) fork() (tables, Rules) {
	w.mu.Lock() // copying a table marks its nodes as shared, which is a write
	defer w.mu.Unlock()
	return tables{
		accounts:       w.accounts.fork(),
		keys:           w.keys.fork(),
		users:          w.users.fork(),
		vendors:        w.vendors.fork(),
		reviews:        w.reviews.fork(),
		questionnaires: w.questionnaires.fork(),
		documents:      w.documents.fork(),
		index:          w.index.fork(),
	}, w.rules
}

// Target names what a call is about, as the caller sees it. ReviewID is zero
// where the call is about the vendor alone.
type Target struct {
	AccountID, VendorID, ReviewID int64
}
