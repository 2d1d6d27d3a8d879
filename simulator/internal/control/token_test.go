package control_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/control"
)

func TestTheToken(t *testing.T) {
	c := newCaller(t)
	for value, status := range map[string]int{
		"":                       401,
		"Bearer":                 401,
		"Bearer ":                401,
		token:                    401,
		"Basic " + token:         401,
		"Bearer " + token + "x":  401,
		"Bearer let-me":          401,
		"Bearer LET-ME-IN":       401,
		"Bearer " + token:        200,
		"bearer " + token:        200,
		"Bearer  " + token + " ": 200,
	} {
		request := httptest.NewRequest(http.MethodGet, control.Prefix+"/sandboxes", nil)
		if value != "" {
			request.Header.Set("Authorization", value)
		}
		got := c.do(request).Want(status)
		if challenge := got.Header.Get("WWW-Authenticate"); (challenge == "Bearer") != (status == 401) {
			t.Errorf("%q: got the challenge %q", value, challenge)
		}
	}
}

// Who has no token learns nothing about a call but that.
func TestTheTokenComesFirst(t *testing.T) {
	c := newCaller(t).withToken("guess")
	c.get("/sandboxes/nowhere").Want(401)
	c.put("/sandboxes/a@b/clock?x=y", `{`).Want(401)
	c.get("/health").Want(200).Has("status", "ok").Has("contract", "baseline")
	c.get("/ready").Want(200).Has("status", "ok")
}
