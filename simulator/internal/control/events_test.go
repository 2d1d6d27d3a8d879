package control_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/control"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// listening is a control API that listens, for streams: they need connections.
type listening struct {
	*caller
	control *control.Control
	url     string
	closed  chan struct{} // has a value for each connection that was closed
}

// listen lets a control API listen, with so many streams at most.
func listen(t *testing.T, most int, heartbeat, grace time.Duration) *listening {
	t.Helper()
	c := newCaller(t)
	made, err := control.New(c.config)
	if err != nil {
		t.Fatal(err)
	}
	c.handler = made.Handler()
	made.BoundStreams(most, heartbeat, grace)
	closed := make(chan struct{}, 100)
	started := httptest.NewUnstartedServer(c.handler)
	started.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateClosed {
			closed <- struct{}{}
		}
	}
	started.Start()
	t.Cleanup(started.Close)
	t.Cleanup(c.sandboxes.Events().End) // before the server closes, which waits for streams
	return &listening{c, made, started.URL, closed}
}

// follow begins a stream.
func (s *listening) follow(query string, header ...string) *simtest.Stream {
	s.t.Helper()
	response := s.ask(query, header...)
	if response.StatusCode != http.StatusOK {
		s.t.Fatalf("got %d", response.StatusCode)
	}
	return simtest.ReadStream(s.t, response.Body)
}

func (s *listening) ask(query string, header ...string) *http.Response {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.url+control.Prefix+"/events"+query, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = response.Body.Close() })
	return response
}

// freeze publishes an event.
func (s *listening) freeze(name string) {
	_, _ = s.box(name).Apply(sandbox.SetClock{Setting: sandbox.ClockSetting{Mode: sandbox.ClockFrozen, At: simtest.Now}})
}

const day = 24 * time.Hour

func TestAStreamHasItsHeaders(t *testing.T) {
	s := listen(t, 1, day, day)
	got := s.ask("")
	for name, want := range map[string]string{
		"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no", "X-Content-Type-Options": "nosniff", "Content-Length": "",
	} {
		if is := got.Header.Get(name); is != want {
			t.Errorf("%s: got %q, want %q", name, is, want)
		}
	}
}

// Last-Event-ID is what a browser sends again and again with the query that it began with.
func TestTheHeaderCountsBeforeTheQuery(t *testing.T) {
	s := listen(t, 4, day, day)
	first := s.follow("")
	for range 3 {
		s.freeze("s")
	}
	first.Want("clock")
	for _, row := range []struct{ query, header, want string }{{"?after=1", "", "2"}, {"?after=1", "2", "3"}, {"", "1", "2"}} {
		var header []string
		if row.header != "" {
			header = []string{"Last-Event-ID", row.header}
		}
		if got := s.follow(row.query, header...).Want("clock"); got.ID != row.want {
			t.Errorf("%+v: got %s", row, got.ID)
		}
	}
	if got := s.ask("", "Last-Event-ID", "x"); got.StatusCode != http.StatusBadRequest {
		t.Errorf("got %d", got.StatusCode)
	}
}

// Who loses the connection before any event came, or after many that were not for him, goes
// on where he was.
func TestAStreamSaysWhereItIs(t *testing.T) {
	s := listen(t, 3, time.Millisecond, day)
	other, filtered := s.follow("?sandbox=s"), s.follow("?sandbox=default")
	if id := filtered.Beat(); id != "0" {
		t.Errorf("it begins after %s", id)
	}
	for range 3 {
		s.freeze("s")
	}
	for filtered.Beat() != "3" { // comes in the end
	}
	for range 3 {
		other.Want("clock")
	}
}

func TestTooManyStreamsAreRefused(t *testing.T) {
	s := listen(t, 1, day, day)
	ctx, leave := context.WithCancel(t.Context())
	request, _ := http.NewRequestWithContext(ctx, http.MethodGet, s.url+control.Prefix+"/events", nil)
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	simtest.Read(t, s.ask("")).Want(http.StatusServiceUnavailable).Says("there are 1 readers of events, which is the most there may be")
	leave()
	_ = response.Body.Close()
	s.control.AwaitStreams(0)
	s.follow("")
	s.head = true
	s.get("/events").Want(http.StatusServiceUnavailable)
}

// HEAD takes no room.
func TestHeadIsNoReader(t *testing.T) {
	s := listen(t, 1, day, day)
	for range 3 {
		s.asHead().get("/events").Want(http.StatusOK)
	}
	s.control.AwaitStreams(0)
}

// stuck is a client that takes nothing of a stream.
func (s *listening) stuck() {
	s.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = conn.Close() })
	if err := conn.(*net.TCPConn).SetReadBuffer(1 << 10); err != nil {
		s.t.Fatal(err)
	}
	fmt.Fprintf(conn, "GET %s/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n", control.Prefix, token)
	s.control.AwaitStreams(1)
}

// fill publishes more than the buffers of a connection take, as long as goOn says so.
func (s *listening) fill(goOn func() bool) {
	path := strings.Repeat("x", 4<<10)
	for goOn() {
		s.sandboxes.Events().Tell(journal.CallEvent{Path: path})
	}
}

func TestAClientThatTakesNothingIsLetGo(t *testing.T) {
	s := listen(t, 1, day, 20*time.Millisecond)
	s.stuck()
	s.fill(func() bool { return s.control.Streams() > 0 })
	<-s.closed
	s.follow("")
}

// The end of the simulator waits for no client.
func TestStreamsEndWithTheSimulator(t *testing.T) {
	s := listen(t, 2, day, day)
	s.stuck()
	idle := s.follow("?sandbox=nowhere")
	s.fill(s.blocks())
	s.sandboxes.Events().End()
	for e, more := idle.Next(); more; e, more = idle.Next() {
		if e.Type != string(journal.EventMissed) { // a machine that is busy lets it come too late for some
			t.Fatalf("got %+v, want the end", e)
		}
	}
	s.control.AwaitStreams(0)
	simtest.Read(t, s.ask("")).Want(http.StatusServiceUnavailable).Says("the simulator stops")
}

// blocks tells, as often as it is asked, whether the buffers of a connection may still have
// room: they have less than a few MiB.
func (s *listening) blocks() func() bool {
	left := 4000
	return func() bool { left--; return left > 0 }
}

// A client of HTTP/1.0 knows of no pieces: its answer ends with the connection.
func TestAClientOfOldHTTPGetsAStream(t *testing.T) {
	s := listen(t, 1, day, day)
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "GET %s/events HTTP/1.0\r\nAuthorization: Bearer %s\r\nAccept: application/json\r\n\r\n", control.Prefix, token)
	s.control.AwaitStreams(1)
	s.freeze("s")
	s.sandboxes.Events().End()
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK || len(response.TransferEncoding) > 0 || response.ContentLength != -1 {
		t.Errorf("got %d, %v, %d", response.StatusCode, response.TransferEncoding, response.ContentLength)
	}
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		t.Error(err)
	}
}

// unflushed is the writer of a server that holds answers back until they are whole.
type unflushed struct{ http.ResponseWriter }

func TestAServerThatCannotFlushHasNoStreams(t *testing.T) {
	c := newCaller(t)
	request := httptest.NewRequest(http.MethodGet, control.Prefix+"/events", nil)
	request.Header.Set("Authorization", "Bearer "+token)
	got := httptest.NewRecorder()
	c.handler.ServeHTTP(unflushed{got}, request) // returns
	if got.Code != http.StatusOK {
		t.Errorf("got %d", got.Code)
	}
}
