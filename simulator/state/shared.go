package state

import "slices"

// Shared is a world as the packages of the simulator itself work with it, without
// locks and without copies, so that a call costs neither. Who uses it holds the lock of
// the world, or owns the world alone. Its records come out as the world's own, and what
// it is given becomes the world's own. Who uses it must change neither, ever: worlds
// share their records.
type Shared struct {
	*unlocked
	world *World
}

// Share is the same world, without locks and copies. It is for who holds the lock of
// the world (see Guard and View) or owns the world alone, and not for programs that use
// the simulator.
func Share(w *World) Shared { return Shared{&w.unlocked, w} }

// cloner is a record that other worlds may share parts of.
type cloner[T any] interface{ clone() T }

// cloneAll makes the records of a list the caller's own. The list is so already.
func cloneAll[T cloner[T]](records []T) []T {
	for i := range records {
		records[i] = records[i].clone()
	}
	return records
}

// clonePointer is a pointer to a copy; nil of nil.
func clonePointer[T any](pointer *T) *T {
	if pointer == nil {
		return nil
	}
	copied := *pointer
	return &copied
}

// clonePointerToList is clonePointer where the value is a list.
func clonePointerToList[T any](pointer *[]T) *[]T {
	if pointer == nil {
		return nil
	}
	copied := slices.Clone(*pointer)
	return &copied
}
