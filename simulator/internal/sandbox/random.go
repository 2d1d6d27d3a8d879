package sandbox

import (
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"slices"
	"unsafe"
)

// Random draws everything that is random in a sandbox. A draw depends on
// nothing but the seed, the sandbox, what it is for and how many draws for that
// came before. The sandbox's lock guards it.
type Random struct {
	sandbox string
	seed    uint64
	drawn   map[string]uint64 // by purpose
	past    drawsPast
}

// Draws are what was drawn at one time: the same is drawn from there on in any sandbox.
// They do not change.
type Draws struct {
	Sandbox string // as which they are drawn
	Seed    uint64
	Drawn   map[string]uint64 // by purpose
}

// drawsPast is what was drawn since it was last asked, but for calls.
type drawsPast struct {
	keep  bool
	drawn []drawnBefore
	bytes int
}

// drawnBefore is a draw for a purpose, or if that is empty, what was drawn before that was
// forgotten.
type drawnBefore struct {
	purpose string
	all     Draws
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
	if r.past.keep {
		r.past.add(drawnBefore{all: Draws{r.sandbox, r.seed, r.drawn}}, len(r.drawn)*drawSize)
	}
	r.seed, r.drawn = seed, map[string]uint64{callID: calls}
}

// startOver lets draws be as given, for a sandbox whose journal is empty.
func (r *Random) startOver(from Draws) {
	r.sandbox, r.seed, r.drawn = from.Sandbox, from.Seed, map[string]uint64{}
	maps.Copy(r.drawn, from.Drawn)
}

// keepPast lets draws be noted from now on, or no longer; what is noted is forgotten.
func (r *Random) keepPast(keep bool) { r.past = drawsPast{keep: keep} }

// takePast is what was noted since it was last called.
func (r *Random) takePast() drawsPast {
	taken := r.past
	if len(taken.drawn) > 0 {
		r.past = drawsPast{keep: true}
	}
	return taken
}

func (p *drawsPast) add(d drawnBefore, held int) {
	p.drawn = append(p.drawn, d)
	p.bytes += 2*int(unsafe.Sizeof(d)) + held // the list has room
}

// drawSize is about how many bytes a purpose takes.
const drawSize = 128

// now are the draws by now.
func (r *Random) now() Draws { return Draws{r.sandbox, r.seed, maps.Clone(r.drawn)} }

// takeBack makes of draws, which are the caller's own, those before.
func (p drawsPast) takeBack(d *Draws) {
	for _, before := range slices.Backward(p.drawn) {
		if before.purpose == "" {
			*d = before.all
			d.Drawn = maps.Clone(d.Drawn)
			continue
		}
		if d.Drawn[before.purpose]--; d.Drawn[before.purpose] == 0 {
			delete(d.Drawn, before.purpose)
		}
	}
}

// Draw is the next number for a purpose, even over all 64-bit numbers, and its
// ordinal, which begins at 1.
func (r *Random) Draw(purpose string) (number, ordinal uint64) {
	r.drawn[purpose]++
	if r.past.keep && purpose != callID {
		r.past.add(drawnBefore{purpose: purpose}, len(purpose))
	}
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
