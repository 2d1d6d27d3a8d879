package simulator_test

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

func packed(t *testing.T, encoding, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := io.WriteCloser(gzip.NewWriter(&b))
	if encoding == "deflate" {
		w = zlib.NewWriter(&b)
	}
	_, err := io.WriteString(w, text)
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// encoded is the same client whose bodies say that they are compressed.
func (c *client) encoded(encoding string) *client {
	other := *c
	other.header = http.Header{"Content-Encoding": {encoding}}
	return &other
}

func TestCompressedBodies(t *testing.T) { // A57
	c := newClient(t)
	text := c.encode(newReview(nil))
	whole, _ := io.ReadAll(text)
	send := func(encoding string, body []byte) *simtest.Answer {
		return c.encoded(encoding).send(http.MethodPost, "/vendors/1/security-reviews", "application/json", bytes.NewReader(body))
	}
	for _, encoding := range []string{"gzip", "x-gzip", "deflate"} {
		send(encoding, packed(t, encoding, string(whole))).Want(201)
	}
	send("identity", whole).Want(201)
	box, err := c.sim.Box("default")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range box.Journal(journal.Filter{}) {
		if got := entry.Request.Body; got != string(whole) {
			t.Errorf("the journal has %q", got)
		}
	}
	send("gzip", whole).Want(400).Says("the body cannot be inflated as its Content-Encoding gzip says: it does not begin as gzip does")
	send("gzip", packed(t, "gzip", string(whole))[:20]).Want(400).Says("it ends too early")
	send("gzip", append(packed(t, "gzip", string(whole)), "more"...)).Want(400).Says("something that is no gzip follows its end")
	send("zstd", whole).Want(400).Says(`has the Content-Encoding "zstd"; allowed are gzip, deflate and br`)
	bomb := packed(t, "gzip", strings.Repeat(" ", 100<<20))
	send("gzip", bomb).Want(400).Says("the body is larger than 36001108 bytes")

	body, contentType := simtest.Form(t, simtest.File("files", "a.pdf", "x"))
	c.encoded("gzip").send(http.MethodPost, vendorUpload, contentType, bytes.NewReader(body)).Want(201)
	c.encoded("gzip").send(http.MethodPost, vendorUpload, contentType, bytes.NewReader(packed(t, "gzip", string(body)))).
		Want(400).Says("a form is not inflated, send it without its Content-Encoding gzip")
}

// half is a call of which half of the body has come.
func half(t *testing.T, c *client, key, path string, length int) net.Conn {
	t.Helper()
	host := strings.TrimSuffix(strings.TrimPrefix(c.sim.URL(), "http://"), simulator.BasePath)
	conn, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	head := fmt.Sprintf("POST %s%s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: %d\r\n\r\n",
		simulator.BasePath, path, host, key, length)
	if _, err := io.WriteString(conn, head+strings.Repeat("x", length/2)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// Bodies that are on their way keep no sandbox from being made.
func TestSlowBodiesDoNotKeepSandboxes(t *testing.T) {
	c := newClient(t, simulator.WithMaxSandboxes(3))
	for i := range 10 {
		half(t, c, fmt.Sprintf("sim-full@slow-%d", i), vendorUpload, 1000)
	}
	for i := range 5 {
		one := c.as(fmt.Sprintf("sim-full@new-%d", i))
		answer := one.get(reviewPath(1))
		for guard := time.Now().Add(time.Minute); answer.Status == http.StatusServiceUnavailable && time.Now().Before(guard); {
			answer = one.get(reviewPath(1)) // the heads of the others may be looked at right now
		}
		answer.Want(200)
	}
}

// A body that finds no room waits its turn; a small one needs none.
func TestBodiesThatFindNoRoom(t *testing.T) {
	if testing.Short() {
		t.Skip("a body waits for ten seconds")
	}
	c := newClient(t, simulator.WithMaxBodyMemory(1<<20))
	first := half(t, c, "sim-full", vendorUpload, 1<<20)
	large := func() *simtest.Answer {
		return c.upload(vendorUpload, simtest.File("files", "a.pdf", strings.Repeat("x", 100_000)))
	}
	for guard := time.Now().Add(time.Minute); ; { // the first has to be read before
		answer := large()
		if answer.Status == http.StatusServiceUnavailable {
			answer.Has("message", "Service Unavailable").Says("allow more memory for bodies")
			if got := answer.Header.Get("Retry-After"); got != "5" {
				t.Errorf("Retry-After: got %q", got)
			}
			break
		}
		if time.Now().After(guard) {
			t.Fatal("it finds room")
		}
	}
	c.upload(vendorUpload, simtest.File("files", "a.pdf", "small")).Want(201)
	_ = first.Close()
	large().Want(201)
	c.upload(vendorUpload, simtest.File("files", "a.pdf", strings.Repeat("x", 1<<20))).Want(400).Says("the body is larger than 1048576 bytes")
}

func TestOptionsOfTheServerAreAPathThatIsNotThere(t *testing.T) {
	c := newClient(t)
	request, err := http.NewRequest(http.MethodOptions, strings.TrimSuffix(c.sim.URL(), simulator.BasePath), nil)
	if err != nil {
		t.Fatal(err)
	}
	request.URL.Opaque = "*"
	request.Header.Set("Authorization", "Bearer sim-full")
	c.do(request).Want(404).Has("code", 10170)
}
