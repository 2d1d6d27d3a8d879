package agent_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/simtest"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"go.uber.org/goleak"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/agent"
	"github.com/vsrsim/vsrsim/simulator/internal/control"
	"github.com/vsrsim/vsrsim/simulator/internal/remote"
)

// started is a simulator with a call in its journal, and its way in.
func started(t *testing.T, opts ...simulator.Option) (*simulator.Simulator, remote.Simulator) {
	t.Helper()
	sim, err := simulator.Start(append([]simulator.Option{simulator.WithListen("127.0.0.1:0")}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sim.Close() })
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, sim.URL()+"/vendors/1/security-reviews/1", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer sim-full")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	return sim, remote.Simulator{Control: sim.ControlURL()}
}

// connected is an agent that is connected with a server in memory.
func connected(t *testing.T, sim remote.Simulator) *mcp.ClientSession {
	t.Helper()
	client, server := mcp.NewInMemoryTransports()
	serving, err := agent.New(t.Context(), sim, "test").Connect(t.Context(), server, nil)
	if err != nil {
		t.Fatal(err)
	}
	session, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), client, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = session.Close()
		_ = serving.Wait()
	})
	return session
}

func textOf(result *mcp.CallToolResult) string {
	var texts []string
	for _, content := range result.Content {
		texts = append(texts, content.(*mcp.TextContent).Text)
	}
	return strings.Join(texts, "\n")
}

func tools(t *testing.T, session *mcp.ClientSession) []*mcp.Tool {
	t.Helper()
	listed, err := session.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if listed.NextCursor != "" {
		t.Error("the tools have more than one page")
	}
	return listed.Tools
}

// The tools are the rows that are marked for agents, and say of themselves what the
// contract says.
func TestToolsAreRowsOfTheTable(t *testing.T) {
	_, sim := started(t)
	byName := map[string]*mcp.Tool{}
	for _, tool := range tools(t, connected(t, sim)) {
		byName[tool.Name] = tool
	}
	for _, row := range control.Rows() {
		tool := byName[row.Name]
		if (tool != nil) != row.Tool {
			t.Errorf("%s: is a tool: %t, in the table: %t", row.Name, tool != nil, row.Tool)
		}
		if tool == nil {
			continue
		}
		if tool.Annotations.ReadOnlyHint != row.ReadOnly || !strings.HasPrefix(tool.Description, row.Summary) {
			t.Errorf("%s: %+v %q", row.Name, tool.Annotations, tool.Description)
		}
		properties := tool.InputSchema.(map[string]any)["properties"].(map[string]any)
		for _, input := range row.Inputs {
			if properties[input.Name] == nil {
				t.Errorf("%s has no input %s", row.Name, input.Name)
			}
		}
	}
}

// sensible are calls of tools with what an agent would give, in an order in which each can
// be done; CALL stands for the id of a call.
var sensible = []struct {
	tool      string
	arguments string
	has       string // in the result
}{
	{"getAbout", `{}`, `/public/v2"`},
	{"contractYAML", `{"offset": 100}`, "operationId"},
	{"listSandboxes", `{}`, `"name":"default"`},
	{"makeSandbox", `{"name": "mine", "from": "default", "clock": {"mode": "frozen", "at": "2026-01-01T00:00:00Z"}, "seed": 7}`, `"key":"sim-full@mine"`},
	{"putSandbox", `{"sandbox": "mine", "scenarios": ["rate-limit"]}`, `"scenarios":["rate-limit"]`},
	{"getSandbox", `{"sandbox": "mine"}`, `"name":"mine"`},
	{"resetSandbox", `{"sandbox": "mine"}`, `"scenarios":[]`},
	{"deleteSandbox", `{"sandbox": "mine"}`, "Done."},
	{"getWorld", `{"format": "json"}`, `"accounts"`},
	{"saveCheckpoint", `{"checkpoint": "before"}`, `"name":"before"`},
	{"listCheckpoints", `{}`, `"before"`},
	{"changeWorld", `{"text": "vendors: [{id: 1, name: Renamed}]"}`, `"name":"default"`},
	{"listRecords", `{"kind": "vendors", "limit": 1}`, `"Renamed"`},
	{"changeAccount", `{"account": 1, "plan": "limited"}`, `"plan":"limited"`},
	{"listAccounts", `{}`, `"plan":"limited"`},
	{"changeKey", `{"key": "sim-read", "revoked": true, "expiresAt": null}`, `"state":"revoked"`},
	{"listKeys", `{}`, `"revoked"`},
	{"rewind", `{"checkpoint": "before"}`, `"name":"default"`},
	{"deleteCheckpoint", `{"checkpoint": "before"}`, "Done."},
	{"getReadiness", `{"review": 2}`, `"missing"`},
	{"listDocuments", `{}`, `"sha256"`},
	{"getClock", `{}`, `"mode":"real"`},
	{"setClock", `{"mode": "frozen", "at": "2026-01-31T12:00:00Z"}`, `"mode":"frozen"`},
	{"advanceClock", `{"by": "1h"}`, `2026-01-31T13:00:00`},
	{"listScenarios", `{"text": "Rate-Limit"}`, `"rate-limit"`},
	{"lintScenario", `{"text": "name: mine\nrules: [{when: {operation: getVendorSecurityReview}, fault: {statu: 500}}]"}`, `unknown key`},
	{"getScenario", `{"scenario": "rate-limit"}`, "name: rate-limit"},
	{"playScenario", `{"scenario": "rate-limit"}`, `"name":"rate-limit"`},
	{"playScenario", `{"scenario": "mine", "text": {"name": "mine", "rules": [{"when": {"operation": "getVendorSecurityReview"}, "fault": {"status": 500}}]}}`, `"name":"mine"`},
	{"listPlayingScenarios", `{}`, `"mine"`},
	{"resetScenario", `{"scenario": "mine"}`, `"mine"`},
	{"listRules", `{"sandbox": "default"}`, `"mine/1"`},
	{"stopScenario", `{"scenario": "mine"}`, "Done."},
	{"stopAllScenarios", `{}`, "Done."},
	{"listCalls", `{"limit": 1, "violations": false}`, `"id":"CALL"`},
	{"listAllCalls", `{"limit": 1}`, `"id":"CALL"`},
	{"countCalls", `{"status": 200}`, `"count":1`},
	{"getCall", `{"call": "CALL"}`, `"id":"CALL"`},
	{"getWorldAtCall", `{"call": "CALL"}`, "accounts:"},
	{"resendCall", `{"call": "CALL"}`, `"operation":"getVendorSecurityReview"`},
	{"verifyCalls", `{"calls": [{"when": {"operation": "getVendorSecurityReview"}, "count": 2}]}`, `"verified":true`},
	{"verifyCalls", `{"calls": [{"when": {"operation": "getVendorSecurityReview"}, "count": 0}]}`, `"verified":false`},
	{"getReportAs", `{"format": "text", "check": ["honours-retry-after"]}`, "honours-retry-after unproven"},
	{"resetJournal", `{}`, "Done."},
	{"restartReport", `{}`, "Done."},
	{"replaceWorld", `{"text": "accounts: [{id: 1, name: A, platformAdmin: 1}]\nusers: [{id: 1, account: 1, email: a@example.com, active: true}]\nkeys: [{key: k, account: 1, access: full}]"}`, `"vendors":0`},
}

// Each tool does what it says, and says all of it unless it is the text of a document.
func TestEachToolIsCalled(t *testing.T) {
	_, sim := started(t)
	session := connected(t, sim)
	called := map[string]bool{}
	for _, c := range sensible {
		called[c.tool] = true
		result, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: c.tool, Arguments: json.RawMessage(strings.ReplaceAll(c.arguments, "CALL", firstCall))})
		if err != nil {
			t.Errorf("%s: %v", c.tool, err)
			continue
		}
		if text := textOf(result); result.IsError || !strings.Contains(text, strings.ReplaceAll(c.has, "CALL", firstCall)) {
			t.Errorf("%s %s: got %.600s, want it to have %s", c.tool, c.arguments, text, c.has)
		}
		if len(result.Content) > 1 && c.tool != "contractYAML" {
			t.Errorf("%s %s is cut: %s", c.tool, c.arguments, result.Content[1].(*mcp.TextContent).Text)
		}
	}
	for _, tool := range tools(t, session) {
		if !called[tool.Name] {
			t.Errorf("%s is not called", tool.Name)
		}
	}
}

// firstCall is the id of the first call of a simulator with the default seed.
const firstCall = "313ca63bb608a4a4"

// What is wrong with a call is said in its result, whatever it is, and the next one is
// answered.
func TestHostileArguments(t *testing.T) {
	_, sim := started(t)
	session := connected(t, sim)
	long := strings.Repeat("x", 100_000)
	values := []string{`null`, `""`, `"../../../health"`, `".."`, `"a/b?c#d"`, `-1`, `1e400`, `[]`, `{}`, `[[[]]]`, `true`, `"\u0000\u202e"`, `"` + long + `"`}
	for _, tool := range tools(t, session) {
		arguments := []string{`{"sandbox": "nope"}`, `{"scenario": "nope"}`, `{"nothing": 1}`, `[]`, `"text"`, `1`, `{"offset": -1}`, `{"offset": "x"}`}
		properties := tool.InputSchema.(map[string]any)["properties"].(map[string]any)
		for name := range properties {
			for _, value := range values {
				arguments = append(arguments, `{"`+name+`": `+value+`}`)
			}
		}
		for _, text := range arguments {
			result, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: tool.Name, Arguments: json.RawMessage(text)})
			switch {
			case err != nil:
				t.Fatalf("%s %.200s: %v", tool.Name, text, err)
			case strings.Contains(text, "nothing") && !result.IsError:
				t.Errorf("%s takes %s", tool.Name, text)
			case result.IsError && strings.Contains(textOf(result), "Internal server error"):
				t.Errorf("%s %.200s: %s", tool.Name, text, textOf(result))
			case result.IsError && regexp.MustCompile("[A-Z] "+control.Prefix).MatchString(textOf(result)):
				t.Errorf("%s %.200s: the agent is told to call by HTTP: %s", tool.Name, text, textOf(result))
			case strings.Contains(textOf(result), `"status":"ok"`):
				t.Errorf("%s %.200s leads to another operation: %s", tool.Name, text, textOf(result))
			}
		}
	}
	if _, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: "nothing"}); err == nil {
		t.Error("a tool that does not exist is called")
	}
}

// A long answer is cut between characters, and can be had piece by piece.
func TestLongAnswersGoOn(t *testing.T) {
	_, sim := started(t)
	session := connected(t, sim)
	whole := ""
	for pieces := 0; ; pieces++ {
		result, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: "contractYAML", Arguments: map[string]any{"offset": len(whole)}})
		if err != nil || result.IsError {
			t.Fatal(err, textOf(result))
		}
		whole += result.Content[0].(*mcp.TextContent).Text
		note := result.Content[1].(*mcp.TextContent).Text
		if !strings.Contains(note, "to go on") {
			break
		}
		if pieces > 100 {
			t.Fatal("it never ends")
		}
	}
	answer, err := sim.Call(t.Context(), control.RowNamed("contractYAML"), nil, "")
	if err != nil || string(answer.Body) != whole {
		t.Errorf("got %d bytes in pieces, want %d (%v)", len(whole), len(answer.Body), err)
	}
}

// What is wrong with all of a text is said of the input as the tool has it: to an agent there is
// no body.
func TestTextsThatAreNone(t *testing.T) {
	_, sim := started(t)
	session := connected(t, sim)
	tried := 0
	for _, row := range control.Rows() {
		for _, input := range row.Inputs {
			if !row.Tool || input.In != control.InText {
				continue
			}
			for _, text := range []any{"", " \n", 5, []any{}, true, "5", "[]", "null", `"x"`} {
				if strings.TrimSpace(fmt.Sprint(text)) == "" && !input.Required {
					continue
				}
				arguments := map[string]any{}
				for _, other := range row.Inputs {
					if other.Required {
						arguments[other.Name] = "x"
					}
				}
				arguments[input.Name] = text
				result, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: row.Name, Arguments: arguments})
				if err != nil || !result.IsError || !strings.HasPrefix(textOf(result), input.Name+" must ") || strings.Contains(textOf(result), "body") {
					t.Errorf("%s, %q: got %v %s", row.Name, text, err, textOf(result))
				}
				tried++
			}
		}
	}
	if tried < 20 {
		t.Errorf("%d texts were given", tried)
	}
}

// A call that the agent takes back is taken back from the simulator, too.
func TestCallsCanBeCancelled(t *testing.T) {
	ignore := goleak.IgnoreCurrent()
	came, left := make(chan struct{}), make(chan struct{})
	simulator := httptest.NewServer(simtest.Posing(control.HeaderVersion, func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/resend") {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		close(came)
		<-r.Context().Done()
		close(left)
	}))
	defer simulator.Close()
	session := connected(t, remote.Simulator{Control: simulator.URL + "/_sim"})
	if about := session.InitializeResult().Instructions; !strings.Contains(about, "cannot be used now") {
		t.Errorf("the agent is told %q", about)
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-came
		cancel()
	}()
	if _, err := session.CallTool(ctx, &mcp.CallToolParams{Name: "resendCall", Arguments: map[string]any{"call": "1"}}); err == nil {
		t.Error("the call was answered")
	}
	<-left
	_ = session.Close()
	simulator.Close()
	goleak.VerifyNone(t, ignore, goleak.IgnoreTopFunction("internal/poll.runtime_pollWait"))
}

// A simulator that is not there yet is said to be so, and can be asked once it is; a token
// is sent, and told to nobody.
func TestSimulatorsThatAnswerLate(t *testing.T) {
	session := connected(t, remote.Simulator{Control: "http://127.0.0.1:1/_sim"})
	result, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: "getClock"})
	if err != nil || !result.IsError || !strings.Contains(textOf(result), "is the simulator still there?") {
		t.Errorf("got %v %v", result, err)
	}

	sim, _ := started(t, simulator.WithControlToken("secret-token"))
	guarded := connected(t, remote.Simulator{Control: sim.ControlURL(), Token: "secret-token"})
	about := guarded.InitializeResult().Instructions
	if !strings.Contains(about, sim.URL()) || !strings.Contains(about, "- sim-full: ") || strings.Contains(about, "secret-token") {
		t.Errorf("the agent is told %q", about)
	}
	result, err = connected(t, remote.Simulator{Control: sim.ControlURL()}).CallTool(t.Context(), &mcp.CallToolParams{Name: "getClock"})
	if err != nil || !result.IsError || !strings.Contains(textOf(result), "needs its token") {
		t.Errorf("got %v %v", result, err)
	}
}

// What a tool may do to the simulator is told to the agent.
func TestHintsOfTools(t *testing.T) {
	_, sim := started(t)
	got := map[string]string{}
	for _, tool := range tools(t, connected(t, sim)) {
		var hints []string
		for hint, is := range map[string]bool{
			"reads": tool.Annotations.ReadOnlyHint, "loses": *tool.Annotations.DestructiveHint, "once": tool.Annotations.IdempotentHint,
		} {
			if is {
				hints = append(hints, hint)
			}
		}
		slices.Sort(hints)
		got[tool.Name] = strings.Join(hints, " ")
	}
	for name, want := range map[string]string{
		"getCall": "once reads", "verifyCalls": "once reads", "lintScenario": "once reads",
		"deleteSandbox": "loses once", "replaceWorld": "loses once", "resetJournal": "loses once", "restartReport": "loses once",
		"resetSandbox": "loses", "setClock": "once", "advanceClock": "", "stopScenario": "once",
	} {
		if got[name] != want {
			t.Errorf("%s: %q, want %q", name, got[name], want)
		}
	}
}

// The page has the tools that there are.
func TestPageHasTheTools(t *testing.T) {
	page, err := os.ReadFile("../../../docs/mcp.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "| for what | tools |\n")
	table, _, _ = strings.Cut(table, "\n\n")
	var got, want []string
	for _, name := range regexp.MustCompile("`([A-Za-z]+)`").FindAllStringSubmatch(table, -1) {
		got = append(got, name[1])
	}
	for _, row := range control.Rows() {
		if row.Tool {
			want = append(want, row.Name)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the page has %v, there are %v", got, want)
	}
}
