package server

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// A bad name of a sandbox is said where it stands: in the key, or in the header of
// its own.
func TestABadNameOfASandboxIsBlamedOnItsPlace(t *testing.T) {
	const inKey = "the key in the header Authorization names a sandbox behind its @: the name of a sandbox must have 1 to 64 characters"
	for name, row := range map[string]struct{ authorization, sandbox, says string }{
		"a blank in it":     {"Bearer sim-full@my sandbox", "", inKey + ` out of letters, digits, '.', '_' and '-', and not be . or .., is "my sandbox"`},
		"another character": {"Bearer sim-full@my/sandbox", "", inKey},
		"nothing":           {"Bearer sim-full@", "", inKey},
		"a long one":        {"Bearer sim-full@" + strings.Repeat("x", 5000), "", "(5000 bytes)"},
		"a blank in a key":  {"Bearer sim full@s", "", "the Authorization header must be: Bearer <key>"},
		"in the header":     {"Bearer sim-full@s", "my sandbox", "the header Sim-Sandbox names a sandbox: the name of a sandbox must have"},
	} {
		t.Run(name, func(t *testing.T) {
			sandboxes, err := sandbox.NewRegistry(sandbox.Settings{World: &state.World{}, Max: 1})
			if err != nil {
				t.Fatal(err)
			}
			s := &Server{Config: Config{Sandboxes: sandboxes, OnNoSandbox: func() {}}}
			request := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
			request.Header.Set("Authorization", row.authorization)
			if row.sandbox != "" {
				request.Header.Set(sandbox.HeaderSandbox, row.sandbox)
			}
			c := s.newCall(&gin.Context{Request: request})
			c.readKey()
			if err = c.enter(); err == nil {
				err = c.command.KeyError
			}
			refused, ok := err.(api.Error)
			if !ok || refused.Kind != api.MalformedCredentials || !strings.Contains(refused.Detail, row.says) || len(refused.Detail) > 500 {
				t.Errorf("got %v", err)
			}
		})
	}
}
