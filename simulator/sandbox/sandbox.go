// Package sandbox is one isolated run and the registry that finds it. Whatever
// a client can see or change belongs to exactly one sandbox.
package sandbox

import "github.com/vsrsim/vsrsim/simulator/state"

// Default is the name of the sandbox that a plain key works in.
const Default = "default"

// Sandbox is one isolated run.
type Sandbox struct {
	Name  string
	World *state.World
	Clock Clock
}

// Registry finds sandboxes by name.
type Registry struct {
	sandboxes map[string]*Sandbox // not changed after NewRegistry
}

// NewRegistry makes a registry that holds the default sandbox with that world.
func NewRegistry(world *state.World, clock Clock) *Registry {
	box := &Sandbox{Name: Default, World: world, Clock: clock}
	return &Registry{sandboxes: map[string]*Sandbox{box.Name: box}}
}

// Default returns the sandbox that a plain key works in.
func (r *Registry) Default() *Sandbox { return r.sandboxes[Default] }
