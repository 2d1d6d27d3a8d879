package contract

import (
	"hash/maphash"
	"sync"
)

// memo remembers which bodies were found to be in order, so that an answer
// that did not change is not decoded and checked again on every call. It
// remembers hashes, not bodies: 64 bits under a random seed.
type memo struct {
	mu   sync.Mutex
	seen map[uint64]struct{}
}

// memoSize bounds a memo to some 100 KiB.
const memoSize = 4096

var memoSeed = maphash.MakeSeed()

func memoKey(status int, body []byte) uint64 {
	return maphash.Bytes(memoSeed, body) ^ uint64(status)*0x9e3779b97f4a7c15
}

func (m *memo) has(key uint64) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, ok := m.seen[key]
	return ok
}

// add starts over once the memo is full: what is asked for often is soon back.
func (m *memo) add(key uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.seen == nil || len(m.seen) >= memoSize {
		m.seen = make(map[uint64]struct{})
	}
	m.seen[key] = struct{}{}
}
