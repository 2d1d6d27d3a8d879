package control_test

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/control"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/spec"
)

// outcomes is every documented status of every operation and a call that meets
// it. 500 is the one status that no state leads to.
var outcomes = map[string]map[int]func(*caller) *simtest.Answer{
	"index":      probe("GET /"),
	"health":     probe("GET /health"),
	"ready":      probe("GET /ready"),
	"getSession": probe("GET /session"),
	"openSession": {
		204: func(c *caller) *simtest.Answer { return c.withToken("").post("/session", `{"token":"`+token+`"}`) },
		400: func(c *caller) *simtest.Answer { return c.withToken("").post("/session", `{}`) },
		403: func(c *caller) *simtest.Answer { return c.withToken("").post("/session", `{"token":"guess"}`) },
		503: withoutRoom("POST /session"),
	},
	"closeSession": {
		204: func(c *caller) *simtest.Answer { return c.withToken("").delete("/session") },
		400: func(c *caller) *simtest.Answer { return c.withToken("").delete("/session?all=true") },
		403: func(c *caller) *simtest.Answer { return c.rebound().delete("/session") },
	},
	"getAbout":        open(200, "GET /about"),
	"contractYAML":    open(200, "GET /openapi.yaml"),
	"contractJSON":    open(200, "GET /openapi.json"),
	"controlYAML":     open(200, "GET /control.yaml"),
	"controlJSON":     open(200, "GET /control.json"),
	"listAssumptions": open(200, "GET /assumptions"),
	"getMetrics":      open(200, "GET /metrics"),
	"followEvents": with(open(200, "GET /events"), outcome{
		200: func(c *caller) *simtest.Answer { return c.get("/events?sandbox=nowhere&type=call&type=clock&after=7") },
		400: func(c *caller) *simtest.Answer { return c.get("/events?sandbox=a+b") },
		503: func(c *caller) *simtest.Answer { return c.full().get("/events") },
	}),

	"listSandboxes": open(200, "GET /sandboxes"),
	"makeSandbox": with(open(201, "POST /sandboxes", `{"name":"new","from":"s","checkpoint":"c","pinned":true}`), outcome{
		400: func(c *caller) *simtest.Answer { return c.post("/sandboxes", `{"name":"a b"}`) },
		404: func(c *caller) *simtest.Answer { return c.post("/sandboxes", `{"name":"new","from":"nowhere"}`) },
		409: func(c *caller) *simtest.Answer { return c.post("/sandboxes", `{"name":"s"}`) },
		503: func(c *caller) *simtest.Answer {
			c.post("/sandboxes", `{"name":"last","pinned":true}`).Want(201)
			return c.post("/sandboxes", `{"name":"new"}`)
		},
	}),
	"putSandbox": with(open(200, "PUT /sandboxes/s", `{"from":"s","checkpoint":"c","scenarios":["rate-limit"]}`), outcome{
		201: func(c *caller) *simtest.Answer { return c.put("/sandboxes/new", `{"clock":{"mode":"real"}}`) },
		400: func(c *caller) *simtest.Answer { return c.put("/sandboxes/a%20b", `{}`) },
		404: func(c *caller) *simtest.Answer { return c.put("/sandboxes/new", `{"scenarios":["rate-limits"]}`) },
		409: func(c *caller) *simtest.Answer { return c.put("/sandboxes/default", `{"pinned":false}`) },
		503: func(c *caller) *simtest.Answer {
			c.post("/sandboxes", `{"name":"last","pinned":true}`).Want(201)
			return c.put("/sandboxes/new", `{}`)
		},
	}),
	"getSandbox": inside(200, "GET /sandboxes/s"),
	"changeSandbox": with(inside(200, "PATCH /sandboxes/s", `{"pinned":false}`), outcome{
		409: func(c *caller) *simtest.Answer { return c.patch("/sandboxes/default", `{"pinned":false}`) },
	}),
	"deleteSandbox": with(inside(204, "DELETE /sandboxes/s"), outcome{
		409: func(c *caller) *simtest.Answer { return c.delete("/sandboxes/default") },
	}),
	"resetSandbox": inside(200, "POST /sandboxes/s/reset"),

	"getWorld": with(inside(200, "GET /sandboxes/s/world"), outcome{
		409: func(c *caller) *simtest.Answer {
			c.fill("large", 7)
			return c.get("/sandboxes/large/world")
		},
	}),
	"replaceWorld":    inside(200, "PUT /sandboxes/s/world", smallWorld),
	"changeWorld":     inside(200, "PATCH /sandboxes/s/world", `{"vendors":[{"id":1,"name":"x"}]}`),
	"listRecords":     inside(200, "GET /sandboxes/s/world/documents"),
	"listCheckpoints": inside(200, "GET /sandboxes/s/checkpoints"),
	"saveCheckpoint": with(inside(200, "PUT /sandboxes/s/checkpoints/d"), outcome{
		409: func(c *caller) *simtest.Answer {
			for i := range sandbox.MaxCheckpoints - 1 {
				if _, err := c.box("s").Apply(sandbox.SaveCheckpoint{Name: fmt.Sprint(i)}); err != nil {
					c.t.Fatal(err)
				}
			}
			c.put("/sandboxes/s/checkpoints/0", "").Want(200) // in its place
			return c.put("/sandboxes/s/checkpoints/more", "")
		},
	}),
	"rewind":           inside(200, "POST /sandboxes/s/checkpoints/c/rewind"),
	"deleteCheckpoint": inside(204, "DELETE /sandboxes/s/checkpoints/c"),

	"listAccounts":     inside(200, "GET /sandboxes/s/accounts"),
	"changeAccount":    inside(200, "PATCH /sandboxes/s/accounts/1", `{"plan":"limited"}`),
	"listKeys":         inside(200, "GET /sandboxes/s/keys"),
	"changeKey":        inside(200, "PATCH /sandboxes/s/keys/sim-full", `{"revoked":true}`),
	"getReadiness":     inside(200, "GET /sandboxes/s/reviews/1/readiness"),
	"listDocuments":    inside(200, "GET /sandboxes/s/documents"),
	"getDocument":      inside(200, "GET /sandboxes/s/documents/1"),
	"downloadDocument": inside(200, "GET /sandboxes/s/documents/1/content"),

	"getClock":     inside(200, "GET /sandboxes/s/clock"),
	"setClock":     inside(200, "PUT /sandboxes/s/clock", `{"mode":"real"}`),
	"advanceClock": inside(200, "POST /sandboxes/s/clock/advance", `{"by":"1h"}`),
	"getSeed":      inside(200, "GET /sandboxes/s/seed"),
	"setSeed":      inside(200, "PUT /sandboxes/s/seed", `{"seed":7}`),

	"listScenarios": with(open(200, "GET /scenarios?text=retry"), outcome{
		400: func(c *caller) *simtest.Answer { return c.get("/scenarios?text=") },
	}),
	"getScenario": with(open(200, "GET /scenarios/rate-limit"), outcome{
		400: func(c *caller) *simtest.Answer { return c.get("/scenarios/.a") },
		404: func(c *caller) *simtest.Answer { return c.get("/scenarios/rate-limits") },
	}),
	"lintScenario": with(open(200, "POST /scenarios/lint", newKeyScenario), outcome{
		400: func(c *caller) *simtest.Answer { return c.post("/scenarios/lint", `[]`) },
	}),
	"listPlayingScenarios": inside(200, "GET /sandboxes/s/scenarios"),
	"playScenario": with(inside(200, "PUT /sandboxes/s/scenarios/rate-limit"), outcome{
		503: withoutRoom("PUT /sandboxes/s/scenarios/rate-limit"),
		409: func(c *caller) *simtest.Answer { return c.put("/sandboxes/s/scenarios/new-key", newKeyScenario) },
	}),
	"stopScenario":     inside(204, "DELETE /sandboxes/s/scenarios/finalize-conflict"),
	"stopAllScenarios": inside(204, "DELETE /sandboxes/s/scenarios"),
	"resetScenario":    inside(200, "POST /sandboxes/s/scenarios/finalize-conflict/reset"),
	"listRules":        inside(200, "GET /sandboxes/s/rules"),
	"listRulesOf": with(open(200, "GET /rules"), outcome{
		400: func(c *caller) *simtest.Answer { return c.get("/rules?sandbox=a+b") },
		404: func(c *caller) *simtest.Answer { return c.get("/rules?sandbox=nowhere") },
	}),

	"listAllCalls": with(open(200, "GET /journal"), outcome{
		400: func(c *caller) *simtest.Answer { return c.get("/journal?sandbox=a+b") },
		404: func(c *caller) *simtest.Answer { return c.get("/journal?sandbox=nowhere") },
	}),
	"exportAllCalls": with(open(200, "GET /journal/har"), outcome{
		400: func(c *caller) *simtest.Answer { return c.get("/journal/har?sandbox=a+b") },
		404: func(c *caller) *simtest.Answer { return c.get("/journal/har?sandbox=nowhere") },
	}),
	"exportCalls": inside(200, "GET /sandboxes/s/journal/har"),
	"listCalls":   inside(200, "GET /sandboxes/s/journal"),
	"countCalls":  inside(200, "GET /sandboxes/s/journal/count"),
	"getCall":     inside(200, "GET /sandboxes/s/journal/0000000000000001"),
	"getWorldAtCall": with(inside(200, "GET /sandboxes/s/journal/0000000000000001/world"), outcome{
		409: func(c *caller) *simtest.Answer {
			c.forgetPast("forgetful")
			return c.get("/sandboxes/forgetful/journal/0000000000000001/world")
		},
	}),
	"resendCall": with(inside(200, "POST /sandboxes/s/journal/0000000000000001/resend", `{}`), outcome{
		409: func(c *caller) *simtest.Answer {
			upload := entry(3, "sendSecurityQuestionnaire", http.MethodPost, 201)
			upload.Request.Parts = []journal.Part{{Name: "files", SHA256: "0"}}
			record(c.box("s"), upload)
			return c.post("/sandboxes/s/journal/0000000000000003/resend", `{}`)
		},
	}),
	"resetJournal": inside(204, "DELETE /sandboxes/s/journal"),

	"verifyCalls": with(inside(200, "POST /sandboxes/s/verify", `{"calls":[{"when":{},"count":">=2"}]}`), outcome{
		409: func(c *caller) *simtest.Answer {
			return c.post("/sandboxes/s/verify", `{"calls":[{"when":{"method":"PUT"}}]}`)
		},
	}),
	"getReport": with(open(200, "GET /report?check=no-hot-loop"), outcome{
		400: func(c *caller) *simtest.Answer { return c.get("/report?check=fast") },
		404: func(c *caller) *simtest.Answer { return c.get("/report?sandbox=nowhere") },
	}),
	"getReportAs": with(open(200, "GET /report/junit?sandbox=s"), outcome{
		400: func(c *caller) *simtest.Answer { return c.get("/report/pdf") },
		404: func(c *caller) *simtest.Answer { return c.get("/report/html?sandbox=nowhere") },
	}),
	"restartReport": open(204, "DELETE /report"),
}

// outcome is the statuses of one operation.
type outcome = map[int]func(*caller) *simtest.Answer

// probe is the outcomes of an operation that needs no token.
func probe(target string) outcome {
	return outcome{
		200: func(c *caller) *simtest.Answer { return c.withToken("").call(target) },
		403: func(c *caller) *simtest.Answer { return c.rebound().call(target) },
	}
}

// open is the outcomes of an operation outside the sandboxes: success, 401
// without the token, and 403 by a name that is not of this machine.
func open(status int, target string, json ...string) outcome {
	send := func(c *caller) *simtest.Answer { return c.send(target, json) }
	all := outcome{
		status: send,
		401:    func(c *caller) *simtest.Answer { return send(c.withToken("")) },
		403:    func(c *caller) *simtest.Answer { return send(c.rebound()) },
	}
	if len(json) > 0 {
		all[503] = withoutRoom(target)
	}
	return all
}

// withoutRoom is a call whose body finds no room.
func withoutRoom(target string) func(*caller) *simtest.Answer {
	return func(c *caller) *simtest.Answer {
		got := c.crowded().call(target, "application/json", strings.Repeat(" ", web.SmallBody)+"{}").Says("allow more memory for bodies")
		if got.Header.Get("Retry-After") != web.RetryAfter {
			c.t.Errorf("Retry-After: got %q", got.Header.Get("Retry-After"))
		}
		return got
	}
}

// crowded is the same caller of a server in which another body takes all room.
func (c *caller) crowded() *caller {
	c.t.Helper()
	const size = 1 << 20
	budget := web.NewBudget(size)
	budget.MaxWait = time.Millisecond
	other := *c
	other.handler = web.NewIntake(c.t.Context(), budget, size).Handler(c.handler)
	body, sending := io.Pipe()
	request := httptest.NewRequest(http.MethodPut, control.Prefix+"/sandboxes/s/world", body)
	request.ContentLength = size
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/yaml")
	ended := make(chan struct{})
	go func() { other.handler.ServeHTTP(httptest.NewRecorder(), request); close(ended) }()
	if _, err := sending.Write([]byte("#")); err != nil { // returns once it is read
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = sending.Close(); <-ended })
	return &other
}

// inside is the outcomes of an operation on the sandbox s: beside those of open,
// 400 for a bad name and 404 for an unknown one.
func inside(status int, target string, json ...string) outcome {
	elsewhere := func(name string) func(*caller) *simtest.Answer {
		there := strings.Replace(target, "/sandboxes/s", "/sandboxes/"+name, 1)
		return func(c *caller) *simtest.Answer { return c.send(there, json) }
	}
	return with(open(status, target, json...), outcome{400: elsewhere("a%20b"), 404: elsewhere("nowhere")})
}

func with(some, more outcome) outcome {
	maps.Copy(some, more)
	return some
}

func (c *caller) send(target string, json []string) *simtest.Answer {
	c.t.Helper()
	if len(json) == 0 {
		return c.call(target)
	}
	return c.call(target, "application/json", json[0])
}

const smallWorld = `{
  "accounts": [{"id": 1, "name": "Example Robotics", "termsAccepted": true, "platformAdmin": 1}],
  "keys": [{"key": "sim-full", "account": 1, "access": "full"}],
  "users": [{"id": 1, "account": 1, "email": "a@example.com", "firstName": "A", "lastName": "B", "active": true}],
  "vendors": [{"id": 1, "account": 1, "name": "Example Cloud Hosting"}]
}`

// newKeyScenario is in order, but no world of these tests has its account.
const newKeyScenario = `{
  "name": "new-key",
  "setup": {"world": {"keys": [{"key": "sim-new", "account": 99, "access": "full"}]}}
}`

func own(t testing.TB) *contract.Contract {
	t.Helper()
	c, err := contract.Load(spec.Control())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEveryDocumentedStatusOfEveryOperation(t *testing.T) {
	documented := own(t)
	for _, op := range documented.Operations {
		isBug := func(status int) bool { return status == http.StatusInternalServerError }
		want := slices.DeleteFunc(slices.Clone(op.Statuses), isBug)
		if got := slices.Sorted(maps.Keys(outcomes[op.ID])); !slices.Equal(got, want) {
			t.Errorf("%s: calls for the statuses %v, documented are %v", op.ID, got, want)
			continue
		}
		for status, call := range outcomes[op.ID] {
			t.Run(op.ID+"/"+http.StatusText(status), func(t *testing.T) {
				checkForm(t, call(newCaller(t)).Want(status))
			})
		}
	}
	if got, want := len(outcomes), len(documented.Operations); got != want {
		t.Errorf("calls for %d operations, documented are %d", got, want)
	}
}

// checkForm checks what holds for every answer of that status.
func checkForm(t *testing.T, got *simtest.Answer) {
	t.Helper()
	switch {
	case got.Status >= 400:
		name := strings.ReplaceAll(http.StatusText(got.Status), " ", "") + "Exception"
		got.Has("statusCode", got.Status).Has("name", name)
		if got.At("message") == "" {
			t.Errorf("%s: no message", got.Call)
		}
	case got.Status == http.StatusNoContent:
		if got.Body != "" || got.Header.Get("Content-Type") != "" {
			t.Errorf("%s: got the body %q, %v", got.Call, got.Body, got.Header)
		}
		return
	}
	if got.Body[0] == '{' && got.Header.Get("Content-Type") != "application/json; charset=utf-8" {
		t.Errorf("%s: Content-Type: got %q", got.Call, got.Header.Get("Content-Type"))
	}
}

// refused is a call that an operation refuses, and what it says: everything
// that is wrong, or its beginning up to a list of what is allowed.
type refused struct {
	target string
	json   string
	says   string
}

var badName = "sandbox must have 1 to 64 characters out of letters, digits, '.', '_' and '-'"

var badCount = "must be a count such as 1, 0, '>=1' or '<=3'"

var badScenario = "scenario must be 1 to 64 letters, digits, '.', '_' and '-', and not begin with '.'"

var refusals = map[string][]refused{
	"makeSandbox": {
		{"POST /sandboxes", `{`, "the body is not valid JSON: unexpected EOF (at byte 1)"},
		{"POST /sandboxes", `[]`, "the body must be an object, is an array"},
		{
			"POST /sandboxes", `{"name":"","from":5,"pinned":"yes","form":"s"}`,
			"form should not exist, did you mean from?; from must be a string, is a number; " +
				"name must have 1 to 64 characters out of letters, digits, '.', '_' and '-'; pinned must be a boolean, is a string",
		},
		{"POST /sandboxes?name=x", `{"name":"x"}`, "name should not exist"},
		{
			"POST /sandboxes", `{"name":"x","checkpoint":"c","clock":{"mode":"frozen","offset":"1 day"}}`,
			"checkpoint goes with from only; clock.at is required with the mode frozen; clock.offset goes with the mode offset only",
		},
		{
			"POST /sandboxes", `{"call":"c","side":"left"}`,
			"side must be one of the following values: before, after",
		},
		{
			"POST /sandboxes", `{"from":"s","side":"before"}`,
			"side goes with call only",
		},
		{
			"POST /sandboxes", `{"call":"c"}`,
			"call goes with from only",
		},
		{
			"POST /sandboxes", `{"from":"s","call":"c","checkpoint":"c"}`,
			"call and checkpoint exclude each other: a sandbox begins as it was at one time",
		},
		{
			"POST /sandboxes", `{"clock":{"mode":"offset","offset":"soon"},"seed":1}`,
			`clock.offset must be a duration like 24h, 1h30m or -90m, is "soon"`,
		},
		{
			"POST /sandboxes", `{"clock":{},"scenarios":["a b"],"seed":-1}`,
			"clock.mode is required; scenarios[0] must be 1 to 64 letters, digits, '.', '_' and '-', and not begin with '.'; seed must not be less than 0",
		},
		{"POST /sandboxes", `{"name":"x","name":"y"}`, "name is given twice (at byte 12)"},
	},
	"followEvents": {
		{
			"GET /events?sandbox=a+b&type=call&type=calls&after=-1&types=call", ``,
			"types should not exist, did you mean type?; " + badName + "; type[1] must be one of the following values: " +
				"call, rule, violation, hint, sandbox, clock, wait, scenario, world, checkpoint, journal, report, missed; " +
				"after must be the id of an event, a number such as 17",
		},
		{"GET /events?after=1&after=2", ``, "after must be given once"},
	},
	"putSandbox": {
		{"PUT /sandboxes/$", `{"name":"x"}`, badName + "; name should not exist, allowed are: "},
		{"PUT /sandboxes/new", `{"clock":{"mode":"frozen"}}`, "clock.at is required with the mode frozen"},
	},
	"getSandbox": {
		{"GET /sandboxes/a@b", ``, badName},
		{"GET /sandboxes/" + strings.Repeat("x", 65), ``, badName},
		{"GET /sandboxes/x%0A", ``, badName},
		{"GET /sandboxes/s?full=1", ``, "full should not exist"},
		{"GET /sandboxes/s?a=%zz", ``, "a should not exist"},
	},
	"changeSandbox": {
		{"PATCH /sandboxes/s", `{}`, "the body must have at least 1 of its properties, has 0"},
		{"PATCH /sandboxes/é", `{"pinned":1}`, badName + "; pinned must be a boolean, is a number"},
		{"PATCH /sandboxes/s", `{"pinned":null}`, "pinned must be a boolean, is null"},
	},
	"deleteSandbox": {{"DELETE /sandboxes/s?force=true", ``, "force should not exist"}},
	"resetSandbox":  {{"POST /sandboxes/$/reset", ``, badName}},
	"getWorld":      {{"GET /sandboxes/s/world?format=xml", ``, "format must be one of the following values: yaml, json"}},
	"changeWorld": {
		{"PATCH /sandboxes/s/world", `[]`, "the body must be an object, is an array"},
		{
			"PATCH /sandboxes/s/world", `{"vendors":[{"name":"x"},{"id":1,"nam":"x"}],"keys":{},"reviews":[{"id":1,"status":"DONE"}]}`,
			"world:1:13: vendors[0]: does not say which record it is: give its id, or of a key its key\n" +
				`world:1:34: vendors[1]: unknown key "nam", did you mean "name"?` + "\n" +
				"world:1:53: keys: must be a list, is a mapping\n" +
				`world:1:84: reviews[0].status: must be one of NOT_YET_STARTED, IN_PROGRESS, COMPLETED, NOT_REQUIRED, is "DONE"`,
		},
		{"PATCH /sandboxes/s/world", `{"vendors":[{"id":9,"account":99,"name":"x"}]}`, "world:1:31: vendors[0].account: there is no account 99"},
		{"PATCH /sandboxes/s/world", `{"vendors":[{"id":77}]}`, "world:1:13: vendors[0]: vendor 77 is not in the world and lacks account, name"},
	},
	"listRecords": {
		{"GET /sandboxes/s/world/vendor", ``, "kind must be one of the following values: accounts, keys, users, vendors, reviews, questionnaires, documents"},
		{"GET /sandboxes/s/world/vendors?after=first", ``, `after must be the id of a record, is "first"`},
		{"GET /sandboxes/s/world/vendors?limit=10001", ``, "limit must not be greater than 10000"},
	},
	"replaceWorld": {
		{"PUT /sandboxes/s/world", ``, "the body is required, is empty"},
		{"PUT /sandboxes/s/world", `[]`, "the body must be an object, is an array"},
		{
			"PUT /sandboxes/s/world", `{}`,
			"world:1:1: accounts: must name at least one account\nworld:1:1: keys: must name at least one key",
		},
	},
	"listCheckpoints": {{"GET /sandboxes/$/checkpoints", ``, badName}},
	"saveCheckpoint": {{
		"PUT /sandboxes/$/checkpoints/a+b", ``,
		badName + "; checkpoint must have 1 to 64 characters out of letters, digits, '.', '_' and '-'",
	}},
	"rewind":           {{"POST /sandboxes/s/checkpoints/$/rewind", ``, "checkpoint must have 1 to 64 characters out of letters, digits, '.', '_' and '-'"}},
	"deleteCheckpoint": {{"DELETE /sandboxes/s/checkpoints/$", ``, "checkpoint must have 1 to 64 characters out of letters, digits, '.', '_' and '-'"}},
	"listAccounts":     {{"GET /sandboxes/s/accounts?page=2", ``, "page should not exist"}},
	"changeAccount": {
		{"PATCH /sandboxes/s/accounts/1", `{}`, "the body must have at least 1 of its properties, has 0"},
		{
			"PATCH /sandboxes/s/accounts/one", `{"plan":"big","termsAccepted":0}`,
			"account must be a positive integer up to 9007199254740991; plan must be one of the following values: full, limited; " +
				"termsAccepted must be a boolean, is a number",
		},
		{"PATCH /sandboxes/s/accounts/1.5", `{"plan":"full"}`, "account must be a positive integer up to 9007199254740991"}, // A5
		{"PATCH /sandboxes/s/accounts/-1", `{"plan":"full"}`, "account must be a positive integer up to 9007199254740991"},
	},
	"listKeys": {{"GET /sandboxes/s/keys?state=active", ``, "state should not exist"}},
	"changeKey": {
		{"PATCH /sandboxes/s/keys/sim-full", `{}`, "the body must have at least 1 of its properties, has 0"},
		{
			"PATCH /sandboxes/s/keys/sim-full", `{"revoked":null,"access":"all","permissions":"x","expiresAt":"soon"}`,
			"access must be one of the following values: full, read, custom; " +
				"expiresAt must be a date and time like 2026-01-31T12:00:00.000Z; " +
				"permissions must be an array, is a string; revoked must be a boolean, is null",
		},
		{"PATCH /sandboxes/s/keys/sim-full", `{"permissions":["vendors-get"]}`, "permissions goes with access: custom only"},
		{
			"PATCH /sandboxes/s/keys/sim-full", `{"expiresAt":"9999-12-31T23:59:59-23:00"}`,
			"expiresAt must be a date and time like 2026-01-31T12:00:00.000Z, from the year 1000 to 9999",
		},
	},
	"getReadiness": {{"GET /sandboxes/$/reviews/first/readiness", ``, badName + "; review must be a positive integer up to 9007199254740991"}},
	"openSession": {
		{"POST /session", `{"token":""}`, "token must be at least 1 characters long, has 0"},
		{"POST /session", `{"token":"` + strings.Repeat("x", 4097) + `"}`, "token must be at most 4096 characters long, has 4097"},
	},
	"closeSession":     {{"DELETE /session?all=true", ``, "all should not exist"}},
	"lintScenario":     {{"POST /scenarios/lint", `[]`, "the body must be an object, is an array"}},
	"listDocuments":    {{"GET /sandboxes/s/documents?vendor=1", ``, "vendor should not exist"}},
	"getDocument":      {{"GET /sandboxes/$/documents/first", ``, badName + "; document must be a positive integer up to 9007199254740991"}},
	"downloadDocument": {{"GET /sandboxes/s/documents/0x1/content", ``, "document must be a positive integer up to 9007199254740991"}},
	"getClock":         {{"GET /sandboxes/s/clock?zone=utc", ``, "zone should not exist"}},
	"setClock": {
		{"PUT /sandboxes/s/clock", `{}`, "mode is required"},
		{"PUT /sandboxes/s/clock", `{"mode":"fast"}`, "mode must be one of the following values: real, frozen, offset"},
		{"PUT /sandboxes/s/clock", `{"mode":"frozen"}`, "at is required with the mode frozen"},
		{"PUT /sandboxes/s/clock", `{"mode":"offset"}`, "offset is required with the mode offset"},
		{
			"PUT /sandboxes/s/clock", `{"mode":"real","at":"2027-01-01T00:00:00Z","offset":"1h"}`,
			"at goes with the mode frozen only; offset goes with the mode offset only",
		},
		{
			"PUT /sandboxes/s/clock", `{"mode":"frozen","offset":"1h"}`,
			"at is required with the mode frozen; offset goes with the mode offset only",
		},
		{
			"PUT /sandboxes/s/clock", `{"mode":"offset","offset":"1 day"}`,
			`offset must be a duration like 24h, 1h30m or -90m, is "1 day"`,
		},
		{
			"PUT /sandboxes/s/clock", `{"mode":"offset","offset":"9999999h"}`,
			`offset is 9999999h: no duration is longer than 292 years`,
		},
		{
			"PUT /sandboxes/s/clock", `{"mode":"offset","offset":"-9999999.5h1m"}`,
			`offset is -9999999.5h1m: no duration is longer than 292 years`,
		},
		{
			"PUT /sandboxes/s/clock", `{"mode":"frozen","at":"0000-06-01T00:00:00Z"}`,
			"at must be a date and time like 2026-01-31T12:00:00.000Z, from the year 1000 to 9999",
		},
		{
			"PUT /sandboxes/s/clock", `{"mode":"frozen","at":"2027-01-01"}`,
			"at must be a date and time like 2026-01-31T12:00:00.000Z",
		},
	},
	"advanceClock": {
		{"POST /sandboxes/s/clock/advance", `{}`, "by is required"},
		{"POST /sandboxes/s/clock/advance", `{"by":60}`, "by must be a string, is a number"},
		{"POST /sandboxes/s/clock/advance", `{"by":"1d"}`, `by must be a duration like 24h, 1h30m or -90m, is "1d"`},
	},
	"getSeed": {{"GET /sandboxes/$/seed", ``, badName}},
	"setSeed": {
		{"PUT /sandboxes/s/seed", `{}`, "seed is required"},
		{"PUT /sandboxes/s/seed", `{"seed":-1}`, "seed must not be less than 0"},
		{"PUT /sandboxes/s/seed", `{"seed":1.5}`, "seed must be an integer, is a number with a fraction"},
		{"PUT /sandboxes/s/seed", `{"seed":9007199254740992}`, "seed must not be greater than 9007199254740991"},
	},
	"getScenario": {
		{"GET /scenarios/a%20b", ``, badScenario},
		{"GET /scenarios/..", ``, badScenario},
		{"GET /scenarios/rate-limit?format=json", ``, "format should not exist"},
	},
	"listPlayingScenarios": {{"GET /sandboxes/$/scenarios", ``, badName}},
	"playScenario": {
		{"PUT /sandboxes/$/scenarios/.x", ``, badName + "; " + badScenario},
		{"PUT /sandboxes/s/scenarios/x", `[]`, "the body must be an object, is an array"},
		{"PUT /sandboxes/s/scenarios/x", `{"name":"x","name":"x"}`, "name is given twice (at byte 12)"},
		{
			"PUT /sandboxes/s/scenarios/x", `{"name":"y","rules":[{"fault":{"status":500}}]}`,
			`name must be "x" as in the path, is "y"`,
		},
		{
			"PUT /sandboxes/s/scenarios/x", `{"name":"x","setup":{"fixture":"/etc/passwd"}}`,
			"scenario:1:32: setup.fixture: cannot be used here: other files are read only for scenarios that are files themselves",
		},
	},
	"stopScenario":     {{"DELETE /sandboxes/s/scenarios/$", ``, badScenario}},
	"stopAllScenarios": {{"DELETE /sandboxes/s/scenarios?name=rate-limit", ``, "name should not exist"}},
	"resetScenario":    {{"POST /sandboxes/s/scenarios/$/reset", ``, badScenario}},
	"listRules":        {{"GET /sandboxes/s/rules?fired=1", ``, "fired should not exist"}},
	"listRulesOf": {
		{"GET /rules?sandbox=", ``, badName},
		{"GET /rules?sandbox=s&sandbox=t", ``, "sandbox must be given once"},
		{"GET /rules?sandboxes=s", ``, "sandboxes should not exist, did you mean sandbox?"},
	},
	"listAllCalls": {
		{"GET /journal?sandbox=", ``, badName},
		{
			"GET /journal?since=9999-12-31T23:59:59-23:00&until=9999-12-31T23:59:59-23:00", ``,
			"since must be a date and time like 2026-01-31T12:00:00.000Z, from the year 1000 to 9999; " +
				"until must be a date and time like 2026-01-31T12:00:00.000Z, from the year 1000 to 9999",
		},
	},
	"listScenarios":  {{"GET /scenarios?text=", ``, "text must be at least 1 characters long, has 0"}},
	"exportAllCalls": {{"GET /journal/har?limit=0", ``, "limit must not be less than 1"}},
	"exportCalls": {
		{
			"GET /sandboxes/$/journal/har?since=today&format=har", ``,
			"format should not exist, allowed are: ",
		},
	},
	"listCalls": {
		{
			"GET /sandboxes/s/journal?since=today&until=2026-12-01T00:00:00+01:00", ``,
			"since must be a date and time like 2026-01-31T12:00:00.000Z; " +
				"until must be a date and time like 2026-01-31T12:00:00.000Z",
		},
		{
			"GET /sandboxes/s/journal?limit=0&status=abc&method=get&violations=yes&path=&text=&rule=&opration=x", ``,
			"opration should not exist, did you mean operation?; method must be a method in capital letters, such as GET; " +
				`status must be an integer, is "abc"; ` + "path must be at least 1 characters long, has 0; " +
				"text must be at least 1 characters long, has 0; " + `violations must be a boolean, is "yes"; ` +
				"rule must be at least 1 characters long, has 0; limit must not be less than 1",
		},
		{"GET /sandboxes/s/journal?limit=1001", ``, "limit must not be greater than 1000"},
		{"GET /sandboxes/s/journal?limit=1e2", ``, `limit must be an integer, is "1e2"`},
		{"GET /sandboxes/s/journal?status=99", ``, "status must not be less than 100"},
		{"GET /sandboxes/s/journal?status=200&status=201", ``, "status must be given once"},
		{"GET /sandboxes/s/journal?operation=", ``, "operation must be one of the following values: "},
	},
	"countCalls": {
		{"GET /sandboxes/s/journal/count?limit=5", ``, "limit should not exist, allowed are: "},
		{"GET /sandboxes/s/journal/count?since=2026-12-01", ``, "since must be a date and time like 2026-01-31T12:00:00.000Z"},
		{"GET /sandboxes/s/journal/count?operation=getReview", ``, "operation must be one of the following values: "},
	},
	"getCall": {{"GET /sandboxes/s/journal/a:b", ``, "call must have 1 to 64 characters out of letters, digits, '.', '_' and '-'"}},
	"getWorldAtCall": {
		{
			"GET /sandboxes/s/journal/a:b/world?format=xml&side=left", ``, "call must have 1 to 64 characters out of letters, digits, '.', '_' and '-'; " +
				"side must be one of the following values: before, after; format must be one of the following values: yaml, json",
		},
	},
	"resendCall": {
		{"POST /sandboxes/s/journal/a/resend", `{"in":"x"}`, "in should not exist, allowed are: sandbox"},
		{"POST /sandboxes/s/journal/a/resend", `{"sandbox":"a b"}`, badName},
	},
	"resetJournal": {{"DELETE /sandboxes/s/journal?before=1", ``, "before should not exist"}},
	"verifyCalls": {
		{"POST /sandboxes/s/verify", `{"calls":[]}`, "calls must have at least 1 elements, has 0"},
		{"POST /sandboxes/s/verify", `{"calls":[{}],"ordered":true}`, "calls[0].when is required; ordered should not exist, allowed are: calls, inOrder"},
		{
			"POST /sandboxes/s/verify", `{"calls":[{"when":{"operation":"getVendorSecurityReviews","boddy":{}},"count":"many"}]}`,
			`calls[0].when:1:14: when.operation: the contract has no "getVendorSecurityReviews", did you mean getVendorSecurityReview?; ` +
				`calls[0].when:1:41: when: unknown key "boddy", did you mean "body"?; ` +
				`calls[0].count must be a count such as 1, 0, '>=1' or '<=3', is "many"`,
		},
		{
			"POST /sandboxes/s/verify", `{"calls":[{"when":{},"count":true},{"when":{},"count":1.5},{"when":{},"count":-1},{"when":{},"count":[]}]}`,
			"calls[0].count " + badCount + "; calls[1].count " + badCount + "; calls[2].count " + badCount + "; calls[3].count " + badCount,
		},
		{"POST /sandboxes/s/verify", `{"calls":[{"when":{"state":"start"}}]}`, "calls[0].when:1:10: when.state: has no meaning here: a call that is over belongs to no scenario"},
	},
	"getReport": {
		{"GET /report?check=no-hot-lop&check=backs-off=3&minCoverage=50", ``, `check: there is no check "no-hot-lop", did you mean no-hot-loop?; check: the check backs-off takes no limit`},
		{
			"GET /report?x=&" + strings.Repeat("check=no-hot-loop&", 101) + strings.Repeat("cover=*&", 1000), ``,
			"x should not exist, allowed are: ",
		},
		{
			"GET /report?" + strings.Repeat("check=no-hot-lop&", 101) + strings.Repeat("cover=createReview&", 500), ``,
			"check must have at most 100 elements, has 101; cover must have at most 100 elements, has 500",
		},
		{"GET /report?minCoverage=101", ``, "minCoverage must not be greater than 100"},
		{"GET /report?cover=&sandboxes=s", ``, "sandboxes should not exist, did you mean sandbox?; cover[0] must be at least 1 characters long, has 0"},
		{"GET /report?cover=createReview", ``, `cover: the contract has no operation "createReview", allowed are sendSecurityQuestionnaire, createVendorSecurityReview, ` +
			"createVendorSecurityReviewWithFile, getVendorSecurityReview, updateVendorSecurityReview, listSecurityReviewActions, " +
			"performSecurityReviewAction, sendSecurityQuestionnaireForSecurityReview"},
	},
	"getReportAs": {{"GET /report/pdf", ``, "format must be one of the following values: text, markdown, junit, json, html, sarif, github"}},
}

func TestEveryOperationSaysEverythingThatIsWrong(t *testing.T) {
	for _, op := range own(t).Operations {
		if op.Documents(http.StatusBadRequest) && len(refusals[op.ID]) == 0 {
			t.Errorf("%s: no bad call", op.ID)
		}
		for _, row := range refusals[op.ID] {
			t.Run(op.ID+" "+row.says, func(t *testing.T) {
				c := newCaller(t)
				got := c.call(row.target, "application/json", row.json).Want(400)
				list := strings.HasSuffix(row.says, ": ") // of what is allowed goes on
				if said := fmt.Sprint(got.At("message")); said != row.says && !(list && strings.HasPrefix(said, row.says)) {
					t.Errorf("got  %s\nwant %s", said, row.says)
				}
			})
		}
	}
}

// What does not exist inside a sandbox is a 404 as well.
func TestNotFoundInsideASandbox(t *testing.T) {
	c := newCaller(t)
	for target, says := range map[string]string{
		"POST /sandboxes/s/checkpoints/x/rewind":   `there is no checkpoint "x"`,
		"DELETE /sandboxes/s/checkpoints/x":        `there is no checkpoint "x"`,
		"GET /sandboxes/s/documents/99":            "there is no document 99",
		"GET /sandboxes/s/documents/98.0/content":  "there is no document 98",
		"GET /sandboxes/s/journal/00000000000000a": `there is no call "00000000000000a" in the journal`,
		"GET /sandboxes/s/journal/a/world":         `there is no call "a" in the journal`,
		"POST /sandboxes/s/journal/a/resend":       `there is no call "a" in the journal`,
		"DELETE /sandboxes/s/scenarios/x":          `the scenario "x" does not play in the sandbox "s"`,
		"POST /sandboxes/s/scenarios/x/reset":      `the scenario "x" does not play in the sandbox "s"`,
	} {
		c.call(target).Want(404).Has("message", says)
	}
	c.post("/sandboxes", `{"name":"x","from":"s","checkpoint":"x"}`).Want(404).Has("message", `there is no checkpoint "x"`)
	c.post("/sandboxes", `{"name":"x","from":"s","call":"x"}`).Want(404).Has("message", `there is no call "x" in the journal`)
	c.post("/sandboxes/s/journal/0000000000000001/resend", `{"sandbox":"x"}`).Want(404).Says(`there is no sandbox "x"`)
	c.patch("/sandboxes/s/accounts/99", `{"plan":"full"}`).Want(404).Has("message", "there is no account 99")
	c.patch("/sandboxes/s/keys/secret", `{"revoked":true}`).Want(404).Has("message", "there is no such key")
}

func TestTheContractsAreServed(t *testing.T) {
	c := newCaller(t)
	got := c.get("/control.yaml").Want(200)
	if got.Body != string(spec.Control()) || got.Header.Get("Content-Type") != "application/yaml" {
		t.Errorf("got %s, %d bytes, want %d", got.Header.Get("Content-Type"), len(got.Body), len(spec.Control()))
	}
	c.get("/openapi.json").Want(200).Has("openapi", "3.0.3").Has("info.version", "baseline")
}

// A client that is made from the contract calls the simulator that handed it out,
// at the address that was called, and never the real API.
func TestTheContractNamesThisSimulatorAsItsOnlyServer(t *testing.T) {
	listens := func(api, steering string) func(*control.Config) {
		return func(config *control.Config) { config.Addresses = func() (string, string) { return api, steering } }
	}
	for name, row := range map[string]struct{ api, steering, host, proto, want string }{
		"as listened on":       {"127.0.0.1:4010", "127.0.0.1:4010", "127.0.0.1:4010", "", "http://127.0.0.1:4010"},
		"by a name":            {"0.0.0.0:4010", "0.0.0.0:4010", "sim.internal:8080", "", "http://sim.internal:8080"},
		"a mapped port":        {"[::]:4010", "[::]:4010", "localhost:49153", "", "http://localhost:49153"},
		"IPv6":                 {"[::1]:4010", "[::1]:4010", "[::1]:4010", "", "http://[::1]:4010"},
		"behind TLS":           {"0.0.0.0:4010", "0.0.0.0:4010", "sim.example", "https", "https://sim.example"},
		"no scheme":            {"0.0.0.0:4010", "0.0.0.0:4010", "sim.example", "javascript", "http://sim.example"},
		"no host":              {"0.0.0.0:4010", "0.0.0.0:4010", "a'b c", "", "http://127.0.0.1:4010"},
		"a long host":          {"0.0.0.0:4010", "0.0.0.0:4010", strings.Repeat("a", 300), "", "http://127.0.0.1:4010"},
		"apart":                {"127.0.0.1:4010", "127.0.0.1:4011", "127.0.0.1:4011", "", "http://127.0.0.1:4010"},
		"apart, API on all":    {"0.0.0.0:4010", "0.0.0.0:4011", "sim.internal:4011", "", "http://sim.internal:4010"},
		"apart, API elsewhere": {"192.0.2.1:4010", "0.0.0.0:4011", "sim.internal:4011", "", "http://192.0.2.1:4010"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCaller(t).of(listens(row.api, row.steering))
			c.host = row.host
			if row.proto != "" {
				c = c.with("X-Forwarded-Proto", row.proto)
			}
			want := row.want + "/public/v2"
			c.get("/openapi.json").Want(200).Has("servers.0.url", want).Has("servers.1", simtest.Absent{})
			if text := c.get("/openapi.yaml").Want(200).Body; !strings.Contains(text, "\n  - url: '"+want+"'\n") {
				t.Errorf("got %s", text[:1200])
			}
		})
	}
}

func TestUnknownPathsSayWhatIsThere(t *testing.T) {
	c := newCaller(t)
	const pointer = "; GET /_sim says what is where, and /_sim/control.yaml describes all operations"
	for call, says := range map[string]string{
		"GET /helth":                         ", did you mean GET /_sim/health?",
		"HEAD /helth":                        "",
		"GET /sandbox":                       ", did you mean GET /_sim/sandboxes?",
		"POST /sandbox/":                     ", did you mean POST /_sim/sandboxes?",
		"POST /helth":                        ", did you mean GET /_sim/health?",
		"GET /sandboxes/s/Jurnal/har":        ", did you mean GET /_sim/sandboxes/{sandbox}/journal/har?",
		"GET /openapi.yml":                   ", did you mean GET /_sim/openapi.yaml?",
		"GET /_sim/health":                   ", did you mean GET /_sim/health?",
		"GET /nothing":                       pointer,
		"GET /sandboxes//world":              pointer,
		"GET //":                             pointer,
		"GET /health//":                      pointer,
		"GET /" + strings.Repeat("x/", 5000): pointer,
		"POST ":                              ", there it has: GET",
		"POST /sandboxes/s/world":            ", there it has: GET, PATCH, PUT",
		"POST /Sandboxes/s/world/":           ", there it has: GET, PATCH, PUT",
	} {
		method, path, _ := strings.Cut(call, " ")
		got := c.call(call).Want(404)
		if method != "HEAD" {
			got.Has("name", "NotFoundException").Has("message", "the control API has no operation "+method+" "+web.Shortened("/_sim"+path)+says)
		}
	}
	c.top(c.handler, "GET /health").Want(404).Says("the control API has no operation GET /health, did you mean GET /_sim/health?")
}

// As of the API, letter case and a slash at the end of a path do not matter.
func TestPathsAreTakenAsThoseOfTheAPI(t *testing.T) {
	c := newCaller(t)
	for _, call := range []string{
		"GET /Health", "GET /health/", "HEAD /HEALTH", "GET /sandboxes/", "GET /sandboxes/default/Journal", "GET /Sandboxes/default/Journal/Count/",
		"GET /SANDBOXES/default/journal/HAR",
	} {
		c.call(call).Want(200)
	}
	c.post("/sandboxes/", `{"name":"Mine"}`).Want(201)
	c.get("/SANDBOXES/Mine").Want(200).Has("name", "Mine")
	c.get("/SANDBOXES/mine").Want(404)
	c.get("/sandboxes/a@b/").Want(400).Says(badName)
	c.top(c.handler, "GET /_SIM/health").Want(200)
}

// A slash at the end of what replaces, changes or takes away something stands where a name is
// missing: nothing is done.
func TestNoNameIsNotAll(t *testing.T) {
	c := newCaller(t)
	c.put("/sandboxes/s", `{"scenarios":["flaky"]}`).Want(200)
	for _, call := range []string{"DELETE /sandboxes/s/scenarios/", "DELETE /sandboxes/s/", "PUT /sandboxes/s/", "PATCH /sandboxes/s/", "DELETE /report/", "DELETE /sandboxes/s/journal/"} {
		c.call(call, "application/json", `{}`).Want(404).Says("with a slash at its end: a name is missing behind it")
	}
	if got := c.get("/sandboxes/s/scenarios").Want(200).Body; !strings.Contains(got, `"flaky"`) {
		t.Errorf("it plays no longer: %s", got)
	}
}

func TestLookingMakesNoSandbox(t *testing.T) {
	c := newCaller(t)
	before := c.get("/sandboxes").Want(200).Body
	for _, outcomes := range outcomes {
		if call := outcomes[404]; call != nil {
			call(c).Want(404)
		}
	}
	if after := c.get("/sandboxes").Body; after != before {
		t.Errorf("got  %s\nwant %s", after, before)
	}
}

// The names that the control API takes are those that a client can use.
func TestNamesAreThoseOfSandboxes(t *testing.T) {
	for _, name := range []string{
		"a", "A.b_c-9", ".", "..", "...", strings.Repeat("x", 64), "", strings.Repeat("x", 65), "a b", "é", "a\n", "a/b", "@", "a\x00",
	} {
		c := newCaller(t)
		body := strings.NewReplacer("\n", `\n`, "\x00", `\u0000`).Replace(name)
		got := c.post("/sandboxes", `{"name":"`+body+`"}`)
		if want := sandbox.CheckName("sandbox", name) == nil; (got.Status == 201) != want || !want && got.Status != 400 {
			t.Errorf("%q: got %d %s", name, got.Status, got.Body)
		}
	}
}
