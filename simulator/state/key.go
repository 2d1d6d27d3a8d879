package state

import (
	"slices"
	"time"

	"github.com/tidwall/btree"
)

// Key is an API key: the bearer token a client sends. The attributes are those
// of https://help.drata.com/en/articles/6695964.
type Key struct {
	Token       string     `yaml:"key"`
	AccountID   int64      `yaml:"account"`
	Access      Access     `yaml:"access"`
	Permissions []string   `yaml:"permissions,omitempty"` // with custom access
	ExpiresAt   *time.Time `yaml:"expiresAt,omitempty"`   // nil never expires
	Revoked     bool       `yaml:"revoked,omitempty"`
}

func (k Key) clone() Key {
	k.Permissions = slices.Clone(k.Permissions)
	k.ExpiresAt = clonePointer(k.ExpiresAt)
	return k
}

// Access is the kind of access a key gives.
type Access string

// The three kinds of access; the first two include permissions that come later.
const (
	AccessFull   Access = "full"
	AccessRead   Access = "read"
	AccessCustom Access = "custom" // exactly the listed permissions
)

var accesses = []Access{AccessFull, AccessRead, AccessCustom}

// Expired tells whether the key can no longer be used at that time.
func (k Key) Expired(now time.Time) bool {
	return k.ExpiresAt != nil && !now.Before(*k.ExpiresAt)
}

// Allows tells whether the key has a permission; reads tells whether an
// operation that needs the permission only reads.
func (k Key) Allows(permission string, reads bool) bool {
	switch k.Access {
	case AccessFull:
		return true
	case AccessRead:
		return reads
	default:
		return slices.Contains(k.Permissions, permission)
	}
}

// KeyChange is what to change in a key. What is not set stays.
type KeyChange struct {
	Revoked     *bool
	ExpiresAt   Change[time.Time] // nil: never
	Access      *Access
	Permissions *[]string // with custom access
}

func (c KeyChange) clone() KeyChange {
	c.ExpiresAt = c.ExpiresAt.clone()
	c.Permissions = clonePointerToList(c.Permissions)
	return c
}

// ChangeKey changes a key, also in ways that the real API never would, such as
// reviving a revoked one. It fails with NotFound (a key has no id: 0) or Invalid.
func (w *World) ChangeKey(token string, change KeyChange) (Key, error) {
	defer w.change()()
	key, err := Share(w).ChangeKey(token, change.clone())
	return key.clone(), err
}

// ChangeKey is that of World without copies.
func (w Shared) ChangeKey(token string, change KeyChange) (Key, error) {
	old, ok := w.keys.rows.Get(token)
	if !ok {
		return Key{}, NotFound{Kind: "key"}
	}
	key := *old
	if change.Revoked != nil {
		key.Revoked = *change.Revoked
	}
	change.ExpiresAt.apply(&key.ExpiresAt)
	if change.Access != nil {
		key.Access = *change.Access
		key.Permissions = nil // they went with the old access
	}
	if change.Permissions != nil {
		key.Permissions = *change.Permissions
	}
	var p problems
	key.checkAccess(&p, "")
	if err := p.err(); err != nil {
		return Key{}, err
	}
	key.ExpiresAt = keptPointer(key.ExpiresAt)
	w.putKey(&key)
	w.changed()
	return key, nil
}

func (k Key) checkAccess(p *problems, at string) {
	oneOf(p, at+"access", k.Access, accesses)
	if k.Access != AccessCustom && len(k.Permissions) > 0 {
		p.add(at+"permissions", "goes with access: %s only", AccessCustom)
	}
}

// Key returns the key with that token.
func (w *World) Key(token string) (Key, bool) {
	defer w.hold()()
	key, ok := Share(w).Key(token)
	return key.clone(), ok
}

// Key is that of World without a copy.
func (w Shared) Key(token string) (Key, bool) {
	key, ok := w.keys.rows.Get(token)
	if !ok {
		return Key{}, false
	}
	return *key, true
}

// Keys returns all keys by token.
func (w *World) Keys() []Key {
	defer w.hold()()
	return cloneAll(Share(w).Keys())
}

// Keys is that of World without copies.
func (w Shared) Keys() []Key { return w.keys.values() }

// keyring holds the keys by token.
type keyring struct {
	rows btree.Map[string, *Key]
}

func (k *keyring) fork() keyring { return keyring{rows: *k.rows.Copy()} }

func (k *keyring) put(key *Key) { k.rows.Set(key.Token, key) }

// putKey stores a key.
func (w *unlocked) putKey(key *Key) {
	if w.past.keeps() {
		old, _ := w.keys.rows.Get(key.Token)
		w.past.add(replacedKey{key.Token, old})
	}
	w.keys.put(key)
}

// values are all keys by token. What they point to is shared.
func (k *keyring) values() []Key {
	out := make([]Key, 0, k.rows.Len())
	k.rows.Scan(func(_ string, key *Key) bool {
		out = append(out, *key)
		return true
	})
	return out
}

// Change is what to do with a nullable field. The zero value leaves it alone.
type Change[T any] struct {
	Set   bool
	Value *T // nil sets null
}

func (c Change[T]) apply(field **T) {
	if c.Set {
		*field = c.Value
	}
}

func (c Change[T]) clone() Change[T] {
	c.Value = clonePointer(c.Value)
	return c
}
