package control_test

import (
	"net/http"
	"strings"
	"testing"
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
