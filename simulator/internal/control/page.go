package control

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// plainText is for people at a terminal; a browser gets the page.
const plainText = "text/plain; charset=utf-8"

// index is GET /_sim/, and GET /_sim for all but browsers.
func index(c call, _ none) (document, error) {
	if !wantsPage(c.from) {
		return variesByAccept(respondAs(plainText, c.page(c.from))), nil
	}
	return variesByAccept(pageDocument()), nil
}

// ownPaths serves what is the simulator's own beside the control API, at the
// address of the API and at that of the control API. None of it is a call of the
// API, so no journal has it.
// lead is around what stands at the top.
func (c *Control) ownPaths(engine *gin.Engine, page func(*http.Request) []byte, lead func(gin.HandlerFunc) gin.HandlerFunc) {
	top := func(g *gin.Context) { send(g, variesByAccept(respondAs(plainText, page(g.Request)))) }
	icon := func(g *gin.Context) { send(g, noContent()) }
	for path, handle := range map[string]gin.HandlerFunc{"/": lead(top), web.Icon: icon} {
		guarded := web.Guarded(c.Logger, "index", errorResponse, handle)
		engine.GET(path, guarded)
		engine.HEAD(path, guarded)
	}
}

// Signpost serves what is the simulator's own at the address of the API while the
// control API has another one: it says where that is.
func (c *Control) Signpost() http.Handler {
	engine := web.NewEngine()
	c.ownPaths(engine, c.signpost, func(top gin.HandlerFunc) gin.HandlerFunc { return top })
	engine.NoRoute(web.Guarded(c.Logger, "", errorResponse, func(g *gin.Context) {
		path := web.Shortened(g.Request.URL.EscapedPath())
		text := fmt.Sprintf("there is no %s here: the control API has an address of its own, %s", path, c.urlsForClient(g.Request).control+Prefix)
		send(g, errorResponse(notFound(text)))
	}))
	return c.named(engine)
}

// page says what is where, at the address of the control API.
func (c *Control) page(r *http.Request) []byte {
	return c.describe(c.urlsFor(r), c.hidesKeys(r))
}

// signpost is the page at the address of the API while the control API has another
// one. It shows no keys: they are not for everybody who reaches the API.
func (c *Control) signpost(r *http.Request) []byte {
	return c.describe(c.urlsForClient(r), "for whoever reaches the control API")
}

// describe says what is where. The keys are left out if whom they are for is said.
func (c *Control) describe(at urls, keysFor string) []byte {
	var text bytes.Buffer
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	base, control := at.api+c.BasePath, at.control+Prefix
	fmt.Fprintf(w, "vsrsim %s simulates the Vendor Security Reviews API of Drata. It is not made by Drata.\n\n", c.Version)
	fmt.Fprintf(w, "base URL\t%s\n", base)
	fmt.Fprintf(w, "page\t%s/, in a browser\n", control)
	fmt.Fprintf(w, "contract\t%s/openapi.yaml, %s/openapi.json (%s)\n", control, control, c.Contract.Revision)
	fmt.Fprintf(w, "control API\t%s, described by %s/control.yaml\n", control, control)
	fmt.Fprintf(w, "documents\thttps://github.com/vsrsim/vsrsim#readme\n\n")
	if keysFor != "" {
		fmt.Fprintf(w, "keys\t%s/sandboxes/%s/keys, %s\n", control, sandbox.Default, keysFor)
	} else {
		c.listKeysOn(w, base)
	}
	_ = w.Flush() // into memory
	return text.Bytes()
}

// hidesKeys says whom the keys are for, if it is not whoever asks: who may not ask
// the control API for them learns them nowhere else.
func (c *Control) hidesKeys(r *http.Request) string {
	switch {
	case c.authorise(r) != nil:
		return "for whoever sends the token of the control API"
	case c.admit(r) != nil:
		return "for whoever calls this machine by a local host such as localhost"
	}
	return ""
}

// These bound how many keys the page has, and how much of each: a world may have more
// of all.
const (
	maxKeys     = 20
	longestKey  = 100
	longestLine = 300
)

// listKeysOn writes what each key is for, and a first call.
func (c *Control) listKeysOn(w *tabwriter.Writer, base string) {
	box := c.Sandboxes.Default()
	now, keys := box.Now(), box.World().Keys()
	fmt.Fprintf(w, "keys, sent as Authorization: Bearer KEY; KEY@NAME works in a sandbox of that name\n")
	for i, key := range keys {
		if i == maxKeys {
			fmt.Fprintf(w, "  and %d more\n", len(keys)-maxKeys)
			break
		}
		fmt.Fprintf(w, "  %s\t%s\n", exchange.Abbreviate(key.Token, longestKey), exchange.Abbreviate(purpose(box.World(), key, now), longestLine))
	}
	if token, path := c.firstCall(); token != "" {
		fmt.Fprintf(w, "\na first call\n  curl -H 'Authorization: Bearer %s' %s%s\n", shellQuote.Replace(token), base, path)
	}
}

var shellQuote = strings.NewReplacer(`'`, `'\''`)

// purpose is what a key is for: what it may do, or what a client that sends it
// meets.
func purpose(world *state.World, key state.Key, now time.Time) string {
	account, err := world.Account(key.AccountID)
	switch {
	case err != nil: // a program may have put the key into the world
		return "for nothing: there is no account " + fmt.Sprint(key.AccountID)
	case key.Revoked:
		return "revoked: every call is a 401"
	case key.Expired(now):
		return "expired: every call is a 401"
	case !account.TermsAccepted:
		return "its account has not accepted the terms: every call is a 412"
	case account.Plan == state.PlanLimited:
		return "the plan of its account is limited: every call is a 402"
	}
	of := fmt.Sprintf(", account %d (%s)", account.ID, strings.Join(strings.Fields(account.Name), " "))
	switch {
	case key.Access == state.AccessFull:
		return "may do everything" + of
	case key.Access == state.AccessRead:
		return "may only read, all else is a 403" + of
	case len(key.Permissions) == 0:
		return "has no permission: every call is a 403" + of
	}
	return "may do what needs " + strings.Join(key.Permissions, ", ") + ", all else is a 403" + of
}
