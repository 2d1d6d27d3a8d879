package verify_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/verify"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/report"
	"github.com/vsrsim/vsrsim/spec"
)

var baseline = sync.OnceValues(func() (*contract.Contract, error) { return contract.Load(spec.OpenAPI()) })

func load(t *testing.T) *contract.Contract {
	t.Helper()
	c, err := baseline()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// began is when the calls of these tests begin.
var began = time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)

// called is a call after so long: "GET 429 Retry-After=2", "POST lost body",
// "POST none", "GET 200". What follows the outcome tells calls apart.
func called(after time.Duration, text string) recorder.Entry {
	fields := strings.Fields(text)
	e := recorder.Entry{Call: journal.Call{
		Time: began.Add(after), Key: "sim-full", Operation: "getVendorSecurityReview",
		Request: journal.Message{Method: fields[0], Path: "/vendors/1/security-reviews/1"},
	}}
	switch fields[0] {
	case http.MethodPost:
		e.Operation, e.Request.Path = "createVendorSecurityReview", "/vendors/1/security-reviews"
	case http.MethodPut:
		e.Operation = "updateVendorSecurityReview"
	}
	switch outcome := fields[1]; outcome {
	case "none":
		e.Broken = true
	case "lost":
		e.Broken, e.Lost = true, true
	default:
		if _, err := fmt.Sscan(outcome, &e.Response.Status); err != nil {
			panic(err)
		}
	}
	for _, more := range fields[2:] {
		if name, value, isHeader := strings.Cut(more, "="); isHeader {
			e.Response.Header = http.Header{name: {value}}
		} else {
			e.Request.Body = more
		}
	}
	return e
}

// every makes calls of texts that come so long after one another.
func every(pause time.Duration, texts ...string) []recorder.Entry {
	var entries []recorder.Entry
	for i, text := range texts {
		entries = append(entries, called(time.Duration(i)*pause, text))
	}
	return entries
}

// at makes calls of texts that begin with the second at which they come.
func at(texts ...string) []recorder.Entry {
	var entries []recorder.Entry
	for _, text := range texts {
		second, rest, _ := strings.Cut(text, " ")
		after, err := time.ParseDuration(second)
		if err != nil {
			panic(err)
		}
		entries = append(entries, called(after, rest))
	}
	return entries
}

func repeat(n int, text string) []string {
	texts := make([]string, n)
	for i := range texts {
		texts[i] = text
	}
	return texts
}

func TestChecks(t *testing.T) {
	lostAppend := `PUT lost {"socForm":{"findings":{"findings":[{"description":"x"}]}}}`
	for _, row := range []struct {
		name, check string
		entries     []recorder.Entry
		want        report.Outcome
		says        string
		evidence    int
	}{
		{"nobody was told to wait", "honours-retry-after", at("0s GET 429", "1s GET 200"), report.Unproven, "no answer had the header", 0},
		{"it waits", "honours-retry-after", at("0s GET 429 Retry-After=2", "2s GET 200"), report.Passed, "told to wait once, and did so", 0},
		{"it does not call again", "honours-retry-after", at("0s GET 429 Retry-After=2", "1s POST 201"), report.Passed, "did not call again", 0},
		{"it does not wait", "honours-retry-after", at("0s GET 429 Retry-After=2", "1.5s GET 200"), report.Failed, "told to wait 2s, it called again after 1.5s", 2},
		{"it waits until a date", "honours-retry-after", []recorder.Entry{dated("Sun, 22 Nov 2026 12:00:05 GMT"), called(5*time.Second, "GET 200")}, report.Passed, "", 0},
		{"it does not wait until a date", "honours-retry-after", []recorder.Entry{dated("Sun, 22 Nov 2026 12:00:05 GMT"), called(4*time.Second, "GET 200")}, report.Failed, "told to wait 5s", 2},
		{"the clock stood still", "honours-retry-after", at("0s GET 429 Retry-After=2", "0s GET 200"), report.Unproven, "clock of the sandbox stood still", 2},

		{"two attempts", "backs-off", at("0s GET 503", "1s GET 200"), report.Unproven, "no two waits", 0},
		{"longer each time", "backs-off", at("0s GET 503", "1s GET none", "3s GET 502", "7s GET 200"), report.Passed, "longer than before twice", 0},
		{"the same each time", "backs-off", at("0s GET 503", "1s GET 503", "2.05s GET 200"), report.Failed, "waited 1s and then, when that had failed as well, 1.05s", 3},
		{"shorter", "backs-off", at("0s GET 503", "2s GET 503", "3s GET 503"), report.Failed, "waited 2s", 3},
		{"as it was told", "backs-off", at("0s GET 503", "5s GET 429 Retry-After=1", "6s GET 200"), report.Unproven, "", 0},
		{"other calls between", "backs-off", at("0s GET 503", "1s POST 201", "1s GET 503", "2s POST 201", "3s GET 200"), report.Passed, "", 0},
		{"a success between", "backs-off", at("0s GET 503", "5s GET 200", "6s GET 503", "7s GET 200"), report.Unproven, "", 0},
		{"the clock stood still", "backs-off", every(0, "GET 503", "GET 503", "GET 503"), report.Unproven, "stood still", 3},

		{"nothing failed", "bounded-attempts", at("0s GET 404", "1s GET 200"), report.Unproven, "no call failed", 0},
		{"five attempts", "bounded-attempts", every(time.Second, repeat(5, "GET 503")...), report.Passed, "at most 5 times", 0},
		{"six attempts", "bounded-attempts", every(time.Second, repeat(6, "GET 503")...), report.Failed, "the same call 6 times", 6},
		{"three of at most two", "bounded-attempts=2", every(time.Second, "GET 503", "GET none", "GET 200"), report.Failed, "3 times", 3},
		{"different calls", "bounded-attempts=1", every(time.Second, "POST 503 a", "POST 503 b", "GET 503"), report.Passed, "at most once", 0},

		{"nothing was lost", "no-repeated-write", at("0s POST 201", "1s POST 201"), report.Unproven, "no write that adds something lost its answer", 0},
		{"a lost write again", "no-repeated-write", at("0s POST lost a", "1s POST 201 a"), report.Failed, "read first what became of it", 2},
		{"a lost write, and another", "no-repeated-write", at("0s POST lost a", "1s POST 201 b"), report.Passed, "", 0},
		{"a lost write, then a look", "no-repeated-write", at("0s POST lost a", "1s GET 200"), report.Passed, "lost once", 0},
		{"a lost read again", "no-repeated-write", at("0s GET lost", "1s GET 200"), report.Unproven, "", 0},
		{"a lost change again", "no-repeated-write", at(`0s PUT lost {"title":"x"}`, `1s PUT 200 {"title":"x"}`), report.Unproven, "", 0},
		{"a lost append again", "no-repeated-write", at("0s "+lostAppend, "1s "+strings.Replace(lostAppend, "lost", "200", 1)), report.Failed, "", 2},
		{"an answer that was replaced", "no-repeated-write", []recorder.Entry{replaced(), called(time.Second, "POST 201 a")}, report.Failed, "", 2},

		{"not refused", "stops-on-refusal", at("0s GET 200"), report.Unproven, "no call was refused", 0},
		{"it stops", "stops-on-refusal", at("0s GET 200", "1s GET 412"), report.Passed, "refused once", 0},
		{"it goes on after a 412", "stops-on-refusal", at("0s GET 412", "1s POST 412"), report.Failed, "refused with 412, it called once more", 2},
		{"it goes on after a 401", "stops-on-refusal", at("0s GET 401", "1s GET 401", "2s GET 401"), report.Failed, "refused with 401, it called twice more", 3},
		{"one more is let pass", "stops-on-refusal=1", at("0s GET 412", "1s POST 412"), report.Passed, "", 0},
		{"another operation after a 403", "stops-on-refusal", at("0s GET 403", "1s POST 403"), report.Passed, "twice", 0},
		{"the same operation after a 403", "stops-on-refusal", at("0s GET 403", "1s GET 403"), report.Failed, "403", 2},
		{"refused, accepted, refused", "stops-on-refusal", at("0s GET 412", "1s GET 200", "2s GET 412"), report.Passed, "", 0},

		{"a slow loop", "no-hot-loop", every(time.Second, repeat(50, "GET 503")...), report.Passed, "", 0},
		{"a hot loop", "no-hot-loop", every(10*time.Millisecond, repeat(10, "GET 412")...), report.Failed, "10 times in 90ms", 10},
		{"just no loop", "no-hot-loop", every(10*time.Millisecond, repeat(9, "GET 412")...), report.Passed, "", 0},
		{"a shorter loop", "no-hot-loop=3", every(10*time.Millisecond, repeat(3, "GET none")...), report.Failed, "3 times", 3},
		{"good calls only", "no-hot-loop", every(time.Millisecond, repeat(50, "GET 200")...), report.Unproven, "no call failed", 0},
		{"the clock stood still", "no-hot-loop", every(0, repeat(10, "GET 503")...), report.Unproven, "stood still", 10},
		{"nobody called", "no-hot-loop", nil, report.Unproven, "no call failed", 0},
	} {
		t.Run(row.check+"/"+row.name, func(t *testing.T) {
			var check scenario.Check
			if err := check.UnmarshalText([]byte(row.check)); err != nil {
				t.Fatal(err)
			}
			got := verify.Judge(load(t), check, row.entries)
			if got.Outcome != row.want || !strings.Contains(got.Text, row.says) || len(got.Evidence) != row.evidence {
				t.Errorf("got %s, %d calls: %s", got.Outcome, len(got.Evidence), got.Text)
			}
		})
	}
}

// dated is a call that is told a date.
func dated(date string) recorder.Entry {
	e := called(0, "GET 503")
	e.Response.Header = http.Header{"Retry-After": {date}}
	return e
}

// replaced is a write that was carried out and answered with a 500.
func replaced() recorder.Entry {
	e := called(0, "POST 500 a")
	e.Lost = true
	return e
}

// Every check judges, and says something, whatever calls there were.
func TestEveryCheckSaysWhy(t *testing.T) {
	for _, kind := range scenario.CheckKinds() {
		for _, entries := range [][]recorder.Entry{nil, at("0s GET 200"), at("0s POST lost a", "1s POST 503 a", "2s POST 412 a", "2s POST 412 a")} {
			got := verify.Judge(load(t), scenario.Check{Name: kind.Name, Limit: kind.Default}, entries)
			if got.Text == "" || got.Outcome == report.Failed && len(got.Evidence) == 0 {
				t.Errorf("%s: got %+v", kind.Name, got)
			}
		}
	}
}

func TestManyCallsAreJudgedInTime(t *testing.T) {
	entries := every(time.Second, repeat(20_000, "GET 200")...)
	for _, kind := range scenario.CheckKinds() {
		verify.Judge(load(t), scenario.Check{Name: kind.Name, Limit: kind.Default}, entries)
	}
}
