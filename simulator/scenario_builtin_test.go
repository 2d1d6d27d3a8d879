package simulator_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/scenarios"
	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// builtInRuns is every built-in scenario but those of one status, and calls that
// meet it: the name of a call below, what comes back, and what its body has.
// "5 x get" repeats a call, "advance 1m" moves the clock. "lost" is no answer or
// a broken one, "held" one that the client has to give up.
var builtInRuns = map[string][]string{
	"bad-gateway-bursts":         {"2 x get: 200", "3 x get: 502", "3 x get: 200", "2 x get: 200", "get: 200", "3 x get: 502", "get: 200"},
	"completed-read-only":        {"update: 200", "update4: 403"},
	"connection-reset":           {"get: lost", "get: 200"},
	"create-lost-answer":         {"create: lost", "create: 201"},
	"create-then-500":            {"create: 500", "create: 201"},
	"dripping-answer":            {"get: 200 id=1 waits=2s"},
	"empty-body":                 {"get: 200 body=nothing"},
	"empty-reply":                {"get: lost", "get: 200"},
	"finalize-conflict":          {"finalize: 422", "get3: 200 status=COMPLETED", "finalize: 422"},
	"finalize-lost-answer":       {"finalize: lost", "finalize: 422"},
	"finalize-timeout":           {"finalize: 200 newStatus=COMPLETED waits=30s"},
	"flaky":                      {"40 x get: 200 or lost", "broken 7 of 40"},
	"flaky-vendor":               {"create3: 201", "create3: 500", "create3: 201"},
	"garbage-answer":             {"get: 200 body=garbage"},
	"gateway-timeout":            {"get: 504", "get: 200"},
	"hang":                       {"get: held", "get: 200"},
	"html-error":                 {"get: 500 type=text/html body=<html><body><h1>Internal"},
	"key-expires":                {"5 x get: 200", "get: 401"},
	"key-expires-by-clock":       {"get: 200", "advance 2m", "get: 401"},
	"key-revoked":                {"get: 401"},
	"large-uploads-refused":      {"upload: 201", "upload-11M: 413"},
	"malformed-chunk":            {"get: lost"},
	"message-not-text":           {"create: 400 message.0.property=title"},
	"missing-required":           {"create: 201 id=(absent)"},
	"nightly-maintenance":        {"get: 200", "advance 2m", "get: 503", "advance 2h", "get: 200"},
	"permission-removed":         {"finalize: 403", "get: 200"},
	"permission-removed-mid-run": {"finalize: 200", "finalize: 403", "get: 200"},
	"plan-lost":                  {"get: 402"},
	"plan-lost-mid-run":          {"3 x get: 200", "get: 402"},
	"random-data":                {"get: lost", "get: 200"},
	"rate-limit":                 {"500 x get: 200", "get: 429", "advance 1m", "get: 200"},
	"rate-limit-no-hint":         {"500 x get: 200", "get: 429", "advance 1m", "get: 200"},
	"rate-limit-small":           {"5 x get: 200", "get: 429", "advance 1m", "get: 200"},
	"review-vanishes":            {"get: 200", "get: 404", "list: 404"},
	"server-error-once":          {"get: 500", "get: 200"},
	"service-unavailable-once":   {"get: 503", "get: 200"},
	"slow-answers":               {"get: 200 waits=2s", "get: 200 waits=2s"},
	"slow-p99":                   {"60 x get: 200", "waited long at times"},
	"soc-form-renamed":           {"get3: 200 socReviewForm=(absent)", "get3: 200 socReview.readyToFinalize=true"},
	"terms-not-accepted":         {"get: 412"},
	"terms-withdrawn":            {"3 x get: 200", "get: 412"},
	"truncated-answer":           {"get: lost"},
	"truncated-chunk":            {"get: lost"},
	"unknown-property":           {"get: 200 vendorId=1"},
	"unknown-status":             {"get: 200 status=ON_HOLD"},
	"update-lost-answer":         {"update: lost", "update: 200"},
	"upload-accepted-then-500":   {"upload: 500", "upload: 201"},
	"upload-cut":                 {"upload-11M: lost", "upload: 201"},
	"upload-lost-answer":         {"upload: lost", "upload: 201"},
	"wrong-type":                 {"get: 200 id=1"},
}

// builtInCalls are the calls of the runs above.
var builtInCalls = map[string]func(*scenarioRun) *http.Request{
	"get":  func(r *scenarioRun) *http.Request { return r.request(http.MethodGet, reviewPath(1), "") },
	"get3": func(r *scenarioRun) *http.Request { return r.request(http.MethodGet, reviewPath(3), "") },
	"list": func(r *scenarioRun) *http.Request { return r.request(http.MethodGet, reviewPath(3)+"/actions", "") },
	"finalize": func(r *scenarioRun) *http.Request {
		return r.request(http.MethodPost, reviewPath(3)+"/actions", finalizeBody)
	},
	"update":  func(r *scenarioRun) *http.Request { return r.request(http.MethodPut, reviewPath(1), `{"title":"New"}`) },
	"update4": func(r *scenarioRun) *http.Request { return r.request(http.MethodPut, reviewPath(4), `{"title":"New"}`) },
	"create": func(r *scenarioRun) *http.Request {
		return r.request(http.MethodPost, creation, r.encoded(newReview(nil)))
	},
	"create3": func(r *scenarioRun) *http.Request {
		return r.request(http.MethodPost, "/vendors/3/security-reviews", r.encoded(newReview(nil)))
	},
	"upload":     func(r *scenarioRun) *http.Request { return r.upload("small") },
	"upload-11M": func(r *scenarioRun) *http.Request { return r.upload(strings.Repeat("x", 11<<20)) },
}

// scenarioRun is one run of a scenario.
type scenarioRun struct {
	*client
	box *simulator.Sandbox

	waited time.Duration // by the last call, in steps of clockStep
	waits  []time.Duration
}

// clockStep is how far the clock is moved at a time while a fault waits for it.
const clockStep = 50 * time.Millisecond

func (r *scenarioRun) request(method, path, body string) *http.Request {
	r.t.Helper()
	request, err := http.NewRequest(method, r.sim.URL()+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer sim-full")
	request.Header.Set("Content-Type", "application/json")
	return request
}

func (r *scenarioRun) encoded(body any) string {
	r.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		r.t.Fatal(err)
	}
	return string(text)
}

func (r *scenarioRun) upload(content string) *http.Request {
	body, contentType := form(r.t, file("files", "answers.pdf", content))
	request := r.request(http.MethodPost, vendorUpload, "")
	request.Body, request.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	request.Header.Set("Content-Type", contentType)
	return request
}

// outcome of a call: the answer, or nil if it was lost.
func (r *scenarioRun) send(request *http.Request) *answer {
	response, err := r.http.Do(request)
	if err != nil {
		return nil
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil
	}
	return &answer{t: r.t, call: request.URL.Path, status: response.StatusCode, header: response.Header, body: body}
}

// perform sends a call and moves the frozen clock as long as a fault waits for it.
func (r *scenarioRun) perform(request *http.Request, held bool) *answer {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	done := make(chan *answer, 1)
	go func() { done <- r.send(request.WithContext(ctx)) }()
	for {
		select {
		case a := <-done:
			return a
		case <-time.After(time.Millisecond):
		}
		if r.box.Clock().Waiting() > 0 {
			if err := r.box.FastForward(clockStep); err != nil {
				r.t.Error(err)
			}
			r.waited += clockStep
		}
		if held && len(r.box.Journal(journal.Filter{})) > 0 { // recorded before it is held
			cancel()
		}
	}
}

// step is one line of a run.
func (r *scenarioRun) step(line string) {
	r.t.Helper()
	if by, ok := strings.CutPrefix(line, "advance "); ok {
		duration, err := time.ParseDuration(by)
		if err != nil {
			r.t.Fatal(err)
		}
		if err := r.box.FastForward(duration); err != nil {
			r.t.Fatal(err)
		}
		return
	}
	var lost, of int
	if _, err := fmt.Sscanf(line, "broken %d of %d", &lost, &of); err == nil {
		r.broken(lost, of)
		return
	}
	if strings.HasPrefix(line, "waited ") {
		r.sometimesLong()
		return
	}
	times := 1
	if _, err := fmt.Sscanf(line, "%d x", &times); err == nil {
		line = line[strings.Index(line, "x ")+2:]
	}
	name, want, _ := strings.Cut(line, ": ")
	for range times {
		r.waited = 0
		got := r.perform(builtInCalls[name](r), want == "held")
		r.check(name, got, want)
		r.waits = append(r.waits, r.waited)
	}
}

// broken counts the first calls of the journal that ended without an answer. The
// client itself may send some of them again.
func (r *scenarioRun) broken(want, of int) {
	r.t.Helper()
	got := 0
	for _, e := range r.box.Journal(journal.Filter{})[:of] {
		if e.Broken {
			got++
		}
	}
	if got != want {
		r.t.Errorf("%d of %d calls were lost, want %d of them with this seed", got, of, want)
	}
}

// sometimesLong looks for waits as real services have them: most are short, and one
// is many times as long.
func (r *scenarioRun) sometimesLong() {
	r.t.Helper()
	slices.Sort(r.waits)
	median, longest := r.waits[len(r.waits)/2], r.waits[len(r.waits)-1]
	if median > 500*time.Millisecond || longest < time.Second {
		r.t.Errorf("half of the calls waited %s, and the longest %s", median, longest)
	}
}

func (r *scenarioRun) check(name string, got *answer, want string) {
	r.t.Helper()
	want, properties, _ := strings.Cut(want, " ")
	if got == nil || want == "held" {
		if want != "lost" && want != "held" && !strings.HasSuffix(properties, "lost") || got != nil {
			r.t.Fatalf("%s: lost, want %s", name, want)
		}
		return
	}
	if fmt.Sprint(got.status) != want {
		r.t.Fatalf("%s: got %d, want %s; body %s", name, got.status, want, got.body)
	}
	for _, property := range strings.Fields(properties) {
		if at, value, ok := strings.Cut(property, "="); ok {
			r.property(got, at, value)
		}
	}
}

// property is one of what a client sees beside the status: how long it waited at
// least, the type of the body, how the body begins, or a value in it.
func (r *scenarioRun) property(got *answer, name, want string) {
	r.t.Helper()
	switch name {
	case "waits":
		if least, err := time.ParseDuration(want); err != nil || r.waited < least {
			r.t.Errorf("%s: it waited %s, want at least %s (%v)", got.call, r.waited, want, err)
		}
	case "type":
		if is := got.header.Get("Content-Type"); is != want {
			r.t.Errorf("%s: the body is %s, want %s", got.call, is, want)
		}
	case "body":
		isGarbage := len(got.body) > 0 && got.body[0] >= 0x80 && !json.Valid(got.body)
		fits := map[string]bool{"nothing": len(got.body) == 0, "garbage": isGarbage}
		if is, word := fits[want]; word && !is || !word && !strings.HasPrefix(string(got.body), want) {
			r.t.Errorf("%s: the body is %.40q, want %s", got.call, got.body, want)
		}
	default:
		got.has(name, want)
	}
}

func TestBuiltInScenarios(t *testing.T) {
	files, err := fs.Glob(scenarios.Files, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		names = append(names, strings.TrimSuffix(path.Base(file), ".yaml"))
	}
	slices.Sort(names)
	if got := slices.Sorted(maps.Keys(builtInRuns)); !slices.Equal(got, names) {
		t.Errorf("runs of %v, scenarios are %v", got, names)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			c, box := play(t, name)
			run := &scenarioRun{client: c, box: box}
			for _, line := range builtInRuns[name] {
				run.step(line)
			}
			for _, rule := range box.Rules() {
				if rule.Met != nil && !*rule.Met {
					t.Error(rule.Unmet())
				}
			}
		})
	}
}
