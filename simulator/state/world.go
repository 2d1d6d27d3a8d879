// Package state is the world of one sandbox and its rules: accounts, keys,
// users, vendors, security reviews, questionnaires and documents. It knows no
// HTTP, reads no clock and draws no random number: who calls says what time it is.
//
// Records are replaced, never changed in place, so whatever leaves the world
// can be read without a lock and a fork shares all of it with its origin.
package state

import "sync"

// World is all accounts and keys of one sandbox. Exported methods take its
// lock and act whole or not at all; unexported ones assume the lock is held.
type World struct {
	mu sync.RWMutex
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
}

// Fork is a second world with the same content. Both share their records until
// one of them writes, so a fork costs the same for any size of world.
func (w *World) Fork() *World {
	w.mu.Lock() // copying a table marks its nodes as shared, which is a write
	defer w.mu.Unlock()
	return &World{tables: tables{
		accounts:       w.accounts.fork(),
		keys:           w.keys.fork(),
		users:          w.users.fork(),
		vendors:        w.vendors.fork(),
		reviews:        w.reviews.fork(),
		questionnaires: w.questionnaires.fork(),
		documents:      w.documents.fork(),
	}}
}

// Target names what a call is about, as the caller sees it. ReviewID is zero
// where the call is about the vendor alone.
type Target struct {
	AccountID, VendorID, ReviewID int64
}
