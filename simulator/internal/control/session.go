package control

import (
	"net"
	"net/http"
)

type sessionView struct {
	NeedsToken bool `json:"needsToken"`
	Open       bool `json:"open"`
}

func getSession(c call, _ none) (sessionView, error) {
	return sessionView{NeedsToken: c.Token != "", Open: c.authorise(c.from) == nil}, nil
}

type sessionOpening struct {
	Token string `json:"token"`
}

// openSession takes the token for a cookie. It says the same of every other token.
func openSession(c call, in sessionOpening) (none, error) {
	if c.Token == "" {
		return none{}, nil
	}
	if !same(c.Token, in.Token) {
		return none{}, forbidden("this is not the token of the control API: ask whoever started the simulator, and gave it one")
	}
	c.setCookie(&http.Cookie{Value: c.session})
	return none{}, nil
}

func closeSession(c call, _ none) (none, error) {
	c.setCookie(&http.Cookie{MaxAge: -1})
	return none{}, nil
}

// setCookie sends a cookie that no script reads and no page of another site makes a
// browser send. It lasts until the browser is closed.
func (c call) setCookie(cookie *http.Cookie) {
	cookie.Name, cookie.Path = cookieName(c.from), Prefix
	cookie.HttpOnly, cookie.SameSite, cookie.Secure = true, http.SameSiteStrictMode, scheme(c.from) == "https"
	c.header.Add("Set-Cookie", cookie.String())
}

// sendsCookie tells whether a call has the cookie of openSession. The value is random, and
// of this Control alone: with another token comes another cookie.
func (c *Control) sendsCookie(r *http.Request) bool {
	cookie, err := r.Cookie(cookieName(r))
	return err == nil && same(c.session, cookie.Value)
}

// cookieName has the port that was called: browsers keep one jar for all ports of a host,
// and two simulators on one machine would take each other's cookie away.
func cookieName(r *http.Request) string {
	if _, port, err := net.SplitHostPort(r.Host); err == nil && isPort(port) {
		return "vsrsim-" + port
	}
	return "vsrsim"
}

// isPort tells whether a text can be the port of a Host header, and so stand in the name
// of a cookie.
func isPort(text string) bool {
	for _, sign := range text {
		if sign < '0' || sign > '9' {
			return false
		}
	}
	return len(text) <= len("65535")
}
