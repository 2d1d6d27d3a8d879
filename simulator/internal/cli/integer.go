package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/pflag"
)

// integer is a flag that takes a whole number. What is one but out of range is
// refused later, with all else that is.
type integer struct {
	pflag.Value
	says string
}

func (i integer) Set(text string) error {
	if i.Value.Set(text) != nil {
		return errors.New(i.says)
	}
	return nil
}

// integerFlag lets a flag that was added as a number say what it takes: an integer
// "from 1 to 10".
func integerFlag(flags *pflag.FlagSet, name, span string, bounds ...any) {
	f := flags.Lookup(name)
	f.Value = integer{f.Value, "must be an integer " + fmt.Sprintf(span, bounds...)}
}
