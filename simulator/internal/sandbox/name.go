package sandbox

import (
	"fmt"
	"strings"
)

// Default is the name of the sandbox that a plain key works in.
const Default = "default"

// maxName is how long the name of a sandbox may be.
const maxName = 64

// BadName says that a name will not do.
type BadName struct{ Kind, Name string }

func (e BadName) Error() string {
	name := fmt.Sprintf("%q", e.Name)
	if len(e.Name) > maxName {
		name = fmt.Sprintf("%q... (%d bytes)", strings.ToValidUTF8(e.Name[:maxName], ""), len(e.Name))
	}
	return fmt.Sprintf("the name of a %s must have 1 to %d characters out of letters, digits, '.', '_' and '-', and not be . or .., is %s",
		e.Kind, maxName, name)
}

// CheckName returns BadName for a name that will not do for a sandbox or a checkpoint.
func CheckName(kind, name string) error {
	bad := func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '_' || r == '-')
	}
	isPath := name == "." || name == ".." // clients take these out of a URL
	if name == "" || len(name) > maxName || isPath || strings.ContainsFunc(name, bad) {
		return BadName{kind, name}
	}
	return nil
}

// SplitKey takes the name of a sandbox off a bearer token: sim-full@checkout-17
// is the key sim-full in the sandbox checkout-17, a plain key works in Default.
func SplitKey(token string) (key, name string) {
	key, name, found := strings.Cut(token, "@")
	if !found {
		return key, Default
	}
	return key, name
}
