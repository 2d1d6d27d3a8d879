package cli

import (
	"errors"
	"strings"

	"github.com/vsrsim/vsrsim/simulator"
)

// tokenFlag is a flag that takes the token of the control API.
type tokenFlag string

func (t *tokenFlag) String() string { return string(*t) }

func (t *tokenFlag) Type() string { return "token" }

// Set refuses an empty token, which is most likely a variable that is not set: the
// control API would stand open in silence.
func (t *tokenFlag) Set(text string) error {
	if text == "" {
		return errors.New("must not be empty: leave the flag out for no token")
	}
	if wrong, ok := errors.AsType[simulator.OptionError](simulator.Check(simulator.WithControlToken(text))); ok {
		return errors.New(strings.TrimSpace(wrong.Named("")))
	}
	*t = tokenFlag(text)
	return nil
}
