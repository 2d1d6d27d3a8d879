package sandbox

// Receiving notes that a call in a sandbox does no more than wait for its body,
// until done is called. Such calls do not keep it from being evicted: a client
// that is slow, or that stops sending, would else take the place of others. The
// call goes on in the sandbox that it began in.
func (r *Registry) Receiving(box *Sandbox) (done func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	box.receiving++
	return func() { r.received(box) }
}

func (r *Registry) received(box *Sandbox) {
	r.mu.Lock()
	defer r.mu.Unlock()
	box.receiving--
}

// evictable is the least recently used of the sandboxes that may go, nil if none
// may: of those without calls, or else of those whose calls wait for their bodies.
// Looking at all of them is fast enough for what happens only once the registry is
// full.
func (r *Registry) evictable() *Sandbox {
	var idle, waiting *Sandbox
	for _, box := range r.sandboxes {
		if box.pinned {
			continue
		}
		if box.calls == 0 {
			idle = older(idle, box)
		} else if box.calls == box.receiving {
			waiting = older(waiting, box)
		}
	}
	if idle != nil {
		return idle
	}
	return waiting
}

func older(a, b *Sandbox) *Sandbox {
	if a == nil || b.last.Before(a.last) {
		return b
	}
	return a
}
