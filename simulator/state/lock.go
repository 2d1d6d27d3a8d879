package state

import "sync"

// lock is what guards a world: a mutex of its own, or the one that Guard names.
type lock struct {
	own   sync.Mutex
	guard *sync.Mutex // in place of own; nil: own
	noted func()      // is called after each change; may be nil
}

// Guard lets another mutex, that of the sandbox, guard the world in place of its own:
// from then on the methods of World lock that. changed, unless it is nil, is called after
// each method of World that has changed the world, with the mutex held: it may use a
// Shared, but no method of World. A fork has a mutex of its own. Guard is called before
// anybody else has the world.
func (w Shared) Guard(mu *sync.Mutex, changed func()) {
	w.world.guard, w.world.noted = mu, changed
}

// View locks the world and calls look with it, for what is done without copies or as one
// step. look must not call the world, nor keep the Shared. It is not for programs that
// use the simulator.
func (w *World) View(look func(Shared)) {
	defer w.change()()
	look(Share(w))
}

// hold locks the world for a method that only reads.
func (w *World) hold() (unlock func()) {
	mu := w.guard
	if mu == nil {
		mu = &w.own
	}
	mu.Lock()
	return mu.Unlock
}

// change locks the world for a method that may change it.
func (w *World) change() (done func()) {
	unlock := w.hold()
	before := w.version
	return func() {
		defer unlock()
		if w.version != before && w.noted != nil {
			w.noted()
		}
	}
}
