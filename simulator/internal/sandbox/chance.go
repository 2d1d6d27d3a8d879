package sandbox

import (
	"crypto/sha256"
	"encoding/binary"
	"sync"
)

// Chance is where everything random in a sandbox comes from. A draw depends on
// nothing but the seed, the sandbox, what it is for and how many draws for that
// came before, so the order in which goroutines run does not matter. It may be
// used by any number of goroutines.
type Chance struct {
	sandbox string

	mu    sync.Mutex
	seed  uint64
	drawn map[string]uint64 // by purpose
}

func newChance(seed uint64, sandbox string) *Chance {
	return &Chance{sandbox: sandbox, seed: seed, drawn: map[string]uint64{}}
}

// Seed is what all draws depend on.
func (c *Chance) Seed() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seed
}

// Reseed sets the seed and starts over.
func (c *Chance) Reseed(seed uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seed = seed
	clear(c.drawn)
}

// Draw is the next number for a purpose, even over all 64-bit numbers, and its
// ordinal, which begins at 1.
func (c *Chance) Draw(purpose string) (number, ordinal uint64) {
	c.mu.Lock()
	c.drawn[purpose]++
	seed, ordinal := c.seed, c.drawn[purpose]
	c.mu.Unlock()
	return draw(seed, c.sandbox, purpose, ordinal), ordinal
}

// For draws for purposes of one kind.
func (c *Chance) For(kind string) func(purpose string) (number, ordinal uint64) {
	return func(purpose string) (uint64, uint64) { return c.Draw(kind + "/" + purpose) }
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
