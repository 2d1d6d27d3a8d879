package cli

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/control"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"

	"go.uber.org/goleak"

	"github.com/vsrsim/vsrsim/simulator"
)

// followed runs a command that goes on until it is told to stop, and returns a reader of
// its lines and what ends it with its exit code.
func followed(t *testing.T, args ...string) (lines *bufio.Scanner, end func() int, stderr *bytes.Buffer) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	from, to := io.Pipe()
	stderr = &bytes.Buffer{}
	code := make(chan int, 1)
	go func() {
		code <- Main(ctx, args, nil, to, stderr)
		_ = to.Close()
	}()
	end = func() int {
		cancel()
		go func() { _, _ = io.Copy(io.Discard, from) }() // what comes until it has noticed
		return <-code
	}
	return bufio.NewScanner(from), end, stderr
}

// calling calls the API again and again until it is told to stop: events are told from
// when somebody reads, and nothing says when that is.
func calling(t *testing.T, sim *simulator.Simulator, path string) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, sim.URL()+path, nil)
			if err != nil {
				t.Error(err)
				return
			}
			request.Header.Set("Authorization", "Bearer sim-full")
			if response, err := client.Do(request); err == nil {
				_ = response.Body.Close()
			}
		}
	}()
	return func() { cancel(); <-done }
}

func startedForVerbs(t *testing.T, opts ...simulator.Option) *simulator.Simulator {
	t.Helper()
	sim, err := simulator.Start(append([]simulator.Option{simulator.WithListen("127.0.0.1:0")}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sim.Close() })
	return sim
}

// The journal is told as it comes, a call in a line, until the command is interrupted; and
// nothing of it is left then.
func TestJournalFollow(t *testing.T) {
	ignore := goleak.IgnoreCurrent()
	sim := startedForVerbs(t)
	for _, c := range []struct {
		args []string
		line string
	}{
		{[]string{"journal", "--follow"}, `^\S+Z  default  \S+  400  GET  /public/v2/vendors/1/security-reviews/x  1 violation$`},
		{[]string{"journal", "list", "--follow", "--sandbox", "default"}, `^\S+Z  default  \S+  400  GET `},
		{[]string{"journal", "--follow", "--json"}, `^\{.*"status":400.*\}$`},
		{[]string{"events", "--type", "violation"}, `^violation  \{.*\}$`},
	} {
		lines, end, stderr := followed(t, append(c.args, "--control", sim.ControlURL())...)
		stop := calling(t, sim, "/vendors/1/security-reviews/x")
		if !lines.Scan() || !regexp.MustCompile(c.line).MatchString(lines.Text()) {
			t.Errorf("%v: got %q, want it to match %s", c.args, lines.Text(), c.line)
		}
		stop()
		if code := end(); code != exitOK || stderr.Len() > 0 {
			t.Errorf("%v: exit code %d, standard error %q", c.args, code, stderr)
		}
	}
	_ = sim.Close()
	goleak.VerifyNone(t, ignore)
}

// A simulator that stops, and one that refuses, end it with an error.
func TestJournalFollowEnds(t *testing.T) {
	sim := startedForVerbs(t)
	lines, end, stderr := followed(t, "journal", "--follow", "--control", sim.ControlURL())
	stop := calling(t, sim, "/vendors/1/security-reviews/1")
	lines.Scan()
	stop()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for lines.Scan() { // the rest, until the command has ended
		}
	}()
	_ = sim.Close()
	<-ended
	if code := end(); code != exitUsage || !strings.Contains(stderr.String(), "sends no more events") {
		t.Errorf("exit code %d, standard error %q", code, stderr)
	}

	guarded := startedForVerbs(t, simulator.WithControlToken("secret"))
	var stdout, refused bytes.Buffer
	if code := Main(t.Context(), []string{"journal", "--follow", "--control", guarded.ControlURL()}, nil, &stdout, &refused); code != exitUsage ||
		!strings.Contains(refused.String(), "needs its token") {
		t.Errorf("exit code %d, standard error %q", code, &refused)
	}
}

// That events are missing is said in words among the calls, and to programs as it is.
func TestMissedEventsAreSaidInWords(t *testing.T) {
	const stream = "event: missed\ndata: {\"time\":\"2026-01-31T12:00:00.5Z\",\"events\":%s}\n\n"
	for _, row := range []struct{ events, flag, want string }{
		{"null", "", "2026-01-31T12:00:00.500Z  events missed: "},
		{"1", "", "2026-01-31T12:00:00.500Z  1 event missed: "},
		{"12", "", "2026-01-31T12:00:00.500Z  12 events missed: "},
		{"12", "--json", `{"time":"2026-01-31T12:00:00.5Z","events":12}`},
	} {
		server := httptest.NewServer(simtest.Posing(control.HeaderVersion, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", eventStream)
			_, _ = fmt.Fprintf(w, stream, row.events)
		}))
		defer server.Close()
		args := []string{"journal", "--follow", "--control", server.URL}
		if row.flag != "" {
			args = append(args, row.flag)
		}
		var stdout, stderr bytes.Buffer
		Main(t.Context(), args, nil, &stdout, &stderr)
		if !strings.HasPrefix(stdout.String(), row.want) || row.flag == "" && strings.Contains(stdout.String(), "{") {
			t.Errorf("%+v: got %q, %q", row, &stdout, &stderr)
		}
	}
}
