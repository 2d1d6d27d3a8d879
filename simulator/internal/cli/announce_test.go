package cli

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
)

// announced is what is said of a world with these keys.
func announced(t *testing.T, keys string) string {
	t.Helper()
	sim := simulator.RunT(t, simulator.WithFixture("f", []byte(`accounts:
  - {id: 1, name: A, termsAccepted: true, platformAdmin: 1}
users:
  - {id: 1, account: 1, email: a@example.com}
vendors: []
keys:
`+keys)))
	var out bytes.Buffer
	announce(&out, sim, origin{})
	return out.String()
}

// A world without a key that can be used, or without a review, has nothing to try.
func TestAnnounceNothingToTry(t *testing.T) {
	got := announced(t, "  - {key: k, account: 1, access: full, revoked: true}\n")
	_, got, _ = strings.Cut(got, "world ")
	if want := "    0 vendors and 0 reviews in 1 account\nseed      1\nrefused   k (revoked)\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAnnounceManyKeys(t *testing.T) {
	var keys strings.Builder
	for i := range maxKeys + 2 {
		fmt.Fprintf(&keys, "  - {key: used-%02d, account: 1, access: custom, permissions: [vendors-get-security-review]}\n", i)
		fmt.Fprintf(&keys, "  - {key: gone-%02d, account: 1, access: full, expiresAt: 2020-01-01}\n", i)
	}
	got := announced(t, keys.String())
	for _, want := range []string{
		"\nkeys      used-00 (1 permission), used-01 (1 permission), ",
		", used-11 (1 permission), and 2 more\n",
		"\nrefused   gone-00 (expired), gone-01 (expired), ",
		", gone-11 (expired), and 2 more\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("got %s\nwant it to have %q", got, want)
		}
	}
}
