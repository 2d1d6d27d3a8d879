package sandbox

import (
	"maps"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/journal"
)

func (r *Registry) expired(box *Sandbox) bool {
	return r.settings.TTL > 0 && !box.pinned && box.calls == 0 && r.now().Sub(box.last) >= r.settings.TTL
}

func (r *Registry) dropExpired() {
	if r.settings.TTL == 0 {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(r.sandboxes)) {
		if r.expired(r.sandboxes[name]) {
			r.forget(name, true)
		}
	}
}

// evict removes a sandbox that may go.
func (r *Registry) evict() bool {
	oldest := r.evictable()
	if oldest == nil {
		return false
	}
	r.forget(oldest.Name, true)
	return true
}

// evictable is the least recently used of the sandboxes that may go, nil if none may.
// Looking at all of them is fast enough for what happens only once the registry is full.
func (r *Registry) evictable() (oldest *Sandbox) {
	for _, box := range r.sandboxes {
		if !box.pinned && box.calls == 0 && (oldest == nil || box.last.Before(oldest.last)) {
			oldest = box
		}
	}
	return oldest
}

// forget removes a sandbox that is there. unlock ends it. It is told of here, where the
// name begins to lead nowhere: another sandbox may be made of that before this one ends.
func (r *Registry) forget(name string, evicted bool) {
	box := r.sandboxes[name]
	delete(r.sandboxes, name)
	r.publishAbout(box, journal.SandboxEvent{Change: journal.ChangeDeleted, Evicted: evicted})
	r.leaving, r.left = append(r.leaving, box), append(r.left, box)
}

// unlock unlocks the registry, and then ends the sandboxes that have left it under its
// lock.
func (r *Registry) unlock() {
	left := r.left
	r.left = nil
	r.mu.Unlock()
	for _, box := range left {
		r.handOn(box, End{})
	}
}

// handOn applies a command whose result is evidence, and hands that on. It tells whether
// it did: a sandbox that has ended has no more.
func (r *Registry) handOn(box *Sandbox, command Command) bool {
	r.moving.Lock()
	defer r.moving.Unlock()
	if box.handedOn {
		return false
	}
	result, _ := box.Apply(command)
	evidence := result.(Evidence)
	r.settings.Ended(evidence)
	if _, box.handedOn = command.(End); box.handedOn {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.leaving = slices.DeleteFunc(r.leaving, func(other *Sandbox) bool { return other == box })
	}
	return true
}
