package control

import (
	"context"
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

// untilLogout ends with the session whose cookie let a call in, and never if its token did:
// what is sent for longer than a call lasts may not outlive the right to see it.
func (c *Control) untilLogout(r *http.Request) context.Context {
	if c.Token == "" || c.sendsToken(r) {
		return context.Background()
	}
	if cookie, err := r.Cookie(cookieName(r)); err == nil {
		if session, isOpen := c.sessions.find(cookie.Value); isOpen {
			return session.open
		}
	}
	return ended
}

// sendsCookie tells whether a call has the cookie of a session that is open.
func (c *Control) sendsCookie(r *http.Request) bool {
	cookie, err := r.Cookie(cookieName(r))
	if err != nil {
		return false
	}
	_, isOpen := c.sessions.find(cookie.Value)
	return isOpen
}

// maxSessions is how many browsers may be logged in at a time: the next one logs out the
// oldest.
const maxSessions = 100

// sessions are those of browsers that have given the token, oldest first.
type sessions struct {
	mu   sync.Mutex
	list []session
}

// session is a browser that has given the token.
type session struct {
	value string          // of its cookie, random
	open  context.Context // ends when it is logged out
	end   context.CancelFunc
}

// ended is the context of what is over.
var ended = func() context.Context {
	over, end := context.WithCancel(context.Background())
	end()
	return over
}()

func (s *sessions) open() (value string) {
	made := session{value: rand.Text()}
	made.open, made.end = context.WithCancel(context.Background())
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.list) == maxSessions {
		s.list[0].end()
		s.list = slices.Delete(s.list, 0, 1)
	}
	s.list = append(s.list, made)
	return made.value
}

func (s *sessions) close(value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = slices.DeleteFunc(s.list, func(one session) bool {
		is := same(one.value, value)
		if is {
			one.end()
		}
		return is
	})
}

// find is the session of a cookie, unless it is closed.
func (s *sessions) find(value string) (found session, isOpen bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.list, func(one session) bool { return same(one.value, value) })
	if i < 0 {
		return session{}, false
	}
	return s.list[i], true
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
