package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// follower is a simulator whose sandboxes are followed: all commands that they have applied
// are kept, in their order.
type follower struct {
	t   rapid.TB
	sim *Simulator

	mu      sync.Mutex
	applied map[string][]sandbox.Applied // by sandbox
	settled chan struct{}                // has a value for each call that has its answer, or waits

	clients sync.WaitGroup
	leave   []context.CancelFunc // of the clients that may still wait
}

var foldNoon = time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)

// foldOptions are those of a simulator that has every operation.
func foldOptions() []Option {
	return []Option{WithRevision("2026-08"), WithFrozenClock(foldNoon), WithSeed(7), WithJournal(40, 1<<20), WithMaxFileSize(1 << 10)}
}

func follow(t rapid.TB, opts ...Option) *follower {
	f := &follower{t: t, applied: map[string][]sandbox.Applied{}, settled: make(chan struct{}, 1<<16)}
	note := func(box *sandbox.Sandbox, a sandbox.Applied) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.applied[box.Name] = append(f.applied[box.Name], a)
		_, left := a.Command.(sandbox.Leave)
		if answer, is := a.Result.(*sandbox.Answer); is && !left && answer.Next != sandbox.ReadBody && answer.Next != sandbox.AbortUpload {
			f.settled <- struct{}{}
		}
	}
	sim, err := New(append(opts, func(o *options) { o.applied = note })...)
	if err != nil {
		t.Fatal(err)
	}
	f.sim = sim
	return f
}

// commands are those that a sandbox has applied until now.
func (f *follower) commands(box string) []sandbox.Applied {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.applied[box])
}

// call lets a client call, which may have to wait for its answer.
func (f *follower) call(r *http.Request) (ended *sync.WaitGroup) {
	ctx, leave := context.WithCancel(context.Background())
	f.mu.Lock()
	defer f.mu.Unlock()
	f.leave = append(f.leave, leave)
	ended = &sync.WaitGroup{}
	ended.Add(1)
	f.clients.Go(func() {
		defer ended.Done()
		defer func() { _ = recover() }() // of a connection that is dropped
		f.sim.Handler().ServeHTTP(httptest.NewRecorder(), r.WithContext(ctx))
	})
	return ended
}

// await returns once so many calls have their answers, or wait.
func (f *follower) await(calls int) {
	for range calls {
		select {
		case <-f.settled:
		case <-time.After(time.Minute):
			f.t.Fatal("a call is not answered")
		}
	}
}

// end lets all clients leave.
func (f *follower) end() {
	for _, leave := range f.leave {
		leave()
	}
	f.clients.Wait()
	if err := f.sim.Close(); err != nil {
		f.t.Error(err)
	}
}

// steer calls the control API.
func (f *follower) steer(method, path, contentType, body string) {
	r := httptest.NewRequest(method, "/_sim/"+path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", contentType)
	}
	got := httptest.NewRecorder()
	f.sim.Handler().ServeHTTP(got, r)
	if got.Code >= 500 || body == foldScenario && got.Code != 200 {
		f.t.Errorf("%s %s: got %d %s", method, path, got.Code, got.Body)
	}
}

// drawCallIn is drawCall for a sandbox.
func (f *follower) drawCallIn(d *rand.Rand, box string) *http.Request {
	r := f.drawCall(d)
	r.Header.Set("Authorization", "Bearer sim-full@"+box)
	r.Header.Del("Sim-Scenario") // some of them let a call wait for ever
	return r
}

// drawCall draws a call to any operation, or to none, that may fit the contract or not.
func (f *follower) drawCall(d *rand.Rand) *http.Request {
	op := pick(d, f.sim.contract.Operations)
	path := op.Path
	for _, name := range []string{"vendorId", "securityReviewId", "userId", "documentId", "questionnaireId"} {
		path = strings.ReplaceAll(path, "{"+name+"}", pick(d, []string{"1", "1", "1", "2", "2", "3", "99", "x"}))
	}
	path += pick(d, []string{"", "", "?size=1", "?size=x", "?expand[]=user&access_token=secret", "?sort=updatedAt&includeTotalCount=true"})
	if d.IntN(20+1) == 0 {
		path = pick(d, []string{"/vendors", "/nothing", "/roles/1/users"})
	}
	body, contentType := drawBody(d, op)
	r := httptest.NewRequest(op.Method, path, body)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	if key := pick(d, []string{"sim-full", "sim-full", "sim-full", "sim-full", "sim-full", "sim-full", "sim-full", "sim-read", "sim-revoked", "unknown", ""}); key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	header := pick(d, []string{"", "", "", "", "", "", "Sim-Scenario", "Prefer", "Sim-Expect", "Sim-Other"})
	switch header {
	case "Sim-Scenario":
		_, ofCalls := builtins()
		r.Header.Set(header, pick(d, ofCalls))
	case "Prefer":
		r.Header.Set(header, pick(d, []string{"code=404", "code=500", "code=299", "status=404"}))
	case "Sim-Expect", "Sim-Other":
		r.Header.Set(header, "violation")
	}
	return r
}

func pick[T any](d *rand.Rand, from []T) T { return from[d.IntN(len(from))] }

func drawBody(d *rand.Rand, op *contract.Operation) (body *bytes.Buffer, contentType string) {
	body = &bytes.Buffer{}
	switch {
	case len(op.MediaTypes) == 0:
		return body, ""
	case op.Takes("multipart/form-data") && d.IntN(3+1) > 0:
		form := multipart.NewWriter(body)
		for field, value := range map[string]string{
			"title": "x", "securityReviewType": "SOC_REPORT", "reviewDeadlineAt": "2026-12-01T00:00:00Z",
			"securityReviewStatus": "IN_PROGRESS", "documentType": "SOC_DOCUMENT", "requesterUserId": "1",
		} {
			if d.IntN(10) > 0 {
				_ = form.WriteField(field, value)
			}
		}
		for _, field := range pick(d, [][]string{{"file"}, {"files"}, {"files", "files"}, {"file", "other"}, {}}) {
			file, _ := form.CreateFormFile(field, "report.pdf")
			_, _ = file.Write(bytes.Repeat([]byte{0xff, 'x'}, pick(d, []int{1, 500, 2000})))
		}
		_ = form.Close()
		return body, form.FormDataContentType()
	}
	bodies := map[string][]string{
		"createVendorSecurityReview": {
			`{"title":"New","securityReviewType":"SECURITY","securityReviewStatus":"NOT_YET_STARTED","reviewDeadlineAt":"2026-12-01T00:00:00.000Z"}`,
			`{"title":"S","securityReviewType":"SOC_REPORT","securityReviewStatus":"IN_PROGRESS","reviewDeadlineAt":"2026-12-01T00:00:00.000Z"}`,
		},
		"updateVendorSecurityReview":  {`{"title":"Changed"}`, `{"socForm":{"reportOpinion":{"findings":[{"description":"x"}]}}}`},
		"performSecurityReviewAction": {`{"action":"finalize"}`, `{"action":"finalize","decision":"APPROVED"}`, `{"action":"reopen"}`},
	}[op.ID]
	if len(bodies) == 0 || d.IntN(4+1) == 0 {
		bodies = []string{`{"title":5}`, `{"action":"none"}`, `{`, `{"password":"secret-value-1","priority":"HIGH"}`, "\xff", ``}
	}
	body.WriteString(pick(d, bodies))
	return body, pick(d, []string{"application/json", "application/json", "application/json", "text/plain"})
}

// builtins are the names of the built-in scenarios, read once: all of them, and those that
// a call may name.
var builtins = sync.OnceValues(func() (all, ofCalls []string) {
	sim, err := New(foldOptions()...)
	if err != nil {
		panic(err)
	}
	scenarios, err := sim.library.List()
	if err != nil {
		panic(err)
	}
	for _, s := range scenarios {
		all = append(all, s.Name)
		if s.Setup == nil {
			ofCalls = append(ofCalls, s.Name)
		}
	}
	return all, ofCalls
})

const foldScenario = `
name: fold
setup: {world: {vendors: [{id: 1, name: Renamed}]}}
checks: [bounded-attempts=1]
rules:
  - {name: drawn, when: {method: GET}, probability: 0.3, fault: {delay: {uniform: [1s, 9s]}}, expect: {fired: ">=1"}}
  - {name: late, when: {method: POST}, phase: after, every: 2, fault: {delay: 2s}}
  - {name: rate, when: {method: GET}, over: {calls: 3, per: 10s, by: key}, violates: true, fault: {status: 429, retryAfter: window, delay: 3s}}
  - {name: cut, when: {method: POST}, every: 3, fault: {cut: 10B, delay: 1s}}
  - {name: lost, when: {method: PUT}, probability: 0.5, phase: after, then: changed, fault: {connection: reset}}
  - {name: changed, when: {state: changed}, times: 2, violates: true, fault: {status: 503, delay: 5s}}
`

// steps are what a run is drawn from, beside calls.
func (f *follower) steps() []func(d *rand.Rand) {
	control := func(method, path, body string) func(*rand.Rand) {
		contentType := "application/json"
		if strings.HasPrefix(body, "\n") {
			contentType = "application/yaml"
		}
		return func(*rand.Rand) { f.steer(method, path, contentType, body) }
	}
	world, box := f.sim.World(), "sandboxes/default/"
	target := state.Target{AccountID: 1, VendorID: 1, ReviewID: 1}
	return []func(*rand.Rand){
		control("POST", box+"clock/advance", `{"by":"1s"}`), control("POST", box+"clock/advance", `{"by":"9s"}`),
		control("POST", box+"clock/advance", `{"by":"-3s"}`), control("POST", box+"clock/advance", `{"by":"1000000h"}`),
		control("PUT", box+"clock", `{"mode":"frozen","at":"2026-11-22T12:00:20Z"}`),
		control("PUT", box+"clock", `{"mode":"offset","offset":"1h"}`),
		control("PUT", box+"seed", `{"seed":3}`),
		control("PUT", box+"scenarios/fold", foldScenario), control("PUT", box+"scenarios/fold", foldScenario),
		func(d *rand.Rand) {
			all, _ := builtins()
			f.steer("PUT", box+"scenarios/"+pick(d, all), "", "")
		},
		control("POST", box+"scenarios/fold/reset", ""), control("DELETE", box+"scenarios/fold", ""),
		control("DELETE", box+"scenarios", ""),
		control("PUT", box+"checkpoints/a", ""), control("PUT", box+"checkpoints/b", ""),
		control("POST", box+"checkpoints/a/rewind", ""), control("DELETE", box+"checkpoints/b", ""),
		control("PATCH", box+"world", "\nvendors: [{id: 2, name: Patched}]\n"), control("PATCH", box+"world", "\nvendors: [{id: 0}]\n"),
		control("PATCH", box+"accounts/1", `{"plan":"limited"}`), control("PATCH", box+"accounts/1", `{"plan":"full"}`),
		control("PATCH", box+"keys/sim-read", `{"revoked":true}`), control("PATCH", box+"keys/sim-read", `{"revoked":false}`),
		control("DELETE", box+"journal", ""), control("DELETE", "report", ""), control("POST", box+"reset", ""),
		control("PUT", "sandboxes/default", `{"seed":11,"scenarios":["rate-limit"]}`),
		control("GET", box+"journal", ""), control("GET", "report", ""),
		func(d *rand.Rand) { // back in time
			if calls := f.sim.Journal(journal.Filter{}); len(calls) > 0 {
				f.steer("PUT", "sandboxes/default", "application/json", fmt.Sprintf(`{"from":"default","call":%q}`, pick(d, calls).ID))
			}
		},
		func(*rand.Rand) { _, _ = world.AddVendor(1, state.NewVendor{Name: "Go"}, foldNoon) },
		func(*rand.Rand) {
			title := "By Go"
			_, _ = world.UpdateReview(target, state.ReviewChange{Title: &title}, foldNoon)
		},
		func(*rand.Rand) { _ = f.sim.ExpectViolations("{method: PUT}") },
		func(*rand.Rand) { // time passes, as fast as it does, for who waits
			f.steer("PUT", box+"clock", "application/json", `{"mode":"real"}`)
			f.sim.Clock().Freeze(f.sim.Clock().Now())
		},
		func(d *rand.Rand) { // a client leaves
			if len(f.leave) > 0 {
				f.leave[d.IntN(len(f.leave))]()
			}
		},
	}
}

// run draws what happens, with so many clients beside each other.
func (f *follower) run(t *rapid.T, clients int) {
	steps := f.steps()
	if rapid.Bool().Draw(t, "slow") {
		f.steer("PUT", "sandboxes/default/scenarios/fold", "application/yaml", foldScenario)
	}
	for i := range rapid.IntRange(1, 40).Draw(t, "steps") {
		d := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), uint64(i))) // rapid draws small numbers more often than others
		if d.IntN(3) > 0 {
			calls := 1 + d.IntN(clients)
			for range calls {
				f.call(f.drawCall(d))
			}
			f.await(calls)
			continue
		}
		steps[d.IntN(len(steps))](d)
	}
}

// imageOf is a sandbox as bytes.
func imageOf(t rapid.TB, box *sandbox.Sandbox) []byte {
	data, err := box.Image().Encode()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// reportOf is what a sandbox proves.
func reportOf(t rapid.TB, sim *Simulator, box *sandbox.Sandbox) string {
	text, err := json.MarshalIndent(sim.run.ReportOf(box), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// wantSame compares a sandbox that was made again with the one that it is to be.
func (f *follower) wantSame(t rapid.TB, sim *Simulator, again *sandbox.Sandbox) {
	box, err := f.sim.registry.Find(again.Name)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := reportOf(t, sim, again), reportOf(t, f.sim, box); got != want {
		t.Fatalf("the report: got\n%s\nwant\n%s", got, want)
	}
	if got, want := imageOf(t, again), imageOf(t, box); !bytes.Equal(got, want) {
		t.Fatalf("the image: got\n%+v\nwant\n%+v", again.Image(), box.Image())
	}
}

// byHash finds the scenarios that played by their hashes.
func byHash(applied []sandbox.Applied) scenario.ByHash {
	all := map[scenario.Hash]*scenario.Scenario{}
	for _, a := range applied {
		switch c := a.Command.(type) {
		case sandbox.Play:
			all[c.Scenario.Hash()] = c.Scenario
		case sandbox.StartOver:
			for _, s := range append(c.Begun.Scenarios(), c.Scenarios...) {
				all[s.Hash()] = s
			}
		case *sandbox.Call:
			for _, s := range c.Scenarios {
				all[s.Hash()] = s
			}
		}
	}
	return func(hash scenario.Hash) (*scenario.Scenario, bool) {
		found, there := all[hash]
		return found, there
	}
}

// through is a sandbox after it was written, and read in another simulator.
func through(t rapid.TB, sim *Simulator, box *sandbox.Sandbox, find scenario.ByHash) *sandbox.Sandbox {
	image, err := sandbox.DecodeImage(imageOf(t, box))
	if err != nil {
		t.Fatal(err)
	}
	restored, err := sim.registry.Restore(image, find)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(imageOf(t, restored), imageOf(t, box)) {
		t.Fatalf("its image is another:\n%+v\nwant\n%+v", restored.Image(), box.Image())
	}
	return restored
}

type fataler interface{ Fatal(...any) }

func other(t fataler) *Simulator {
	sim, err := New(foldOptions()...)
	if err != nil {
		t.Fatal(err)
	}
	return sim
}

// TestASandboxIsTheFoldOfItsCommands: whatever clients, tests and programs do to a
// sandbox, and in whatever order it comes about, the commands applied again, one after
// the other, have the same results and make the same sandbox; also in another process
// from somewhere on, with no more than the image of what was there.
func TestASandboxIsTheFoldOfItsCommands(t *testing.T) {
	for _, clients := range []int{1, 8} {
		t.Run(fmt.Sprint(clients, " clients"), func(t *testing.T) { rapid.Check(t, isFold(other(t), clients)) })
	}
}

// FuzzCommands is the same for the runs that a fuzzer draws.
func FuzzCommands(f *testing.F) {
	for seed := range uint64(8) {
		d, long := rand.New(rand.NewPCG(seed, 0)), make([]byte, 8<<10) // a short input is a short run
		for i := range long {
			long[i] = byte(d.Uint32())
		}
		f.Add(long)
	}
	f.Fuzz(rapid.MakeFuzz(isFold(other(f), 1)))
}

// isFold draws a run of a simulator, and makes it again in another one, which tells nobody
// of it. Whether somebody reads the events of the first makes no difference.
func isFold(sim *Simulator, clients int) func(*rapid.T) {
	return func(t *rapid.T) {
		f := follow(t, foldOptions()...)
		if rapid.Bool().Draw(t, "read") {
			defer f.sim.registry.Events().Follow(journal.EventFilter{}, nil).Close()
		}
		told := sim.registry.Events().Follow(journal.EventFilter{}, nil)
		defer told.Close()
		defer func() {
			if events := told.Take(); len(events) > 0 {
				t.Errorf("it is told again: %+v", events[0].Event)
			}
		}()
		f.run(t, clients)
		f.end()
		commands := f.commands(sandbox.Default)
		wantDocumented(t, commands)
		again, err := sim.registry.Replay(sandbox.Default, commands)
		if err != nil {
			t.Fatal(err)
		}
		f.wantSame(t, sim, again)

		cut := rapid.IntRange(1, len(commands)).Draw(t, "cut")
		begun, err := sim.registry.Replay(sandbox.Default, commands[:cut])
		if err != nil {
			t.Fatal(err)
		}
		restored := through(t, sim, begun, byHash(commands))
		if err := restored.Replay(commands[cut:]); err != nil {
			t.Fatal(err)
		}
		f.wantSame(t, sim, restored)
	}
}

// TestManySandboxesAreFolds: what goes on in others changes nothing in a sandbox.
func TestManySandboxesAreFolds(t *testing.T) {
	f := follow(t, append(foldOptions(), WithMaxSandboxes(201))...)
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() {
			d, box := rand.New(rand.NewPCG(uint64(i), 1)), fmt.Sprint("box-", i)
			path := "sandboxes/" + box + "/"
			f.call(f.drawCallIn(d, box)).Wait()
			f.steer("PUT", path+"scenarios/fold", "application/yaml", foldScenario)
			for range 8 {
				f.call(f.drawCallIn(d, box))
				f.steer("POST", path+"clock/advance", "application/json", `{"by":"4s"}`)
			}
		})
	}
	all.Wait()
	f.end()
	sim := other(t)
	for i := range 200 {
		box := fmt.Sprint("box-", i)
		again, err := sim.registry.Replay(box, f.commands(box))
		if err != nil {
			t.Fatal(err)
		}
		f.wantSame(t, sim, again)
	}
}

// wantDocumented finds answers that the contract does not document, where no rule or
// preference made them, and calls that failed in a panic.
func wantDocumented(t rapid.TB, commands []sandbox.Applied) {
	for _, a := range commands {
		answers := a.Released
		if answer, is := a.Result.(*sandbox.Answer); is {
			answers = append(answers, answer)
		}
		for _, answer := range answers {
			if answer.Panic != "" || len(answer.Differences) > 0 {
				t.Fatalf("%T: got %v, %v\n%s", a.Command, answer.Failure, answer.Differences, answer.Panic)
			}
		}
	}
	if len(commands) == 0 {
		t.Fatal("nothing was followed")
	}
}
