package control

import (
	"crypto/rand"
	"net"
	"net/http"
	"slices"
	"sync"
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
	c.setCookie(&http.Cookie{Value: c.sessions.open()})
	return none{}, nil
}

func closeSession(c call, _ none) (none, error) {
	if cookie, err := c.from.Cookie(cookieName(c.from)); err == nil {
		c.sessions.close(cookie.Value)
	}
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

// sendsCookie tells whether a call has the cookie of a session that is open.
func (c *Control) sendsCookie(r *http.Request) bool {
	cookie, err := r.Cookie(cookieName(r))
	return err == nil && c.sessions.isOpen(cookie.Value)
}

// maxSessions is how many browsers may be logged in at a time: the next one logs out the
// oldest.
const maxSessions = 100

// sessions are those of browsers that have given the token, by the random values of their
// cookies, oldest first.
type sessions struct {
	mu     sync.Mutex
	values []string
}

func (s *sessions) open() (value string) {
	value = rand.Text()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.values) == maxSessions {
		s.values = s.values[1:]
	}
	s.values = append(s.values, value)
	return value
}

func (s *sessions) close(value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values = slices.DeleteFunc(s.values, func(open string) bool { return same(open, value) })
}

func (s *sessions) isOpen(value string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.values, func(open string) bool { return same(open, value) })
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
