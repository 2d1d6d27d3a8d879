package cli

import (
	"fmt"
	"strings"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// keyFlag is a key that the world shall have.
type keyFlag struct {
	text    string // as a client sends it, with the name of a sandbox if it has one
	name    string
	sandbox string
	access  state.Access // empty if it was not given
}

// keyFlags are the keys of a flag that may be given more than once.
type keyFlags []keyFlag

func (k *keyFlags) String() string {
	var names []string
	for _, key := range *k {
		names = append(names, key.text)
	}
	return strings.Join(names, ",")
}

func (k *keyFlags) Type() string { return "key" }

// Set takes NAME, NAME=full or NAME=read. A key that ends in = keeps that, as
// base64 has it.
func (k *keyFlags) Set(text string) error {
	key := keyFlag{text: text}
	if i := strings.LastIndex(text, "="); i >= 0 && i < len(text)-1 {
		key.text, key.access = text[:i], state.Access(text[i+1:])
		if key.access != state.AccessFull && key.access != state.AccessRead {
			return fmt.Errorf("must be NAME, NAME=%s or NAME=%s", state.AccessFull, state.AccessRead)
		}
	}
	key.name, key.sandbox = sandbox.SplitKey(key.text)
	if key.sandbox != sandbox.Default {
		if err := sandbox.CheckName("sandbox", key.sandbox); err != nil {
			return err
		}
	}
	if err := state.CheckToken(key.name); err != nil {
		return fmt.Errorf("a key %w", err)
	}
	*k = append(*k, key)
	return nil
}

// withoutSandbox refuses keys with the name of a sandbox: a key is one of every
// sandbox, and only a client has one to work in.
func (k keyFlags) withoutSandbox() error {
	for _, key := range k {
		if key.text != key.name {
			return fmt.Errorf("--key must not name a sandbox, is %q: every sandbox has the key, give %s, and let clients send %s", key.text, key.name, key.text)
		}
	}
	return nil
}

func (k keyFlags) options() []simulator.Option {
	var opts []simulator.Option
	for _, key := range k {
		opts = append(opts, simulator.WithKey(key.name, key.access))
	}
	return opts
}
