package simulator_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator"
)

// callLog is a log that is read while it is written.
type callLog struct {
	t    *testing.T
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *callLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *callLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// lines waits for so many lines: a client has its answer before its line is out.
func (l *callLog) lines(n int) []map[string]any {
	l.t.Helper()
	for deadline := time.Now().Add(10 * time.Second); strings.Count(l.String(), "\n") < n; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			l.t.Fatalf("got %s, want %d lines", l, n)
		}
	}
	var lines []map[string]any
	for line := range strings.Lines(l.String()) {
		var attributes map[string]any
		if err := json.Unmarshal([]byte(line), &attributes); err != nil {
			l.t.Fatal(err)
		}
		lines = append(lines, attributes)
	}
	return lines
}

func newCallLog(t *testing.T) (*callLog, simulator.Option) {
	log := &callLog{t: t}
	return log, simulator.WithLogger(slog.New(slog.NewJSONHandler(log, nil)))
}

func TestEachCallIsALine(t *testing.T) {
	log, logged := newCallLog(t)
	c := varied(t, logged, simulator.WithCallLog())
	c.as("secret-of-theirs").get(reviewPath(1)).Want(401)
	c.as("secret-of-theirs@nowhere").get(reviewPath(1)).Want(401)
	c.send(http.MethodDelete, reviewPath(1), "", nil).Want(404)
	c.control("/sandboxes").Want(200) // is none
	lines := log.lines(12)
	slices.SortFunc(lines, func(a, b map[string]any) int { // the last may overtake each other
		return strings.Compare(fmt.Sprint(a["path"], a["method"], a["status"]), fmt.Sprint(b["path"], b["method"], b["status"]))
	})
	var got []string
	for _, line := range lines {
		if took, isNumber := line["took"].(float64); !isNumber || took <= 1000 || took > 60e9 || line["msg"] != "call" || line["level"] != "INFO" {
			t.Errorf("got %v", line)
		}
		var text []string
		for _, name := range []string{"sandbox", "operation", "method", "path", "status", "violations", "rule", "fault", "key"} {
			if value, ok := line[name]; ok {
				text = append(text, fmt.Sprint(value))
			}
		}
		got = append(got, strings.Join(text, " "))
	}
	const base = "/public/v2/vendors/1/"
	want := []string{
		"default GET /public/v2/nothing/é 404 1 sim-full",
		"default sendSecurityQuestionnaire POST " + base + "security-questionnaires 400 1 sim-full",
		"default createVendorSecurityReview POST " + base + "security-reviews 0 0 lossy/after connection close sim-full",
		"default DELETE " + base + "security-reviews/1 404 1 sim-full",
		"default getVendorSecurityReview GET " + base + "security-reviews/1 0 0 lossy/before connection close sim-full",
		"default getVendorSecurityReview GET " + base + "security-reviews/1 401 0",
		"getVendorSecurityReview GET " + base + "security-reviews/1 401 0",
		"default getVendorSecurityReview GET " + base + "security-reviews/2 200 0 lossy/half truncate sim-full",
		"default getVendorSecurityReview GET " + base + "security-reviews/3 200 0 sim-full",
		"default getVendorSecurityReview GET " + base + "security-reviews/3 401 0",
		"default updateVendorSecurityReview PUT " + base + "security-reviews/3 400 1 sim-full",
		"default updateVendorSecurityReview PUT " + base + "security-reviews/3 400 1 sim-full",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, secret := range []string{"secret-of-theirs", "expand", "zz"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log has %s: %s", secret, log)
		}
	}
}

func TestALineNamesTheCall(t *testing.T) {
	log, logged := newCallLog(t)
	c := newClient(t, logged, simulator.WithCallLog())
	id := c.get(reviewPath(1)).Want(200).Header.Get("Sim-Call")
	if got := log.lines(1)[0]["call"]; got != id {
		t.Errorf("got %v, want %s", got, id)
	}
}

func TestCallsAreNotLoggedUnlessAskedFor(t *testing.T) {
	log, logged := newCallLog(t)
	c := newClient(t, logged)
	c.get(reviewPath(1)).Want(200)
	if err := c.sim.Close(); err != nil {
		t.Fatal(err)
	}
	if log.String() != "" {
		t.Errorf("got %s", log)
	}
}

// A call that is dropped by a panic, as its connection cannot be taken, is
// logged and counted as well.
func TestDroppedCallsAreLogged(t *testing.T) {
	log, logged := newCallLog(t)
	c := newClient(t, logged, simulator.WithCallLog())
	box, err := c.sim.Box("default")
	if err != nil {
		t.Fatal(err)
	}
	if err := box.PlayYAML(lossyScenario); err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequest(http.MethodGet, reviewPath(1), nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer sim-full")
	func() {
		defer func() {
			if cause := recover(); cause != http.ErrAbortHandler {
				t.Errorf("got the panic %v", cause)
			}
		}()
		c.sim.Handler().ServeHTTP(&discard{header: http.Header{}}, request)
	}()
	if got := log.lines(1)[0]; got["status"] != 0.0 || got["fault"] != "connection close" {
		t.Errorf("got %v", got)
	}
	if got := c.metric(`vsrsim_calls_total{operation="getVendorSecurityReview",status="none"}`); got != "1" {
		t.Errorf("got %s, want 1", got)
	}
}
