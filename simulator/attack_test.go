package simulator_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/spec"
)

// attackSize is how many of something an attack sends: otherwise, or as many times
// more as VSRSIM_ATTACK says ("make attack"). The race detector makes a call ten
// times dearer, and gets a tenth.
func attackSize(t testing.TB, otherwise int) int {
	t.Helper()
	if raceDetector {
		otherwise /= 10
	}
	text := os.Getenv("VSRSIM_ATTACK")
	if text == "" {
		return otherwise
	}
	times, err := strconv.ParseFloat(text, 64)
	if err != nil || times <= 0 {
		t.Fatalf("VSRSIM_ATTACK must be how many times as much to send, is %q", text)
	}
	return int(float64(otherwise) * times)
}

const (
	maxErrorBody = 64 << 10  // is more bytes than any error may take
	maxLeft      = 256 << 20 // is more than an attack may leave in memory: 50 sandboxes with a full journal
)

// TestBadInput sends calls that are wrong in random ways, to all operations of the
// API and of the control API, over raw connections: each is answered in the envelope,
// or by net/http where it is no HTTP, none with a 5xx that is not documented, and
// what they leave behind is bounded.
func TestBadInput(t *testing.T) {
	sim := simulator.RunT(t, simulator.WithMaxFileSize(1<<16), simulator.WithMaxSandboxes(50))
	targets := append(attackTargets(t, spec.OpenAPI(), simulator.BasePath), attackTargets(t, spec.Control(), "/_sim")...)
	const attackers = 4
	total := attackSize(t, 50_000)
	var wg sync.WaitGroup
	for i := range attackers {
		a := &attacker{t: t, address: sim.Address(), random: rand.New(rand.NewPCG(uint64(i), 12)), targets: targets}
		wg.Go(func() {
			defer a.hangUp()
			for range total / attackers {
				a.attack()
			}
		})
	}
	wg.Wait()
	runtime.GC()
	var after runtime.MemStats
	runtime.ReadMemStats(&after)
	if after.HeapAlloc > maxLeft {
		t.Errorf("%d MiB are left after %d calls", after.HeapAlloc>>20, total)
	}
}

// target is an operation that is attacked: what a good call to it is like.
type target struct {
	method, path string // with {names}
	mediaTypes   []string
	control      bool
}

func attackTargets(t *testing.T, document []byte, prefix string) []target {
	t.Helper()
	c, err := contract.Load(document)
	if err != nil {
		t.Fatal(err)
	}
	var targets []target
	for _, op := range c.Operations {
		targets = append(targets, target{op.Method, prefix + op.Path, op.MediaTypes, prefix == "/_sim"})
	}
	return targets
}

// attacker sends one bad call after the other, on one connection as long as that
// lasts.
type attacker struct {
	t       *testing.T
	address string
	random  *rand.Rand
	targets []target

	conn   net.Conn
	reader *bufio.Reader
}

func (a *attacker) attack() {
	to := a.targets[a.random.IntN(len(a.targets))]
	raw, method := a.call(to)
	response, body := a.send(raw, method)
	if response == nil {
		return
	}
	if problem := wrongAnswer(to, method, response, body); problem != "" {
		a.t.Errorf("%s\ncall: %.2000q\nanswer: %d %v %.500q", problem, raw, response.StatusCode, response.Header, body)
	}
}

// wrongAnswer says what may not be in an answer to a bad call.
func wrongAnswer(to target, method string, response *http.Response, body []byte) string {
	status := response.StatusCode
	if status >= 500 && status != 501 && status != 503 {
		return "a 5xx"
	}
	if status < 400 || method == http.MethodHead || isOfNetHTTP(response) {
		return ""
	}
	if len(body) > maxErrorBody {
		return fmt.Sprintf("an error of %d bytes", len(body))
	}
	var envelope struct {
		StatusCode int
		Message    string
		Code       *int
	}
	if err := json.Unmarshal(body, &envelope); err != nil {
		return "no envelope: " + err.Error()
	}
	if envelope.StatusCode != status || envelope.Message == "" || envelope.Code == nil && !to.control {
		return "another envelope"
	}
	return ""
}

// isOfNetHTTP tells an answer that net/http gives itself, in plain text or without a
// body, to what is no HTTP/1.1 that it understands. docs/behaviour.md lists them.
func isOfNetHTTP(response *http.Response) bool {
	switch response.Header.Get("Content-Type") {
	case "text/plain; charset=utf-8":
		return slices.Contains([]int{400, 431, 501, 505}, response.StatusCode)
	case "":
		return response.StatusCode == http.StatusExpectationFailed
	}
	return false
}

// send sends a call and reads the answer. nil is a connection that the server has
// ended, which it may where a body is not what the header says.
func (a *attacker) send(raw []byte, method string) (*http.Response, []byte) {
	if a.conn == nil {
		conn, err := net.Dial("tcp", a.address)
		if err != nil {
			a.t.Error(err)
			return nil, nil
		}
		a.conn, a.reader = conn, bufio.NewReader(conn)
	}
	_ = a.conn.SetDeadline(time.Now().Add(time.Minute)) // a test that hangs is to end
	if _, err := a.conn.Write(raw); err != nil {
		a.hangUp()
		return nil, nil
	}
	if half, ok := a.conn.(*net.TCPConn); ok { // a body may be shorter than the header says
		_ = half.CloseWrite()
	}
	response, err := http.ReadResponse(a.reader, &http.Request{Method: method})
	if err != nil {
		if e, ok := err.(net.Error); ok && e.Timeout() {
			a.t.Errorf("no answer within a minute to %.2000q", raw)
		}
		a.hangUp()
		return nil, nil
	}
	if response.Header.Get("Content-Type") == "text/event-stream" { // it has no end
		a.hangUp()
		return response, nil
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, 64<<20))
	_ = response.Body.Close()
	a.hangUp() // what follows a broken body would be read as the next call
	if err != nil {
		return nil, nil
	}
	return response, body
}

func (a *attacker) hangUp() {
	if a.conn != nil {
		_ = a.conn.Close()
		a.conn = nil
	}
}

// call is a call that is mostly right, with one to three things wrong.
func (a *attacker) call(to target) (raw []byte, method string) {
	c := attackCall{method: to.method, path: a.fill(to.path), header: [][2]string{
		{"Host", a.address}, {"Authorization", "Bearer sim-full"},
	}}
	if len(to.mediaTypes) > 0 {
		c.mediaType = to.mediaTypes[a.random.IntN(len(to.mediaTypes))]
		c.body = a.bodyOf(c.mediaType)
	}
	for range 1 + a.random.IntN(3) {
		spoilers[a.random.IntN(len(spoilers))](a, &c)
	}
	return c.bytes(), c.method
}

// fill puts values in the place of the parameters of a path.
func (a *attacker) fill(path string) string {
	for {
		before, rest, found := strings.Cut(path, "{")
		if !found {
			return path
		}
		name, after, _ := strings.Cut(rest, "}")
		value := strconv.Itoa(1 + a.random.IntN(4))
		switch name {
		case "sandbox":
			value = "box" + strconv.Itoa(a.random.IntN(5))
		case "scenario":
			value = pick(a, "rate-limit", "server-error", "terms")
		case "key":
			value = "sim-read"
		case "format":
			value = pick(a, "html", "markdown", "junit", "text")
		}
		path = before + value + after
	}
}

// attackCall is a call as text.
type attackCall struct {
	method, path, query string
	header              [][2]string
	mediaType           string
	body                []byte
	length              string // over that of the body, if not empty
	chunked             bool
}

func (c attackCall) bytes() []byte {
	var b bytes.Buffer
	target := c.path
	if c.query != "" {
		target += "?" + c.query
	}
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\n", c.method, target)
	for _, h := range c.header {
		fmt.Fprintf(&b, "%s: %s\r\n", h[0], h[1])
	}
	if c.mediaType != "" {
		fmt.Fprintf(&b, "Content-Type: %s\r\n", c.mediaType)
	}
	switch {
	case c.chunked:
		fmt.Fprintf(&b, "Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", max(1, len(c.body)), c.body)
	case c.length != "":
		fmt.Fprintf(&b, "Content-Length: %s\r\n\r\n%s", c.length, c.body)
	default:
		fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s", len(c.body), c.body)
	}
	return b.Bytes()
}

func pick[T any](a *attacker, values ...T) T { return values[a.random.IntN(len(values))] }
