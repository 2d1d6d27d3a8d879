package simulator_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/state"
	"github.com/vsrsim/vsrsim/spec"
)

// follow reads the events of a simulator as a client does.
func (c *client) follow(query string) *simtest.Stream {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, c.sim.ControlURL()+"/events"+query, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	response, err := c.http.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		simtest.Read(c.t, response).Want(http.StatusOK)
	}
	c.t.Cleanup(func() { _ = response.Body.Close() })
	return simtest.ReadStream(c.t, response.Body)
}

// schemasOfEvents are the schemas that control.yaml has for the data of events, by type:
// operations that answer with them.
func schemasOfEvents(t *testing.T) map[string]*contract.Operation {
	t.Helper()
	text := string(spec.Control())
	paths, end := strings.Index(text, "\npaths:"), strings.Index(text, "\ncomponents:")
	var document strings.Builder
	document.WriteString(text[:paths] + "\npaths:\n")
	types := regexp.MustCompile(`(?m)^    EventType:\n(?:      .*\n)+`).FindString(text)
	for _, of := range regexp.MustCompile(`- ([a-z]+)`).FindAllStringSubmatch(types, -1) {
		schema := strings.ToUpper(of[1][:1]) + of[1][1:] + "Event"
		fmt.Fprintf(&document, "  /%[1]s:\n    get:\n      operationId: %[1]s\n      responses:\n        '200':\n          description: An event.\n"+
			"          content:\n            application/json:\n              schema:\n                $ref: '#/components/schemas/%[2]s'\n", of[1], schema)
	}
	document.WriteString(text[end+1:])
	described, err := contract.Load([]byte(document.String()))
	if err != nil {
		t.Fatal(err)
	}
	schemas := map[string]*contract.Operation{}
	for _, op := range described.Operations {
		schemas[op.ID] = op
	}
	return schemas
}

// told writes each event as a line: its type, its sandbox, and what it says beside that. The
// IDs of calls are numbered.
type told struct {
	schemas map[string]*contract.Operation
	calls   []string
	seen    map[string]bool // types
	last    uint64
}

var callIDs = regexp.MustCompile(`"(?:id|call)":"([0-9a-f]{16})"`)

// line is an event, held against its schema.
func (o *told) line(t *testing.T, e simtest.Event) string {
	t.Helper()
	schema := o.schemas[e.Type]
	if schema == nil {
		t.Fatalf("%+v has no schema", e)
	}
	for _, v := range schema.CheckResponse(exchange.Response{Status: http.StatusOK, Body: []byte(e.Data)}).List {
		t.Errorf("%+v: %s", e, v)
	}
	if o.last++; e.ID != fmt.Sprint(o.last) {
		t.Errorf("got the ID %s after %d", e.ID, o.last-1)
	}
	o.seen[e.Type] = true
	var of struct {
		Time    time.Time
		Sandbox string
	}
	if err := json.Unmarshal([]byte(e.Data), &of); err != nil {
		t.Fatal(err)
	}
	text := callIDs.ReplaceAllStringFunc(e.Data, func(found string) string {
		id := callIDs.FindStringSubmatch(found)[1]
		if !slices.Contains(o.calls, id) {
			o.calls = append(o.calls, id)
		}
		return strings.Replace(found, `"`+id+`"`, fmt.Sprint("#", slices.Index(o.calls, id)+1), 1)
	})
	head := fmt.Sprintf(`{"time":%q,"sandbox":%q,`, of.Time.Format(time.RFC3339Nano), of.Sandbox)
	rest, ok := strings.CutPrefix(text, head)
	if !ok {
		t.Errorf("%s does not begin with %s", text, head)
	}
	line := strings.NewReplacer(`"`, "", ",", " ").Replace(strings.TrimSuffix(rest, "}"))
	if of.Time.Equal(simtest.Now) {
		return e.Type + " " + of.Sandbox + " " + line
	}
	return e.Type + " " + of.Sandbox + " " + of.Time.Sub(simtest.Now).String() + " " + line
}

const eventScenario = `{"name":"mine","rules":[
	{"name":"busy","when":{"operation":"getVendorSecurityReview","review":{"id":2}},"violates":true,"fault":{"status":429}},
	{"name":"late","when":{"operation":"getVendorSecurityReview","review":{"id":3}},"fault":{"delay":"5s"}},
	{"name":"cut","when":{"operation":"updateVendorSecurityReview"},"fault":{"connection":"reset"}}]}`

const setupScenario = `{"name":"setup","setup":{"clock":{"frozen":"2026-11-22T12:31:45.678Z"},"world":{"vendors":[{"id":1,"name":"Set up"}]}}}`

const eventWorld = `{"accounts":[{"id":1,"name":"Example Robotics","termsAccepted":true,"platformAdmin":1}],"users":[{"id":1,"account":1,"email":"a@example.com","firstName":"A","lastName":"B","active":true}],"keys":[{"key":"sim-full","account":1,"access":"full"}]}`

// eventSteps are things that happen, and what is told of them.
var eventSteps = []struct {
	name string
	do   func(*client)
	want []string
}{
	{"a call, and a hint", func(c *client) { c.get(reviewPath(1) + "?Expand[]=user").Want(200) }, []string{
		"call default id:#1 method:GET path:/public/v2/vendors/1/security-reviews/1 operation:getVendorSecurityReview status:200 rule: fault: violations:0 hints:1 onPurpose:false",
		"hint default call:#1 in:query name:Expand[]",
	}},
	{"what is wrong with a call", func(c *client) { c.put(reviewPath(3), `{"title":5}`).Want(400) }, []string{
		"call default id:#2 method:PUT path:/public/v2/vendors/1/security-reviews/3 operation:updateVendorSecurityReview status:400 rule: fault: violations:1 hints:0 onPurpose:false",
		"violation default call:#2 side:request in:body pointer:/title text:must be a string",
	}},
	{"a call to nothing", func(c *client) { c.get("/nothing?token=secret").Want(404) }, []string{
		"call default id:#3 method:GET path:/public/v2/nothing operation: status:404 rule: fault: violations:1 hints:0 onPurpose:false",
		"violation default call:#3 side:request in:path",
	}},
	{"on purpose", func(c *client) {
		other := *c
		other.header = http.Header{"Sim-Expect": {"violation"}}
		other.post(creation, `{`).Want(400)
	}, []string{
		"call default id:#4 method:POST path:/public/v2/vendors/1/security-reviews operation:createVendorSecurityReview status:400 rule: fault: violations:1 hints:0 onPurpose:true",
		"violation default call:#4",
	}},
	{"no sandbox", func(c *client) { c.as("nobody@elsewhere").get(reviewPath(1)).Want(401) }, []string{
		"call  id: method:GET path:/public/v2/vendors/1/security-reviews/1 operation:getVendorSecurityReview status:401 rule: fault: violations:0 hints:0 onPurpose:false",
	}},
	{"a sandbox by its first call", func(c *client) { c.as("sim-read@b").post(creation, newReview(nil)).Want(403) }, []string{
		"sandbox b change:made",
		"call b id:#5 method:POST path:/public/v2/vendors/1/security-reviews operation:createVendorSecurityReview status:403 rule: fault: violations:0 hints:0 onPurpose:false",
	}},
	{"sandboxes", func(c *client) {
		c.steer("POST", "/sandboxes", `{"name":"made","pinned":true,"from":"b"}`).Want(201)
		c.steer("PATCH", "/sandboxes/made", `{"pinned":false}`).Want(200)
		c.steer("PATCH", "/sandboxes/made", `{"pinned":false}`).Want(200) // as it was
		c.steer("PUT", "/sandboxes/made/seed", `{"seed":5}`).Want(200)
		c.steer("POST", "/sandboxes/made/reset", "").Want(200)
		c.steer("PUT", "/sandboxes/made", `{"pinned":true}`).Want(200)
		c.steer("DELETE", "/sandboxes/made", "").Want(204)
		c.steer("DELETE", "/sandboxes/made", "").Want(404)
		c.steer("DELETE", "/sandboxes/default", "").Want(409)
	}, []string{
		"sandbox made change:made", "sandbox made change:changed", "sandbox made change:changed", "sandbox made change:reset",
		"sandbox made change:reset", "sandbox made change:changed", "sandbox made change:deleted",
	}},
	{"too many sandboxes", func(c *client) {
		c.steer("PUT", "/sandboxes/d", `{}`).Want(201)
		c.steer("PUT", "/sandboxes/e", `{}`).Want(201)
	}, []string{"sandbox d change:made", "sandbox b change:deleted evicted:true", "sandbox e change:made"}},
	{"worlds", func(c *client) {
		c.steer("PUT", "/sandboxes/d/world", eventWorld).Want(200)
		c.steer("PATCH", "/sandboxes/d/world", `{"vendors":[{"id":1,"account":1,"name":"x"}]}`).Want(200)
		c.steer("PATCH", "/sandboxes/d/world", `{"vendors":[{"id":2,"account":9,"name":"x"}]}`).Want(400)
		c.steer("PATCH", "/sandboxes/d/accounts/1", `{"plan":"limited"}`).Want(200)
		c.steer("PATCH", "/sandboxes/d/accounts/9", `{"plan":"limited"}`).Want(404)
		c.steer("PATCH", "/sandboxes/d/keys/sim-full", `{"revoked":true}`).Want(200)
		if _, err := c.sim.World().AddVendor(1, state.NewVendor{Name: "by Go"}, simtest.Now); err != nil {
			c.t.Fatal(err)
		}
	}, []string{"world d change:replaced", "world d change:changed", "world d change:changed", "world d change:changed", "world default change:changed"}},
	{"checkpoints", func(c *client) {
		c.steer("PUT", "/sandboxes/d/checkpoints/one", "").Want(200)
		c.steer("POST", "/sandboxes/d/checkpoints/one/rewind", "").Want(200)
		c.steer("DELETE", "/sandboxes/d/checkpoints/one", "").Want(204)
		c.steer("DELETE", "/sandboxes/d/checkpoints/one", "").Want(404)
	}, []string{
		"checkpoint d checkpoint:one change:saved", "checkpoint d checkpoint:one change:rewound", "world d change:replaced",
		"clock d mode:frozen now:2026-11-22T12:30:45.678Z", "checkpoint d checkpoint:one change:deleted",
	}},
	{"scenarios", func(c *client) {
		c.steer("PUT", "/sandboxes/e/scenarios/setup", setupScenario).Want(200)
		c.steer("PUT", "/sandboxes/e/scenarios/mine", eventScenario).Want(200)
		c.steer("POST", "/sandboxes/e/scenarios/mine/reset", "").Want(200)
		c.steer("DELETE", "/sandboxes/e/scenarios/setup", "").Want(204)
		c.steer("DELETE", "/sandboxes/e/scenarios/setup", "").Want(404)
		c.steer("DELETE", "/sandboxes/e/scenarios", "").Want(204)
		c.steer("DELETE", "/sandboxes/e/scenarios", "").Want(204)
	}, []string{
		"world e change:changed", "clock e 1m0s mode:frozen now:2026-11-22T12:31:45.678Z", "scenario e 1m0s scenario:setup change:played",
		"scenario e 1m0s scenario:mine change:played", "scenario e 1m0s scenario:mine change:reset",
		"scenario e 1m0s scenario:setup change:stopped", "scenario e 1m0s scenario:mine change:stopped",
	}},
	{"a rule", func(c *client) {
		c.steer("PUT", "/sandboxes/default/scenarios/mine", eventScenario).Want(200)
		c.get(reviewPath(2)).Want(429)
	}, []string{
		"scenario default scenario:mine change:played",
		"call default id:#6 method:GET path:/public/v2/vendors/1/security-reviews/2 operation:getVendorSecurityReview status:429 rule:mine/busy fault:status 429 violations:0 hints:0 onPurpose:false",
		"rule default call:#6 rule:mine/busy fault:status 429",
	}},
	{"no answer", func(c *client) {
		request, _ := http.NewRequest(http.MethodPut, c.sim.URL()+reviewPath(4), strings.NewReader(`{}`)) // which net/http does not send again
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Authorization", "Bearer sim-full")
		if _, err := c.http.Do(request); err == nil {
			c.t.Error("there was an answer")
		}
	}, []string{
		"call default id:#7 method:PUT path:/public/v2/vendors/1/security-reviews/4 operation:updateVendorSecurityReview status:0 rule:mine/cut fault:connection reset violations:0 hints:0 onPurpose:false",
		"rule default call:#7 rule:mine/cut fault:connection reset",
	}},
	{"a call that waits, with the time at which it came", func(c *client) {
		done := make(chan struct{})
		go func() { c.get(reviewPath(3)).Want(200); close(done) }()
		for c.sim.Clock().Waiting() == 0 {
			time.Sleep(time.Millisecond)
		}
		c.steer("PUT", "/sandboxes/default/checkpoints/meanwhile", "").Want(200)
		c.steer("POST", "/sandboxes/default/clock/advance", `{"by":"5s"}`).Want(200)
		<-done
	}, []string{
		"wait default call:#8 change:begun rule:mine/late fault:delay until:2026-11-22T12:30:50.678Z waiting:1",
		"checkpoint default checkpoint:meanwhile change:saved", "clock default 5s mode:frozen now:2026-11-22T12:30:50.678Z",
		"wait default 5s call:#8 change:ended rule:mine/late fault:delay until:2026-11-22T12:30:50.678Z waiting:0",
		"call default id:#8 method:GET path:/public/v2/vendors/1/security-reviews/3 operation:getVendorSecurityReview status:200 rule:mine/late fault:delay violations:0 hints:0 onPurpose:false",
		"rule default call:#8 rule:mine/late fault:delay",
	}},
	{"clocks", func(c *client) {
		c.steer("POST", "/sandboxes/default/clock/advance", `{"by":"9999999h"}`).Want(400)
		c.steer("PUT", "/sandboxes/default/clock", `{"mode":"frozen","at":"2026-11-22T12:30:45.678Z"}`).Want(200)
	}, []string{"clock default mode:frozen now:2026-11-22T12:30:45.678Z"}},
	{"what was proved", func(c *client) {
		c.steer("DELETE", "/sandboxes/default/journal", "").Want(204)
		c.steer("DELETE", "/report", "").Want(204)
	}, []string{
		"journal default change:emptied", "journal d change:emptied", "scenario default scenario:mine change:reset", "journal default change:emptied", "journal e 1m0s change:emptied", "report  change:restarted",
	}},
	{"a call sent again", func(c *client) {
		c.get(reviewPath(1)).Want(200)
		if _, err := c.sim.Resend(c.sim.Journal(journal.Filter{})[0].ID); err != nil {
			c.t.Fatal(err)
		}
	}, []string{
		"call default id:#9", "call default id:#10 method:GET path:/public/v2/vendors/1/security-reviews/1",
	}},
}

// happen does all things one after the other, and returns what is told of each.
func (c *client) happen(stream *simtest.Stream) [][]simtest.Event {
	c.t.Helper()
	all := make([][]simtest.Event, len(eventSteps))
	for i, step := range eventSteps {
		step.do(c)
		if err := c.sim.Checkpoint("end"); err != nil {
			c.t.Fatal(err)
		}
		for ended := false; !ended; {
			e, ok := stream.Next()
			if !ok {
				c.t.Fatal("the stream has ended")
			}
			all[i] = append(all[i], e)
			ended = strings.Contains(e.Data, `"checkpoint":"end"`)
		}
	}
	return all
}

func eventClient(t *testing.T) *client {
	return newClient(t, simulator.WithMaxSandboxes(3), simulator.WithMask("title"))
}

// TestWhatHappensIsTold does each thing, and looks that it is told, in its order, as
// control.yaml has it, and that nothing else is.
func TestWhatHappensIsTold(t *testing.T) {
	c := eventClient(t)
	o := &told{schemas: schemasOfEvents(t), seen: map[string]bool{}}
	for i, events := range c.happen(c.follow("")) {
		step := eventSteps[i]
		var got []string
		for _, e := range events {
			got = append(got, o.line(t, e))
		}
		if !slices.EqualFunc(got[:len(got)-1], step.want, strings.HasPrefix) {
			t.Errorf("%s:\ngot  %s\nwant %s", step.name, strings.Join(got, "\n     "), strings.Join(step.want, "\n     "))
		}
	}
	missed := c.follow("?after=" + fmt.Sprint(o.last+1000)).Want("missed")
	o.last = math.MaxUint64 // its ID is 0: nothing was kept before the first event
	if got := o.line(t, missed); got != "missed  events:null" {
		t.Errorf("got %s", got)
	}
	for of := range o.schemas {
		if !o.seen[of] {
			t.Errorf("no event is of the type %s", of)
		}
	}
}

// TestTheSameEventsAreTold runs all of it twice: the same bytes come.
func TestTheSameEventsAreTold(t *testing.T) {
	var runs []string
	for range 2 {
		c := eventClient(t)
		var run strings.Builder
		for _, events := range c.happen(c.follow("")) {
			for _, e := range events {
				fmt.Fprintln(&run, e)
			}
		}
		runs = append(runs, run.String())
	}
	if runs[0] != runs[1] {
		t.Errorf("got %s", firstDifference(runs[0], runs[1]))
	}
}

// What a stream has not chosen it does not tell.
func TestEventsAreChosen(t *testing.T) {
	c := eventClient(t)
	events := slices.Concat(c.happen(c.follow(""))...)
	for query, chosen := range map[string]func(simtest.Event) bool{
		"?after=0&sandbox=d":                      func(e simtest.Event) bool { return strings.Contains(e.Data, `"sandbox":"d"`) },
		"?after=0&type=rule&type=clock":           func(e simtest.Event) bool { return e.Type == "rule" || e.Type == "clock" },
		"?after=0&sandbox=default&type=violation": func(e simtest.Event) bool { return e.Type == "violation" },
		"?after=0&sandbox=never&type=call":        func(simtest.Event) bool { return false },
		"?after=20":                               func(e simtest.Event) bool { return len(e.ID) > 2 || e.ID > "20" && len(e.ID) == 2 },
	} {
		stream := c.follow(query)
		for _, e := range events {
			if !chosen(e) {
				continue
			}
			if got, _ := stream.Next(); got != e {
				t.Errorf("%s: got %+v, want %+v", query, got, e)
			}
		}
		defer stream.WantEnd()
	}
	if err := c.sim.Close(); err != nil {
		t.Error(err)
	}
}

// What the journal masks is in no event.
func TestEventsHaveNoSecrets(t *testing.T) {
	c := newClient(t, simulator.WithMask("title", "x-trace"))
	c.header = http.Header{"X-Trace": {top}}
	stream := c.follow("")
	calls := []func(){
		func() { c.get(reviewPath(1) + "?token=" + top + "&expandd=" + top).Want(200) },
		func() { c.post(creation, newReview(map[string]any{"title": []string{top}})).Want(400) },
		func() { c.post(creation, `{"title":"`+top+`","note":`).Want(400) },
		func() { c.put(reviewPath(3), `{"title":{"`+top+`":1},"status":7}`).Want(400) },
		func() { c.as(top).get(reviewPath(1)).Want(401) },
		func() { c.as(top + "@elsewhere").get(reviewPath(1)).Want(401) },
		func() { c.as("sim-full@" + top + "/").get(reviewPath(1)).Want(401) },
		func() { c.get("/nothing?title=" + top).Want(404) },
	}
	for _, call := range calls {
		call()
	}
	c.steer("PUT", "/sandboxes/default/checkpoints/end", "").Want(200)
	for {
		e, ok := stream.Next()
		if !ok || e.Type == "checkpoint" {
			break
		}
		if strings.Contains(e.Data, top) {
			t.Errorf("got %+v", e)
		}
	}
}

// Where a token is asked for, it is asked for here, too.
func TestEventsNeedTheToken(t *testing.T) {
	c := newClient(t, simulator.WithControlToken("let-me-in"))
	c.steer("GET", "/events", "").Want(http.StatusUnauthorized)
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, c.sim.ControlURL()+"/events", nil)
	request.Header.Set("Authorization", "Bearer let-me-in")
	response, err := c.http.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	stream := simtest.ReadStream(t, response.Body)
	c.get(reviewPath(1)).Want(200)
	stream.Want("call")
}

// The end of a simulator ends its streams, and does not wait for who reads.
func TestAStreamEndsWithTheSimulator(t *testing.T) {
	sim, err := simulator.Start()
	if err != nil {
		t.Fatal(err)
	}
	c := &client{t: t, sim: sim, http: &http.Client{Transport: &http.Transport{}}}
	defer c.http.CloseIdleConnections()
	streams := []*simtest.Stream{c.follow(""), c.follow("?sandbox=never")}
	if err := sim.Close(); err != nil { // which gives calls that are under way some time
		t.Error(err)
	}
	for _, stream := range streams {
		stream.WantEnd()
	}
}

func TestAScenarioFileThatTakesThePlaceOfAnotherIsTold(t *testing.T) {
	file := filepath.Join(t.TempDir(), "mine.yaml")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("name: mine\nrules: [{fault: {status: 412}}]\n")
	c := newClient(t, simulator.WithScenario(file), simulator.WithWatch())
	for _, name := range []string{"b", "a", "c"} {
		if _, err := c.sim.Box(name); err != nil {
			t.Fatal(err)
		}
	}
	stream := c.follow("?type=scenario")
	write("name: other\nrules: [{fault: {status: 403}}]\n")
	for _, name := range []string{"a", "b", "c", "default"} {
		if got := stream.Want("scenario"); !strings.HasSuffix(got.Data, `"sandbox":"`+name+`","scenario":"other","change":"replaced"}`) {
			t.Errorf("got %+v", got)
		}
	}
}

// Go programs see the same, from the call on.
func TestEventsInGo(t *testing.T) {
	c := newClient(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	calls := c.sim.Events(ctx, journal.EventFilter{Types: []journal.EventType{journal.EventCall}})
	other := c.sim.Events(ctx, journal.EventFilter{Sandbox: "b"})
	c.get(reviewPath(1)).Want(200)
	c.as("sim-full@b").get(reviewPath(99)).Want(404)
	var got []string
	for e := range calls {
		call := e.Data.(journal.CallEvent)
		if !e.Time.Equal(simtest.Now) || e.ID == 0 {
			t.Errorf("got %+v", e)
		}
		got = append(got, fmt.Sprint(e.Sandbox, " ", call.Status))
		if len(got) == 2 {
			break
		}
	}
	for e := range other {
		got = append(got, fmt.Sprint(e.Sandbox, " ", e.Data.Type()))
		if e.Data.Type() == journal.EventCall {
			cancel() // what was told before is not gone over any more
		}
	}
	if want := []string{"default 200", "b 404", "b sandbox", "b call"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for range other {
		t.Error("it goes on")
	}
}

// They end with the simulator, and none begin any more.
func TestEventsInGoEndWithTheSimulator(t *testing.T) {
	sim, err := simulator.New()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	before := sim.Events(ctx, journal.EventFilter{})
	if err := sim.Close(); err != nil {
		t.Fatal(err)
	}
	for e := range before {
		t.Errorf("got %+v", e)
	}
	for e := range sim.Events(ctx, journal.EventFilter{}) {
		t.Errorf("got %+v", e)
	}
}

// A journal may lose calls in several ways; WaitFor looks again after each.
func TestWaitForIsWoken(t *testing.T) {
	none := simulator.CallAssertion{When: "{method: GET}", Count: simulator.Exactly(0)}
	for name, change := range map[string]func(*client){
		"emptied":   func(c *client) { c.steer("DELETE", "/sandboxes/default/journal", "").Want(204) },
		"reset":     func(c *client) { c.steer("POST", "/sandboxes/default/reset", "").Want(200) },
		"restarted": func(c *client) { c.steer("DELETE", "/report", "").Want(204) },
	} {
		t.Run(name, func(t *testing.T) {
			c := newClient(t)
			c.get(reviewPath(1)).Want(200)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			waited := make(chan error)
			go func() { waited <- c.sim.WaitFor(ctx, none) }()
			change(c)
			if err := <-waited; err != nil {
				t.Error(err)
			}
		})
	}
}
