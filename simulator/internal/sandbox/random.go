package sandbox

import (
	"crypto/sha256"
	"encoding/binary"
)

// Random draws everything that is random in a sandbox. A draw depends on
// nothing but the seed, the sandbox, what it is for and how many draws for that
// came before. The sandbox's lock guards it.
type Random struct {
	sandbox string
	seed    uint64
	drawn   map[string]uint64 // by purpose
}

func newRandom(seed uint64, sandbox string) *Random {
	return &Random{sandbox: sandbox, seed: seed, drawn: map[string]uint64{}}
}

// Seed is what all draws depend on.
func (r *Random) Seed() uint64 {
	return r.seed
}

// callID is the purpose of the draws that name calls.
const callID = "call"

// Call is the id of the next call and its ordinal in the sandbox, which begins at 1.
func (r *Random) Call() (id, ordinal uint64) { return r.Draw(callID) }

// Reseed sets the seed and draws anew, as if nothing had been drawn. Only the ordinals
// of calls go on: the journal has earlier calls, and no two may have one id.
func (r *Random) Reseed(seed uint64) {
	calls := r.drawn[callID]
	r.seed = seed
	clear(r.drawn)
	r.drawn[callID] = calls
}

// startOver sets the seed and forgets all draws, for a sandbox whose journal is empty.
func (r *Random) startOver(seed uint64) {
	r.seed = seed
	clear(r.drawn)
}

// Draw is the next number for a purpose, even over all 64-bit numbers, and its
// ordinal, which begins at 1.
func (r *Random) Draw(purpose string) (number, ordinal uint64) {
	r.drawn[purpose]++
	seed, ordinal := r.seed, r.drawn[purpose]
	return draw(seed, r.sandbox, purpose, ordinal), ordinal
}

// For draws for purposes of one kind.
func (r *Random) For(kind string) func(purpose string) (number, ordinal uint64) {
	return func(purpose string) (uint64, uint64) { return r.Draw(kind + "/" + purpose) }
}

// draw is a pure function. Names cannot hold the zero byte that separates them.
func draw(seed uint64, sandbox, purpose string, ordinal uint64) uint64 {
	text := make([]byte, 0, 18+len(sandbox)+len(purpose))
	text = binary.BigEndian.AppendUint64(text, seed)
	text = binary.BigEndian.AppendUint64(text, ordinal)
	text = append(append(text, sandbox...), 0)
	text = append(text, purpose...)
	sum := sha256.Sum256(text)
	return binary.BigEndian.Uint64(sum[:8])
}
