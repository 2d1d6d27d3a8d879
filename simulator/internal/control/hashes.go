package control

import (
	"sync"
	"weak"

	"github.com/vsrsim/vsrsim/simulator/state"
)

// hashes remembers the hashes of contents, which do not change, so that a list of
// documents does not cost a reading of all of them each time. It keeps no content
// from being forgotten. It may be used by any number of goroutines.
type hashes struct {
	mu    sync.Mutex
	known map[hashed]string
}

// hashed is a content by where it begins, which no other has, even later.
type hashed struct {
	at   weak.Pointer[byte]
	size int
}

// maxHashes is how many hashes are remembered, before all are forgotten.
const maxHashes = 10_000

// smallestHashed is the size from which a hash is worth remembering.
const smallestHashed = 4 << 10

func (h *hashes) of(content state.Content) string {
	if len(content) < smallestHashed {
		return content.SHA256()
	}
	key := h.keyOf(content)
	h.mu.Lock()
	sum, ok := h.known[key]
	h.mu.Unlock()
	if ok {
		return sum
	}
	sum = content.SHA256()
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.known == nil || len(h.known) >= maxHashes {
		h.known = map[hashed]string{}
	}
	h.known[key] = sum
	return sum
}

func (h *hashes) keyOf(content state.Content) hashed {
	return hashed{weak.Make(&content[0]), len(content)}
}
