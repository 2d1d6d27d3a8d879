package simulator

import (
	"fmt"
	"time"

	"github.com/vsrsim/vsrsim/simulator/state"
)

// WithKey adds a key to the world that every sandbox begins with, for clients whose
// key is fixed. It belongs to the account of Key, or without that to the first one.
// access is state.AccessFull or state.AccessRead; empty is full for a key that is
// added, and leaves one that is there as it is. Start fails if the world has that
// key with another access. The option may be given more than once.
func WithKey(token string, access state.Access) Option {
	return func(o *options) { o.keys = append(o.keys, addedKey{token, access}) }
}

type addedKey struct {
	token  string
	access state.Access
}

func (o options) checkKeys() []error {
	var problems []error
	access := map[string]state.Access{}
	for _, key := range o.keys {
		refuse := func(format string, args ...any) {
			problems = append(problems, OptionError{"WithKey", fmt.Sprintf(format, args...)})
		}
		if err := state.CheckToken(key.token); err != nil {
			refuse(": a key %s", err)
		}
		if key.access != "" && key.access != state.AccessFull && key.access != state.AccessRead {
			refuse(": the access of %s must be full or read, is %q", key.token, key.access)
		}
		if before, given := access[key.token]; given && before != key.access {
			refuse(": %s is given twice, with another access each time", key.token)
		}
		access[key.token] = key.access
	}
	return problems
}

// addKeys gives a world the keys that it lacks. It changes nothing if one of them
// cannot be added.
func (o options) addKeys(world *state.World) error {
	var missing []state.Key
	for _, key := range o.keys {
		there, known := world.Key(key.token)
		switch {
		case !known:
			missing = append(missing, state.Key{Token: key.token, Access: key.orFull()})
		case key.access != "" && key.access != there.Access:
			return OptionError{"WithKey", fmt.Sprintf(": the world has the key %s already, with the access %s, not %s; "+
				"name another key, or leave out the access to use it as it is", key.token, there.Access, key.access)}
		}
	}
	for _, key := range missing {
		if _, twice := world.Key(key.Token); twice {
			continue
		}
		key.AccountID = o.accountOfKeys(world)
		if err := world.AddKey(key); err != nil {
			return OptionError{"WithKey", ": " + err.Error()}
		}
	}
	return nil
}

func (k addedKey) orFull() state.Access {
	if k.access == "" {
		return state.AccessFull
	}
	return k.access
}

// accountOfKeys is where a client finds most: where the key with every permission
// is. A fixture has at least one account.
func (o options) accountOfKeys(world *state.World) int64 {
	if key, ok := world.Key(firstUsable(world, o.clock.Now(time.Now()))); ok {
		return key.AccountID
	}
	return world.Accounts()[0].ID
}
