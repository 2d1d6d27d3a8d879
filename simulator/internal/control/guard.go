package control

import (
	"net"
	"net/http"
	"strconv"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// admit refuses what a page of another origin makes a browser send: a browser is
// inside the machine or the network that the control API is kept to, and brings
// whoever wrote the page in. Two ways lead there. A page sends a call that
// changes something and never sees the answer; http.CrossOriginProtection knows
// such a call by Sec-Fetch-Site or Origin. Or its host name is made to lead to
// this machine, so that the browser takes the simulator for the page's own origin
// and lets it read answers; such a call has that name as its Host.
func (c *Control) admit(r *http.Request) error {
	if c.trustsLocalHosts(r) && r.Host != "" && !web.LocalHost(r.Host) {
		return forbidden("the control API listens on this machine alone and has no token, so it answers to local hosts only " +
			"(localhost, *.localhost, 127.0.0.0/8, [::1]), the Host is " + strconv.Quote(exchange.Excerpt(r.Host)) +
			"; call it by one of these, or give the control API a token, or an address that others reach")
	}
	var protection http.CrossOriginProtection
	if err := protection.Check(r); err != nil {
		return forbidden("a page of another origin may not change the simulator: " + origin(r) +
			"; call from outside of a browser, or from a page that this address serves")
	}
	return nil
}

// trustsLocalHosts tells whether nothing but the Host header keeps strangers out.
// A program that brings its own server (Handler) is held to the same where its
// connections arrive on the loopback interface. What came over no connection came
// from no browser. An HTTP/1.0 call without a Host did not either.
func (c *Control) trustsLocalHosts(r *http.Request) bool {
	if c.Token != "" {
		return false
	}
	arrived, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	_, control := c.Addresses()
	return ok && web.OnLoopback(arrived.String()) && (control == "" || web.OnLoopback(control))
}

// origin is what the headers of a browser say of the page.
func origin(r *http.Request) string {
	var said []string
	for _, name := range []string{"Origin", "Sec-Fetch-Site"} {
		if value := r.Header.Get(name); value != "" {
			said = append(said, name+" is "+strconv.Quote(exchange.Excerpt(value)))
		}
	}
	return strings.Join(said, ", ")
}

func forbidden(text string) error { return refusal{http.StatusForbidden, text} }
