package control_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
)

// cookie is what a browser sends of the cookie that an answer sets, and what the answer
// says of it.
func cookie(header http.Header) (sent, attributes string) {
	sent, attributes, _ = strings.Cut(header.Get("Set-Cookie"), "; ")
	return sent, attributes
}

// A browser gives the token once, and may do from then on what the token allows, until it
// logs out.
func TestASessionStandsForTheToken(t *testing.T) {
	c := newCaller(t).withToken("")
	c.host = "sim.example:4010"
	c.get("/session").Want(200).Has("needsToken", true).Has("open", false)
	sent, attributes := cookie(c.post("/session", `{"token":"`+token+`"}`).Want(204).Header)
	if !strings.HasPrefix(sent, "vsrsim-4010=") || attributes != "Path=/_sim; HttpOnly; SameSite=Strict" || strings.Contains(sent, token) {
		t.Errorf("got the cookie %q, %q", sent, attributes)
	}
	browser := c.with("Cookie", sent)
	browser.get("/session").Want(200).Has("needsToken", true).Has("open", true)
	browser.get("/sandboxes").Want(200)
	browser.post("/sandboxes/s/reset", "").Want(200)
	browser.with("Origin", "https://evil.example").post("/sandboxes/s/reset", "").Want(403)
	browser.with("Sec-Fetch-Site", "same-site").post("/sandboxes/s/reset", "").Want(403)

	gone, attributes := cookie(browser.delete("/session").Want(204).Header)
	if gone != "vsrsim-4010=" || attributes != "Path=/_sim; Max-Age=0; HttpOnly; SameSite=Strict" {
		t.Errorf("got the cookie %q, %q", gone, attributes)
	}
	c.with("Cookie", gone).get("/sandboxes").Want(401)
	browser.get("/sandboxes").Want(401) // who has kept the cookie all the same
}

// Each browser has a session of its own, and the oldest of too many ends.
func TestSessionsAreBoundedAndApart(t *testing.T) {
	c := newCaller(t).withToken("")
	c.host = "127.0.0.1:4010"
	var browsers []*caller
	for range 101 {
		sent, _ := cookie(c.post("/session", `{"token":"`+token+`"}`).Want(204).Header)
		browsers = append(browsers, c.with("Cookie", sent))
	}
	browsers[0].get("/sandboxes").Want(401)
	browsers[1].get("/sandboxes").Want(200)
	browsers[2].delete("/session").Want(204)
	browsers[2].get("/sandboxes").Want(401)
	browsers[3].get("/sandboxes").Want(200)
	browsers[100].get("/sandboxes").Want(200)
}

// A cookie of another port, another process or another value is none.
func TestWhatIsNoSession(t *testing.T) {
	c := newCaller(t).withToken("")
	c.host = "127.0.0.1:4010"
	sent, _ := cookie(c.post("/session", `{"token":"`+token+`"}`).Want(204).Header)
	other := newCaller(t).withToken("")
	other.host = c.host
	other.with("Cookie", sent).get("/sandboxes").Want(401)
	for _, value := range []string{"", "vsrsim-4010", "vsrsim-4010=", "vsrsim-4010=" + token, sent + "x", strings.ToLower(sent), strings.Replace(sent, "4010", "4011", 1)} {
		c.with("Cookie", value).get("/sandboxes").Want(401)
	}
	elsewhere := *c
	elsewhere.host = "127.0.0.1:4011"
	elsewhere.with("Cookie", sent).get("/sandboxes").Want(401)
}

// Whatever is wrong with a token, the answer is the same, so it tells nothing of the right one.
func TestAWrongTokenTellsNothing(t *testing.T) {
	c := newCaller(t).withToken("")
	want := c.post("/session", `{"token":"x"}`).Want(403).Says("this is not the token of the control API", "whoever started the simulator").Body
	for _, guess := range []string{token + "x", strings.ToUpper(token), token[:4], " " + token, strings.Repeat("x", 4096)} {
		got := c.post("/session", `{"token":"`+guess+`"}`).Want(403)
		if got.Body != want || got.Header.Get("Set-Cookie") != "" {
			t.Errorf("%.20s: got %s, %v", guess, got.Body, got.Header)
		}
	}
}

func TestTheCookieOfTLSIsForTLS(t *testing.T) {
	c := newCaller(t).withToken("").with("X-Forwarded-Proto", "https")
	c.host = "sim.example"
	sent, attributes := cookie(c.post("/session", `{"token":"`+token+`"}`).Want(204).Header)
	if !strings.HasPrefix(sent, "vsrsim=") || attributes != "Path=/_sim; HttpOnly; Secure; SameSite=Strict" {
		t.Errorf("got the cookie %q, %q", sent, attributes)
	}
}

func TestWithoutATokenASessionIsOpen(t *testing.T) {
	c := newCaller(t).local()
	c.get("/session").Want(200).Has("needsToken", false).Has("open", true)
	if got := c.post("/session", `{"token":"any"}`).Want(204); got.Header.Get("Set-Cookie") != "" {
		t.Errorf("got %v", got.Header)
	}
}

// A stream of events ends with the session that it was asked for by, however that ends, and
// tells of nothing that happens later. That of another session and that of the token go on.
func TestAStreamEndsWithItsSession(t *testing.T) {
	for name, logout := range map[string]func(*caller){
		"logged out": func(browser *caller) { browser.delete("/session").Want(204) },
		"pushed out": func(browser *caller) {
			for range 99 {
				browser.post("/session", `{"token":"`+token+`"}`).Want(204)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := listen(t, 3, day, day)
			c := s.withToken("")
			c.host = strings.TrimPrefix(s.url, "http://")
			var cookies []string
			for range 2 {
				sent, _ := cookie(c.post("/session", `{"token":"`+token+`"}`).Want(204).Header)
				cookies = append(cookies, sent)
			}
			follow := func(header ...string) *simtest.Stream {
				stream := s.follow("", append(header, "Cookie", cookies[0])...)
				stream.Beat()
				return stream
			}
			its := follow("Authorization", "")
			byToken := follow()
			other := s.follow("", "Authorization", "", "Cookie", cookies[1])
			other.Beat()
			s.freeze("s")
			for _, stream := range []*simtest.Stream{its, byToken, other} {
				stream.Want("clock")
			}
			logout(c.with("Cookie", cookies[0]))
			s.freeze("s")
			if e, ok := its.Next(); ok {
				t.Errorf("after the logout it is told %+v", e)
			}
			byToken.Want("clock")
			other.Want("clock")
		})
	}
}
