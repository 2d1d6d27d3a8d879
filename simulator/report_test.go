package simulator_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/report"
)

// operation is what a report says of one.
func operation(t *testing.T, r report.Report, id string) report.Operation {
	t.Helper()
	i := slices.IndexFunc(r.Operations, func(o report.Operation) bool { return o.ID == id })
	if i < 0 {
		t.Fatalf("the report has no %s", id)
	}
	return r.Operations[i]
}

func status(o report.Operation, status int) report.Status {
	for _, s := range o.Statuses {
		if s.Status == status {
			return s
		}
	}
	return report.Status{}
}

func used(o report.Operation) []string {
	var names []string
	for _, e := range o.Elements {
		if e.Used > 0 {
			names = append(names, strings.TrimSuffix(fmt.Sprintf("%s %s", e.Name, e.Value), " "))
		}
	}
	return names
}

// findings are the kinds of the findings, in their order.
func findings(r report.Report) []report.FindingKind {
	var kinds []report.FindingKind
	for _, f := range r.Findings {
		kinds = append(kinds, f.Kind)
	}
	return kinds
}

func TestTheReportTellsWhatWasUsedAndShown(t *testing.T) {
	c := newClient(t)
	c.get(reviewPath(1) + "?expand[]=user&expand[]=user").Want(200)
	c.get(reviewPath(1)).Want(200)
	c.get(reviewPath(99)).Want(404)
	c.put(reviewPath(2), `{"socForm":{"complianceScope":{"trustServiceCriteria":["SECURITY"]},"findings":{"findings":[{"description":"a"},{"description":"b"}]}}}`).Want(200)
	r := c.sim.Report()
	if r.Calls != 4 || r.Sandboxes != 1 || !r.Passed || len(r.Findings) > 0 {
		t.Errorf("got %+v", r)
	}
	get := operation(t, r, "getVendorSecurityReview")
	if get.Calls != 3 || status(get, 200) != (report.Status{Status: 200, Documented: true, Answered: 2, Delivered: 2}) || status(get, 404).Delivered != 1 || status(get, 412).Delivered != 0 {
		t.Errorf("got %+v", get)
	}
	if got := fmt.Sprint(used(get)); got != "[expand[] expand[] user]" || get.Elements[0].Used != 1 {
		t.Errorf("used: %s", got)
	}
	put := operation(t, r, "updateVendorSecurityReview")
	want := "[socForm socForm.complianceScope socForm.complianceScope.trustServiceCriteria socForm.complianceScope.trustServiceCriteria SECURITY " +
		"socForm.findings socForm.findings.findings socForm.findings.findings[].description]"
	if got := fmt.Sprint(used(put)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	// 3 of all that is documented: 71 pairs of operation and status.
	if c := r.Coverage; c.Delivered != 3 || c.Documented != 71 || c.Percent != 4.2 || c.Minimum != nil {
		t.Errorf("got %+v", c)
	}
}

// Every documented status counts as delivered only once a client was sent it.
func TestAnAnswerThatDoesNotArriveIsNotShown(t *testing.T) {
	c := newClient(t)
	for rule, delivered := range map[string]int{
		"phase: after, fault: {connection: reset}":                    0,
		"phase: after, fault: {connection: close}":                    0,
		"fault: {connection: reset}":                                  0,
		"phase: after, violates: true, fault: {garbage: connection}":  0,
		"phase: after, fault: {truncate: 10B}":                        1, // the status was sent
		"phase: after, fault: {truncate: 10B, connection: reset}":     1,
		"phase: after, violates: true, fault: {garbage: body}":        1,
		"phase: after, violates: true, fault: {garbage: chunk}":       1,
		"phase: after, violates: true, fault: {patch: {added: true}}": 1,
		"phase: after, fault: {drip: {bytes: 100, every: 1ms}}":       1,
		"phase: after, fault: {delay: 1ms, bandwidth: 1MiB}":          1,
		"fault: {status: 412}":                                        1,
	} {
		t.Run(rule, func(t *testing.T) {
			box := c.sim.BoxT(t)
			if err := box.PlayYAML("name: x\nrules:\n  - {" + rule + "}"); err != nil {
				t.Fatal(err)
			}
			stop := make(chan struct{})
			defer close(stop)
			go advance(box, stop)
			request, err := http.NewRequest(http.MethodGet, c.sim.URL()+reviewPath(1), nil)
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Authorization", "Bearer "+box.KeyNamed("sim-full"))
			once := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}} // or it would try again by itself
			if response, err := once.Do(request); err == nil {
				_, _ = io.Copy(io.Discard, response.Body)
				response.Body.Close()
			}
			get := operation(t, box.Report(), "getVendorSecurityReview")
			got := 0
			for _, s := range get.Statuses {
				got += s.Delivered
			}
			if got != delivered || get.Calls != 1 {
				t.Errorf("got %+v", get.Statuses)
			}
		})
	}
}

// advance moves a frozen clock on while something waits for it.
func advance(box *simulator.Sandbox, stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case <-time.After(time.Millisecond):
			_ = box.FastForward(time.Second)
		}
	}
}

// What was seen in sandboxes that have gone, or were reset, counts for the run,
// and only for the run.
func TestTheRunKeepsWhatWasSeen(t *testing.T) {
	c := newClient(t, simulator.WithMaxSandboxes(2))
	c.get(reviewPath(1)).Want(200)
	if err := c.box().Reset(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a", "b", "c"} { // each pushes the one before out
		c.as("sim-full@"+name).post(creation, `{"titel":"x"}`).Want(400)
	}
	if own := c.box().Report(); own.Calls != 0 || len(own.Findings) != 1 || own.Findings[0].Kind != report.FindingNoCalls {
		t.Errorf("the sandbox that was reset: %+v", own.Findings)
	}
	r := c.sim.Report()
	if r.Calls != 4 || r.Sandboxes != 4 {
		t.Errorf("got %d calls in %d sandboxes", r.Calls, r.Sandboxes)
	}
	if create := operation(t, r, "createVendorSecurityReview"); create.Calls != 3 || status(create, 400).Delivered != 3 {
		t.Errorf("got %+v", create)
	}
	if len(r.Violations) != 4 || r.Violations[0].Count != 3 || len(r.Violations[0].Examples) != 3 || !strings.HasPrefix(r.Violations[0].Examples[2], "c/") {
		t.Errorf("got %+v", r.Violations)
	}
}

func TestTheReportSumsUpPermissions(t *testing.T) {
	c := newClient(t)
	c.get(reviewPath(1)).Want(200)
	c.as("sim-read").post(creation, newReview(nil)).Want(403)
	c.as("nobody").get(reviewPath(1)).Want(401)
	r := c.sim.Report()
	if len(r.Keys) != 2 {
		t.Fatalf("got %+v", r.Keys)
	}
	full, read := r.Keys[0], r.Keys[1]
	if full.Key != "sim-full" || full.Access != "full" || fmt.Sprint(full.Needed) != "[vendors-get]" || len(full.Lacking) > 0 ||
		fmt.Sprint(full.Surplus) != "[company-settings-get-info user-get users-get vendors-get-questionnaires vendors-get-security-review-actions vendors-get-vendor vendors-post-security-review vendors-post-security-review-action vendors-post-upload-questionnaires vendors-put-security-review]" {
		t.Errorf("got %+v", full)
	}
	if read.Key != "sim-read" || fmt.Sprint(read.Needed) != "[vendors-post-security-review]" || fmt.Sprint(read.Lacking) != "[vendors-post-security-review]" ||
		fmt.Sprint(read.Surplus) != "[company-settings-get-info user-get users-get vendors-get vendors-get-questionnaires vendors-get-security-review-actions vendors-get-vendor]" {
		t.Errorf("got %+v", read)
	}
}

// emptied sends a call to the control API that is answered with 204.
func (c *client) emptied(method, path string) {
	c.t.Helper()
	request, err := http.NewRequest(method, c.sim.ControlURL()+path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	c.do(request).Want(http.StatusNoContent)
}

// A run without a finding passes; each kind of finding keeps it from that.
func TestFindings(t *testing.T) {
	unmet := "name: x\nrules:\n  - {when: {operation: performSecurityReviewAction}, fault: {status: 500}, expect: {fired: 1}}"
	for name, row := range map[string]struct {
		opts []simulator.Option
		run  func(*client, *simulator.Sandbox)
		want []report.FindingKind
	}{
		"no call": {run: func(*client, *simulator.Sandbox) {}, want: []report.FindingKind{report.FindingNoCalls}},
		"in order": {
			run: func(c *client, _ *simulator.Sandbox) { c.get(reviewPath(1)).Want(200) },
		},
		"a violation": {
			run:  func(c *client, _ *simulator.Sandbox) { c.post(creation, `{}`).Want(400) },
			want: []report.FindingKind{report.FindingViolation},
		},
		"an unknown path": {
			run:  func(c *client, _ *simulator.Sandbox) { c.get("/nowhere").Want(404) },
			want: []report.FindingKind{report.FindingViolation},
		},
		"a probe": {
			run: func(c *client, _ *simulator.Sandbox) {
				c.as("").get("/").Want(401)
				c.get(reviewPath(1)).Want(200)
			},
		},
		"no call with a key": {
			run:  func(c *client, _ *simulator.Sandbox) { c.as("bogus").get(reviewPath(1)).Want(401) },
			want: []report.FindingKind{report.FindingNoCalls},
		},
		"no call that reached a sandbox": {
			run:  func(c *client, _ *simulator.Sandbox) { c.as("bogus@new").get(reviewPath(1)).Want(401) },
			want: []report.FindingKind{report.FindingNoCalls},
		},
		"a check that goes by calls that are gone": {
			opts: []simulator.Option{simulator.WithChecks("stops-on-refusal"), simulator.WithJournal(1, 1<<20)},
			run: func(c *client, _ *simulator.Sandbox) {
				c.as("sim-none").get(reviewPath(1)).Want(403)
				c.as("sim-none").get(reviewPath(1)).Want(403)
			},
			want: []report.FindingKind{report.FindingCheck},
		},
		"a check that failed before the journal was emptied": {
			opts: []simulator.Option{simulator.WithChecks("stops-on-refusal")},
			run: func(c *client, box *simulator.Sandbox) {
				c.as("sim-none").get(reviewPath(1)).Want(403)
				c.as("sim-none").get(reviewPath(1)).Want(403)
				c.emptied(http.MethodDelete, "/sandboxes/default/journal")
				c.get(reviewPath(1)).Want(200)
			},
			want: []report.FindingKind{report.FindingCheck},
		},
		"a new run": {
			run: func(c *client, box *simulator.Sandbox) {
				c.post(creation, `{}`).Want(400)
				if err := box.Reset(); err != nil {
					c.t.Fatal(err)
				}
				c.post(creation, `{}`).Want(400)
				c.emptied(http.MethodDelete, "/report")
				c.get(reviewPath(1)).Want(200)
			},
		},
		"a check of nobody": {
			opts: []simulator.Option{simulator.WithChecks("no-hot-loop")},
			run:  func(*client, *simulator.Sandbox) {},
			want: []report.FindingKind{report.FindingNoCalls, report.FindingCheck},
		},
		"an answer that a rule lets differ": {
			run: func(c *client, box *simulator.Sandbox) {
				if err := box.PlayYAML("name: x\nrules:\n  - {violates: true, fault: {status: 200, body: {}}}"); err != nil {
					c.t.Fatal(err)
				}
				c.get(reviewPath(1)).Want(200)
			},
		},
		"an unmet expectation": {
			run: func(c *client, box *simulator.Sandbox) {
				if err := box.PlayYAML(unmet); err != nil {
					c.t.Fatal(err)
				}
				c.get(reviewPath(1)).Want(200)
			},
			want: []report.FindingKind{report.FindingExpectation},
		},
		"an unmet expectation of a scenario that was stopped": {
			run: func(c *client, box *simulator.Sandbox) {
				if err := box.PlayYAML(unmet); err != nil {
					c.t.Fatal(err)
				}
				c.get(reviewPath(1)).Want(200)
				box.Stop("x")
			},
			want: []report.FindingKind{report.FindingExpectation},
		},
		"an unmet expectation of a scenario that was stopped before the run began": {
			run: func(c *client, box *simulator.Sandbox) {
				if err := box.PlayYAML(unmet); err != nil {
					c.t.Fatal(err)
				}
				box.Stop("x")
				c.steer("DELETE", "/report", "").Want(204)
				c.get(reviewPath(1)).Want(200)
			},
		},
		"an expectation that was met before the run began": {
			run: func(c *client, box *simulator.Sandbox) {
				if err := box.PlayYAML("name: x\nrules:\n  - {times: 1, expect: {fired: 1}, fault: {status: 500}}"); err != nil {
					c.t.Fatal(err)
				}
				c.get(reviewPath(1)).Want(500)
				c.steer("DELETE", "/report", "").Want(204)
			},
			want: []report.FindingKind{report.FindingNoCalls, report.FindingExpectation},
		},
		"an expectation that is met in each run": {
			run: func(c *client, box *simulator.Sandbox) {
				if err := box.PlayYAML("name: x\nrules:\n  - {times: 1, expect: {fired: 1}, fault: {status: 500}}"); err != nil {
					c.t.Fatal(err)
				}
				c.get(reviewPath(1)).Want(500)
				c.steer("DELETE", "/report", "").Want(204)
				c.get(reviewPath(1)).Want(500)
				c.get(reviewPath(1)).Want(200)
			},
		},
		"a check that is not passed": {
			opts: []simulator.Option{simulator.WithChecks("stops-on-refusal")},
			run: func(c *client, _ *simulator.Sandbox) {
				c.as("sim-no-terms").get(reviewPath(1)).Want(412)
				c.as("sim-no-terms").get(reviewPath(2)).Want(412)
			},
			want: []report.FindingKind{report.FindingCheck},
		},
		"a check that nothing proves": {
			opts: []simulator.Option{simulator.WithChecks("honours-retry-after")},
			run:  func(c *client, _ *simulator.Sandbox) { c.get(reviewPath(1)).Want(200) },
			want: []report.FindingKind{report.FindingCheck},
		},
		"too little delivered": {
			opts: []simulator.Option{simulator.WithCoverage(29, "getVendorSecurityReview")},
			run:  func(c *client, _ *simulator.Sandbox) { c.get(reviewPath(1)).Want(200); c.get(reviewPath(99)).Want(404) },
			want: []report.FindingKind{report.FindingCoverage}, // 2 of 7 are 28.5 %
		},
		"just enough delivered": {
			opts: []simulator.Option{simulator.WithCoverage(28.5, "get*Review")},
			run:  func(c *client, _ *simulator.Sandbox) { c.get(reviewPath(1)).Want(200); c.get(reviewPath(99)).Want(404) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			sim, err := simulator.Start(append(row.opts, simulator.WithFrozenClock(simtest.Now))...) // RunT would fail for what is wanted here
			if err != nil {
				t.Fatal(err)
			}
			transport := &http.Transport{}
			c := &client{t: t, sim: sim, key: "sim-full", http: &http.Client{Transport: transport}}
			row.run(c, c.box())
			r := sim.Report()
			if got := findings(r); !slices.Equal(got, row.want) || r.Passed != (len(row.want) == 0) {
				t.Errorf("got %+v, want %v", r.Findings, row.want)
			}
			transport.CloseIdleConnections()
			if err := sim.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// A client that breaks the contract in ever other ways, and calls all the time,
// takes no more room than a journal and a coverage have.
// The call that came closest to an expectation is named and shown, however its sandbox went on.
func TestTheClosestCallIsShown(t *testing.T) {
	for name, goOn := range map[string]func(*client, *simulator.Sandbox) error{
		"it plays": func(*client, *simulator.Sandbox) error { return nil },
		"stopped":  func(_ *client, box *simulator.Sandbox) error { box.Stop("x"); return nil },
		"reset":    func(_ *client, box *simulator.Sandbox) error { return box.Reset() },
		"deleted": func(c *client, _ *simulator.Sandbox) error {
			c.steer("DELETE", "/sandboxes/s", "").Want(204)
			return nil
		},
	} {
		c := newUnprovenClient(t)
		box, err := c.sim.Box("s")
		must(t, err)
		must(t, box.PlayYAML("name: x\nrules:\n  - {when: {operation: getVendor}, after: 1, fault: {status: 500}, expect: {fired: 1}}"))
		call := c.as("sim-full@s").get("/vendors/1").Want(200).Header.Get("Sim-Call")
		must(t, goOn(c, box))
		r := c.sim.Report()
		if len(r.Expectations) != 1 || len(r.Expectations[0].Evidence) != 1 || r.Expectations[0].Evidence[0].Call != call {
			t.Errorf("%s: got %+v, want the call %s", name, r.Expectations, call)
		}
		if len(r.ShownCalls) != 1 || r.ShownCalls[0].ID != call {
			t.Errorf("%s: got %+v", name, r.ShownCalls)
		}
	}
}

func TestManyCallsStayWithinBounds(t *testing.T) {
	c := newClient(t, simulator.WithJournal(500, 1<<20))
	handler := c.sim.Handler()
	const calls = 50_000
	path := "/public/v2" + creation
	for i := range calls {
		body := fmt.Sprintf(`{"property-%d":1}`, i)
		request, err := http.NewRequest(http.MethodPost, path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer sim-full")
		request.Header.Set("Content-Type", "application/json")
		writer := &discard{header: http.Header{}}
		if handler.ServeHTTP(writer, request); writer.status != 400 {
			t.Fatalf("call %d: got %d", i, writer.status)
		}
	}
	entries := c.box().Journal(journal.Filter{})
	r := c.sim.Report()
	if len(entries) > 500 || entries[len(entries)-1].Ordinal != calls || r.Calls != calls {
		t.Errorf("%d calls are kept, the newest is %d, the report has %d", len(entries), entries[len(entries)-1].Ordinal, r.Calls)
	}
	for format, most := range map[report.Format]int{report.HTML: 4 << 20, report.JSON: 2 << 20} {
		var page bytes.Buffer
		if err := r.Write(&page, format); err != nil || page.Len() > most {
			t.Errorf("the report as %s has %d bytes: %v", format, page.Len(), err)
		}
	}
	met := r.Omitted
	for _, v := range r.Violations {
		met += v.Count
		if v.Side != contract.InRequest {
			t.Errorf("got %+v", v)
		}
	}
	if len(r.Violations) == 0 || len(r.Violations) > 500 || met != 4*calls {
		t.Errorf("%d violations are kept, %d of %d were met", len(r.Violations), met, 4*calls)
	}
}
