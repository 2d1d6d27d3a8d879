package recorder

// ring holds entries in the order in which they came. It has room for some more, which
// counts as memory of the journal as well.
type ring struct {
	slots []*kept
	first int // of the oldest
	n     int
}

// kept is an entry and how many bytes it takes beside its slot. Copies of a journal share
// it, so it never changes while it is kept.
type kept struct {
	Entry
	bytes int
}

// at is the entry with that index; 0 is the oldest.
func (r *ring) at(i int) *kept { return *r.slot(i) }

// set puts an entry in the place of another.
func (r *ring) set(i int, k *kept) { *r.slot(i) = k }

func (r *ring) slot(i int) **kept { return &r.slots[(r.first+i)%len(r.slots)] }

// roomFor is how many slots there are while n are taken: room grows and shrinks
// with what is held, in steps that cost little for each entry.
func (r *ring) roomFor(n int) int {
	switch have := len(r.slots); {
	case n > have && n <= 8:
		return 2*n - n%2
	case n > have:
		return n + n/8
	case n < have/4:
		return 2 * n
	default:
		return have
	}
}

// push adds the newest entry.
func (r *ring) push(k *kept) {
	if room := r.roomFor(r.n + 1); room != len(r.slots) {
		slots := make([]*kept, room)
		for i := range r.n {
			slots[i] = r.at(i)
		}
		r.slots, r.first = slots, 0
	}
	r.n++
	r.set(r.n-1, k)
}

// pop takes out the oldest entry.
func (r *ring) pop() *kept {
	oldest := r.at(0)
	r.set(0, nil)
	r.first = (r.first + 1) % len(r.slots)
	r.n--
	return oldest
}
