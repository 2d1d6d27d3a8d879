package state

import (
	"errors"
	"strings"
)

// CheckToken says what is wrong with the name of a key, which keeps to what can be
// sent as a bearer token; "@" is kept free for naming a sandbox behind the key.
func CheckToken(token string) error {
	bad := func(r rune) bool { return r <= ' ' || r > '~' || r == '@' }
	switch {
	case token == "":
		return errors.New("is required")
	case strings.ContainsFunc(token, bad):
		return errors.New("must be visible ASCII characters without blanks and without @")
	}
	return nil
}

// AddKey adds a key of an account that is there. It fails with Invalid, also if
// the world has a key of that name.
func (w *World) AddKey(key Key) error {
	defer w.change()()
	return Share(w).AddKey(key.clone())
}

// AddKey is that of World without a copy.
func (w Shared) AddKey(key Key) error {
	var p problems
	if err := CheckToken(key.Token); err != nil {
		p.add("key", "%s", err)
	}
	if _, taken := w.keys.rows.Get(key.Token); taken {
		p.add("key", "%q is there already", key.Token)
	}
	if _, there := w.accounts.get(key.AccountID); !there {
		p.add("account", "must exist: there is no account %d", key.AccountID)
	}
	key.checkAccess(&p, "")
	if err := p.err(); err != nil {
		return err
	}
	key.ExpiresAt = keptPointer(key.ExpiresAt)
	w.putKey(&key)
	w.changed()
	return nil
}
