package simulator_test

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/scenarios"
	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/spec"
)

// builtInRows say what a client observes of each scenario that comes with the
// simulator; see scenario_observed_test.go for how to read them. They are written
// down, not read from the files, and TestRowsSeeEveryEffect proves that they see
// all there is. A new scenario needs a row here.
var builtInRows = map[string][]string{
	"bad-gateway-bursts": {
		"each after 2: " + badGateway, "each after 7: as usual", "each after 8: " + badGateway, "each after 11: as usual", "again",
		"2 x get: as usual", "3 x get: " + badGateway, "3 x get: as usual", "3 x get: " + badGateway, "3 x get: as usual",
	},
	"completed-read-only": {
		"each: as usual", "again",
		"update 1/4: 403 error", `get 1/4: title="SOC 2 report 2026"`, "update 1/3: as usual", "finalize: as usual", "update 1/3: 403 error",
	},
	"connection-reset": {"each: reset", "again", "get: reset", "get: as usual"},
	"create-lost-answer": {
		"each: as usual | create: closed", "again",
		"create: closed", "create: as usual", // with the second id: the first was used
	},
	"create-then-500": {
		"each: as usual | create: 500 error | create-file: 500 error", "again",
		"create: 500 error", "create: as usual",
	},
	"dripping-answer":      {"each: as usual | get: 10 bytes each 200ms", "again", "get 1/3: 10 bytes each 200ms"},
	"empty-body":           {"each: as usual | get: " + empty, "again", "2 x get: " + empty},
	"empty-reply":          {"each: closed", "again", "get: closed", "get: as usual"},
	"errors-observed":      {notText, "get: as usual", `get 1/99: debugInfo=null no name`},
	"errors-published":     {"invalid: as usual", "get 1/99: as usual"},
	"finalize-conflict":    {"each: as usual | finalize: 422 error", "again", "finalize: 422 error", "get 1/3: as usual", "finalize: as usual", "complete: as usual", "finalize 1/2: as usual"},
	"finalize-lost-answer": {"each: as usual | finalize: reset", "again", "finalize: reset", "get 1/3: as usual", "finalize: as usual", "complete: as usual", "finalize 1/2: as usual"},
	"finalize-timeout":     {"each: as usual | finalize: after 30s", "again", "finalize leaves=1: left", "get 1/3: as usual", "finalize: as usual", "complete: as usual", "finalize 1/2: as usual"},
	"flaky": {
		"2 x get: reset", "2 x get: as usual", "get: reset", "4 x get: as usual", "get: reset", "8 x get: as usual", "get: reset",
		"get: as usual", "tour: as usual | answers: reset", "get: reset", "5 x get: as usual",
	},
	"flaky-vendor": {
		"create 3: as usual", "create 3: 500 error", "create 3: id=8", "update 3/8: 500 error", `2 x get 3/8: title="A"`,
		"update 3/8: as usual", "create 2: id=9", "create 2: id=10", "create 2: id=11", "3 x update 1/1: as usual", "create 3: 500 error",
	},
	"garbage-answer":  {"each: as usual | get: 256 bytes 6f298075", "again", "get: 256 bytes 6f298075", "get: 256 bytes 38dfe311"},
	"gateway-timeout": {"each: " + gatewayTimeout, "again", "get: " + gatewayTimeout, "get: as usual"},
	"hang":            {"each: hangs", "again", "get: hangs", "get: as usual"},
	"html-error":      {"tour: 500 Content-Type=text/html <html><body><h1>Internal Server Error</h1></body></html>"},
	"key-expires":     {"each after 5: 401 error", "again", "5 x get: as usual", "get: 401 error"},
	"key-expires-by-clock": {
		"tour: as usual", "advance 59s", "get: as usual", "advance 1s", "tour: 401 error", "get key=sim-read: as usual",
	},
	"key-revoked": {"tour: 401 error", notUpdated("get key=sim-read")},
	"large-uploads-refused": {
		"each: as usual", "again", "upload size=10485760: as usual", "upload size=10485761: 413 error",
		"upload-review size=10485761: 413 error", "create-file size=10485761: 413 error", "upload: id=2 responseId=3",
	},
	"malformed-chunk": {"each: as usual | get: chunked no chunk but 256 bytes a710c528", "again", "get: chunked no chunk but 256 bytes a710c528", "get: chunked no chunk but 256 bytes 55208d37"},
	"message-not-text": {
		"each: as usual | create: " + objects + " | create-file: " + objectsOfFile + " | update: " + objectsOfUpdate, "again", "2 x create: " + objects, "update: " + objectsOfUpdate, notText,
	},
	"missing-required": {"each: as usual | create: no id | create-file: no id", "again", "2 x create: no id", "create 99: as usual"},
	"nightly-maintenance": {
		"get: as usual", "advance 59s", "get: as usual", "advance 1s", "tour: 503 Retry-After=600 error",
		"advance 1h59m59s", "get: 503 Retry-After=600 error", "advance 1s", notUpdated("get"),
	},
	"permission-removed": {
		"tour: as usual | finalize: 403 error", "company: as usual", "users: as usual", "user: as usual", "vendor: as usual",
	},
	"permission-removed-mid-run": {"each: as usual", "again", "finalize: as usual", "finalize: 403 error", "finalize: 403 error", "get: as usual"},
	"plan-lost":                  {"tour: as usual | create: 402 error | create-file: 402 error | upload: responseId=2 | upload-review: responseId=3", "create key=sim-other: as usual"},
	"plan-lost-mid-run":          {"each: as usual", "again", "2 x create: as usual", "create-file: as usual", "create: 402 error", "get: as usual"},
	"random-data":                {"each: no HTTP but 256 bytes baa4ec9d", "again", "get: no HTTP but 256 bytes baa4ec9d", "get: as usual"},
	"rate-limit":                 {"500 x get: as usual", "tour: 429 Retry-After=60 error", "get key=sim-read: 429 Retry-After=60 error", "advance 59s", "get: 429 Retry-After=1 error", "advance 1s", notUpdated("get")},
	"rate-limit-date": {
		"500 x get: as usual", "tour: 429 Retry-After=Sun, 22 Nov 2026 12:31:46 GMT error", "get key=sim-read: 429 Retry-After=Sun, 22 Nov 2026 12:31:46 GMT error",
		"advance 59s", "get: 429 Retry-After=Sun, 22 Nov 2026 12:31:46 GMT error", "advance 1s", notUpdated("get"),
	},
	"request-timeout-once":  {"each: 408 error", "again", "get: 408 error", "get: as usual"},
	"key-of-another-region": {"tour: 401 error code=12310"},
	"firewall-user-agent": {
		"tour: as usual", "get agent=Python-urllib/3.12: " + firewall, "update agent=Python-urllib/2.7: " + firewall, "create agent=Python-urllib/3.12: " + firewall,
		"get agent=Python-urllib: as usual", "get agent=python-requests/2.32: as usual", "get agent=my-Python-urllib/3.12: as usual",
	},
	"rate-limit-no-hint": {"500 x get: as usual", "tour: 429 error", "get key=sim-read: 429 error", "advance 59s", "get: 429 error", "advance 1s", notUpdated("get")},
	"rate-limit-small": {
		"5 x get: as usual", "tour: 429 Retry-After=60 error", "get key=sim-read: 429 Retry-After=60 error", "advance 59s",
		"get: 429 Retry-After=1 error", "advance 1s", notUpdated("5 x get"), "get: 429 Retry-After=60 error",
	},
	"review-vanishes": {
		"update: as usual", "list: as usual", "get 1/99: as usual", "list: as usual", "get: as usual", "tour: 404 error | create: as usual | create-file: as usual | upload: as usual | reviews: as usual",
	},
	"server-error-once":        {"each: 500 error", "again", "get: 500 error", "get: as usual"},
	"service-unavailable-once": {"each: 503 Retry-After=2 error", "again", "get: 503 Retry-After=2 error", "get: as usual"},
	"slow-answers": {
		"get: after 3.5s", "get: after 3.7s", "get: after 3.3s", "get: after 2.6s", "get: after 3.9s",
		"tour: after 2.3s | list: after 3.3s | update: after 2.7s | create: after 3.7s | create-file: after 2.4s | upload: after 3.3s | upload-review: after 2.6s | reviews: after 3.9s | answers: after 2.5s | finalize: after 2.4s",
	},
	"slow-p99": {
		"get: after 30ms", "get: after 240ms", "get: after 10s", "get: after 350ms", "get: after 33ms", "get: after 23ms", "get: after 13ms",
		"tour: after 210ms | list: after 97ms | update: after 93ms | create-file: after 95ms | upload: after 2ms | upload-review: after 17ms | reviews: after 180ms | answers: after 130ms | finalize: after 12ms",
	},
	"soc-form-renamed":         {"each: as usual", "again", "get 1/99: as usual", `get 1/3: socReview={"readyToFinalize":true} no socReviewForm`},
	"terms-not-accepted":       {"tour: 412 error", "get key=sim-other: as usual"},
	"terms-withdrawn":          {"each after 3: 412 error", "again", "3 x get: as usual", "get: 412 error"},
	"truncated-answer":         {"each: as usual | get: cut at 50%", "again", "2 x get: cut at 50%"},
	"truncated-chunk":          {"each: as usual | get: chunked cut at 50%", "again", "2 x get: chunked cut at 50%"},
	"unknown-property":         {"each: as usual | get: " + unknown, "again", "get 1/99: as usual", "2 x get: " + unknown},
	"unknown-status":           {`each: as usual | get: status="ON_HOLD"`, "again", "get 1/99: as usual", `2 x get: status="ON_HOLD"`},
	"update-lost-answer":       {"each: as usual | update: reset", "again", "update: reset", "get: as usual", "update: as usual"},
	"upload-accepted-then-500": {"each: as usual | create-file: 500 error | upload: 500 error | upload-review: 500 error", "again", "upload: 500 error", "upload: as usual"},
	"upload-cut": {
		"each: as usual | create-file: reset | upload: reset | upload-review: reset", "again",
		"upload size=100000 probe=65536: reset at byte 65536", "upload size=100000: id=1 responseId=2",
	},
	"upload-lost-answer": {"each: as usual | upload: reset | upload-review: reset", "again", "upload: reset", "upload: as usual"},
	"perform-action-422": {"each: as usual | finalize: 422 error"},
	"wrong-type":         {`each: as usual | get: id="1"`, "again", "get 1/3: as usual", `get: id="1"`},
}

// What stands in several rows.
const (
	badGateway      = "502 Content-Type=text/html <html><body><h1>502 Bad Gateway</h1></body></html>"
	gatewayTimeout  = "504 Content-Type=text/html <html><body><h1>504 Gateway Time-out</h1></body></html> after 30s"
	firewall        = "403 Content-Type=text/html <html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1></body></html>"
	empty           = "Content-Type=text/plain; charset=utf-8 empty"
	objects         = `400 {"statusCode":400,"message":[{"property":"reviewDeadlineAt","constraints":{"isNotEmpty":"reviewDeadlineAt should not be empty"}}],"code":10020,"debugInfo":null}`
	objectsOfUpdate = `400 {"statusCode":400,"message":[{"property":"title","constraints":{"isString":"title must be a string"}}],"code":10020,"debugInfo":null}`
	objectsOfFile   = `400 {"statusCode":400,"message":[{"property":"title","constraints":{"isNotEmpty":"title should not be empty"}}],"code":10020,"debugInfo":null}`
	notText         = `invalid: debugInfo=null message=[{"constraints":{"isString":"title must be a string"},"property":"title"}] no name`
	unknown         = `createdAt="2026-08-01T09:00:00.000Z" vendorId=1`
)

// notUpdated is that a call shows review 1 as it was before the update of the tour,
// which the scenario did not let pass.
func notUpdated(call string) string { return call + `: title="Security review 2026"` }

// statusVerbs are the verbs by what the files of statuses begin with.
var statusVerbs = map[string]string{
	"create-review": "create", "create-review-with-file": "create-file", "get-review": "get", "list-actions": "list",
	"perform-action": "finalize", "update-review": "update", "upload-questionnaire": "upload", "upload-review-questionnaire": "upload-review",
	"list-reviews": "reviews", "list-review-questionnaires": "answers",
	"list-all-reviews": "all-reviews", "get-company": "company", "list-users": "users", "get-user": "user", "list-vendors": "vendors",
	"get-vendor": "vendor", "list-documents": "documents", "get-document": "document", "list-questionnaires": "questionnaires",
	"get-questionnaire": "questionnaire",
}

// statusRow is the row of a file of statuses: one operation answers with one status,
// however often it is called, and all others as usual.
func statusRow(name string) []string {
	at := max(0, strings.LastIndexByte(name, '-'))
	verb, ok := statusVerbs[name[:at]]
	if !ok {
		return nil
	}
	if verb == "questionnaire" { // there has to be one
		return []string{"each: as usual", "again", "upload 2: as usual", fmt.Sprintf("2 x questionnaire: %s error", name[at+1:])}
	}
	return []string{fmt.Sprintf("each: as usual | %s: %s error", verb, name[at+1:]), "again", fmt.Sprintf("2 x %s: %s error", verb, name[at+1:])}
}

// revisionOf is the revision that a scenario is played with: the default one, unless it
// is about what only another has.
func revisionOf(name string) string {
	if strings.HasPrefix(name, "list-all-reviews-") {
		return "2026-08"
	}
	return spec.DefaultRevision
}

// boxes are the sandboxes of rows whose draws the default one does not show.
var boxes = map[string]string{"slow-p99": "slow-96"} // one of the first calls waits as long as it can

// builtInFiles are the scenarios that come with the simulator, by name.
func builtInFiles(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(scenarios.Files, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(scenarios.Files, file)
		files[strings.TrimSuffix(path.Base(file), ".yaml")] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// builtInRow is the row of a scenario.
func builtInRow(t *testing.T, name string) []seenCall {
	t.Helper()
	row, ok := builtInRows[name]
	if !ok {
		row = statusRow(name)
	}
	if len(row) == 0 {
		t.Fatalf("the scenario %s has no row in builtInRows: nothing is known of what a client observes", name)
	}
	all, err := calls(row)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// newPlayer plays in a simulator of its own.
func newPlayer(t *testing.T, sim *simulator.Simulator, sandbox string) *player {
	t.Helper()
	if sandbox == "" {
		sandbox = "default"
	}
	box, err := sim.Box(sandbox)
	if err != nil {
		t.Fatal(err)
	}
	return &player{t: t, sim: sim, box: box, addr: address(sim), made: map[string]message{}}
}

// play plays a scenario and makes the calls of a row. visit is told of each, and of
// what was seen; it tells whether to go on.
func (p *player) play(yaml string, row []seenCall, visit func(int, seenCall, observation) bool) error {
	p.yaml = yaml
	if err := p.again(); err != nil {
		return err
	}
	for i, c := range row {
		switch {
		case c.again:
			if err := p.again(); err != nil {
				return err
			}
		case c.advances:
			p.advance(c.advance)
		default:
			if seen := p.call(c.call); !visit(i, c, seen) {
				return nil
			}
		}
	}
	return nil
}

// usual is what the calls of a row observe while no scenario plays.
func (p *player) usual(t *testing.T, row []seenCall) map[int]observation {
	t.Helper()
	usual := map[int]observation{}
	err := p.play("", row, func(i int, _ seenCall, o observation) bool { usual[i] = o; return true })
	if err != nil {
		t.Fatal(err)
	}
	return usual
}

func TestBuiltInScenarios(t *testing.T) {
	files := builtInFiles(t)
	for name := range builtInRows {
		if _, ok := files[name]; !ok {
			t.Errorf("there is a row for %s, but no scenario", name)
		}
	}
	sims := map[string]*simulator.Simulator{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		revision := revisionOf(name)
		if sims[revision] == nil {
			sims[revision] = simulator.RunT(t, simulator.WithFrozenClock(simtest.Now), simulator.WithRevision(revision))
		}
		t.Run(name, func(t *testing.T) {
			row := builtInRow(t, name)
			p := newPlayer(t, sims[revision], boxes[name])
			usual := p.usual(t, row)
			err := p.play(files[name], row, func(i int, c seenCall, o observation) bool {
				if got := o.text(usual[i]); c.want != "" && got != c.want {
					t.Errorf("%s\nobserved %s", c.line, got)
				}
				return true
			})
			if err != nil {
				t.Error(err)
			}
			for _, rule := range p.box.Rules() {
				if rule.Met != nil && !*rule.Met {
					t.Error(rule.Unmet())
				}
			}
		})
	}
}
