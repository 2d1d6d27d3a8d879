package agent_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/control"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/vsrsim/vsrsim/simulator/internal/agent"
	"github.com/vsrsim/vsrsim/simulator/internal/remote"
)

// greeting begins a conversation.
const greeting = `{"jsonrpc":"2.0","id":"hello","method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
`

// answer is an answer of the server.
type answer struct {
	ID     json.RawMessage
	Result json.RawMessage
	Error  *struct {
		Code    int
		Message string
	}
}

func (a answer) String() string { return fmt.Sprintf("%s: %.300s %+v", a.ID, a.Result, a.Error) }

// said is what the server answers to an agent that says all at once and ends.
func said(t *testing.T, sim remote.Simulator, text string) []answer {
	t.Helper()
	var out strings.Builder
	if err := agent.Serve(t.Context(), sim, "test", strings.NewReader(text), &out, func(error) {}); err != nil {
		t.Fatal(err)
	}
	var answers []answer
	for line := range strings.Lines(out.String()) {
		var one answer
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		answers = append(answers, one)
	}
	return answers
}

// brokenLines are lines that are no message of the protocol, and the code of their error.
var brokenLines = map[string]int{
	"hello":                               -32700,
	`{"jsonrpc":"2.0",`:                   -32700,
	"\ufeff" + ping("1"):                  -32700,
	ping("1") + ping("2"):                 -32700,
	ping("1") + " and more":               -32700,
	`null`:                                -32600,
	`5`:                                   -32600,
	`[]`:                                  -32600,
	`[` + ping("1") + `]`:                 -32600,
	`{}`:                                  -32600,
	`{"id":1,"method":"ping"}`:            -32600,
	`{"jsonrpc":"2.0","id":1}`:            -32600,
	`{"jsonrpc":2,"id":1,"method":1}`:     -32600,
	`{"jsonrpc":"2.0","id":1,"method":1}`: -32600,
	`{"jsonrpc":"1.0","id":1,"method":"ping"}`: -32600,
	ping(`{}`):               -32600,
	ping(`[1]`):              -32600,
	ping(`true`):             -32600,
	ping(`null`):             -32600,
	ping(`1.5`):              -32600,
	ping(`9007199254740993`): -32600,
	ping(`1e400`):            -32600,
	`{"jsonrpc":"2.0","id":1,"method":"ping","params":` + strings.Repeat("[", 2000) + strings.Repeat("]", 2000) + `}`: -32600,
	`{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"` + strings.Repeat("x", mcp.DefaultMaxLineLength) + `"}}`: -32600,
}

func ping(id string) string { return `{"jsonrpc":"2.0","id":` + id + `,"method":"ping"}` }

// A line that is no message is answered with an error, and the conversation goes on.
func TestBrokenLines(t *testing.T) {
	_, sim := started(t)
	for broken, code := range brokenLines {
		for begin, before := range map[string]string{"first": "", "later": greeting} {
			name := fmt.Sprintf("%s: %.60q", begin, broken)
			answers := said(t, sim, before+broken+"\n"+strings.TrimPrefix(greeting, before)+ping("7")+"\n")
			byID := map[string]answer{}
			for _, one := range answers {
				byID[string(one.ID)] = one
			}
			if refused := byID["null"].Error; refused == nil || refused.Code != code {
				t.Errorf("%s is answered %+v, want the code %d", name, refused, code)
			}
			if byID[`"hello"`].Result == nil || byID["7"].Result == nil || len(answers) != 3 {
				t.Errorf("%s: after it %v is answered", name, answers)
			}
		}
	}
}

// What asks for nothing is not answered: no blank line, and no answer, right or wrong.
func TestSilentLines(t *testing.T) {
	_, sim := started(t)
	for _, line := range []string{"", " \r", `{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"x"}}`, `{"jsonrpc":"2.0","id":1,"result":{}}`, `{"id":{},"result":1}`} {
		if answers := said(t, sim, greeting+line+"\n"+ping("7")); len(answers) != 2 {
			t.Errorf("%q: got %v", line, answers)
		}
	}
}

// Each id that is taken comes back as it was.
func TestIDsComeBack(t *testing.T) {
	_, sim := started(t)
	for _, id := range []string{`0`, `-1`, `9007199254740991`, `-9007199254740991`, `""`, `"1.5"`, `"null"`, `"é\n"`} {
		answers := said(t, sim, greeting+ping(id))
		if len(answers) != 2 || string(answers[1].ID) != id || answers[1].Result == nil {
			t.Errorf("%s: got %v", id, answers)
		}
	}
}

// All that was asked for is answered before the end, however long it is, and whether the
// last line has an end.
func TestLongRequestsAreAnsweredAtTheEnd(t *testing.T) {
	_, sim := started(t)
	for _, size := range []int{100, 64 << 10, 100 << 10, 3 << 20, 15 << 20} {
		for _, end := range []string{"", "\n"} {
			scenario, err := json.Marshal("name: x\nrules: [{when: {}}]\n#" + strings.Repeat("x", size))
			if err != nil {
				t.Fatal(err)
			}
			answers := said(t, sim, greeting+`{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"lintScenario","arguments":{"scenario":`+string(scenario)+`}}}`+end)
			if len(answers) != 2 || string(answers[1].ID) != "3" || answers[1].Result == nil {
				t.Errorf("%d bytes: got %v", size, answers)
			}
		}
	}
}

// What takes a request back is itself no request. If it has an id, it is refused under that, and
// takes nothing back: no error has the code 0.
func TestWhatTakesBackIsNoRequest(t *testing.T) {
	_, sim := started(t)
	for _, params := range []string{`{"requestId":7}`, `{"requestId":"hello"}`, `{"requestId":7.5}`, `{}`, `null`} {
		answers := said(t, sim, greeting+`{"jsonrpc":"2.0","id":7,"method":"notifications/cancelled","params":`+params+`}`)
		if len(answers) != 2 || string(answers[1].ID) != "7" || answers[1].Error == nil || answers[1].Error.Code != -32600 {
			t.Errorf("%s: got %v", params, answers)
		}
	}
}

// talk is a conversation with the server, line by line. Its simulator answers about a clock as
// clock does, and all else with 404.
type talk struct {
	t     *testing.T
	in    io.WriteCloser
	lines *bufio.Scanner
	done  chan error
}

func newTalk(t *testing.T, clock http.HandlerFunc) *talk {
	t.Helper()
	slow := httptest.NewServer(simtest.Posing(control.HeaderVersion, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/clock") {
			clock(w, r)
		}
		w.WriteHeader(http.StatusNotFound)
	}))
	t.Cleanup(slow.Close)
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	c := &talk{t: t, in: toServer, lines: bufio.NewScanner(fromServer), done: make(chan error, 1)}
	go func() {
		defer out.Close()
		c.done <- agent.Serve(t.Context(), remote.Simulator{Control: slow.URL + "/_sim"}, "test", in, out, func(error) {})
	}()
	c.say(strings.TrimSuffix(greeting, "\n"))
	c.hears(`"id":"hello"`)
	return c
}

func (c *talk) say(line string) { _, _ = io.WriteString(c.in, line+"\n") }

// next is what the server says next; empty at the end.
func (c *talk) next() string {
	c.lines.Scan()
	return c.lines.Text()
}

// hears waits for the next line, which must have a text.
func (c *talk) hears(has string) {
	c.t.Helper()
	if line := c.next(); !strings.Contains(line, has) {
		c.t.Errorf("got %s, want it to have %s", line, has)
	}
}

// end says that all is said, and waits until the server has ended.
func (c *talk) end() {
	c.t.Helper()
	_ = c.in.Close()
	for line := c.next(); line != ""; line = c.next() {
		c.t.Errorf("at the end %s is said", line)
	}
	if err := <-c.done; err != nil {
		c.t.Error(err)
	}
}

const askClock = `"method":"tools/call","params":{"name":"getClock"}}`

// A request whose id is that of one that is not answered yet is refused: nobody could
// tell the answers apart.
func TestIDsInUse(t *testing.T) {
	release := make(chan struct{})
	c := newTalk(t, func(http.ResponseWriter, *http.Request) { <-release })
	c.say(`{"jsonrpc":"2.0","id":1,` + askClock)
	c.say(ping("1"))
	c.hears(`"id":null,"error":{"code":-32600`)
	close(release)
	c.hears(`"id":1,"result"`)
	c.say(ping("1"))
	c.hears(`"id":1,"result":{}`)
	c.end()
}

// What is the id of no request takes none back, however near it is to one.
func TestWhatIsNoIDTakesNothingBack(t *testing.T) {
	reached, release := make(chan struct{}), make(chan struct{})
	c := newTalk(t, func(http.ResponseWriter, *http.Request) { close(reached); <-release })
	c.say(`{"jsonrpc":"2.0","id":7,` + askClock)
	<-reached
	for _, other := range []string{`7.5`, `7.0000001`, `"7"`, `8`, `null`, `[7]`, `9007199254740993`} {
		c.say(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":` + other + `}}`)
	}
	c.say(ping("9"))
	c.hears(`{"jsonrpc":"2.0","id":9,"result":{}}`)
	close(release)
	_ = c.in.Close()
	c.hears(`"id":7,"result"`)
	c.end()
}

// A request that the agent takes back is never answered, and its id is free once the session
// has done with it.
func TestWhatIsTakenBackIsNotAnswered(t *testing.T) {
	reached := make(chan struct{})
	c := newTalk(t, func(_ http.ResponseWriter, r *http.Request) { close(reached); <-r.Context().Done() })
	c.say(`{"jsonrpc":"2.0","id":1,` + askClock)
	<-reached
	c.say(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}`)
	const inUse = `"id":null,"error":{"code":-32600`
	answer := inUse
	for strings.Contains(answer, inUse) {
		c.say(ping("1"))
		answer = c.next()
	}
	if want := `{"jsonrpc":"2.0","id":1,"result":{}}`; answer != want {
		t.Errorf("got %s, want %s", answer, want)
	}
	c.end()
}
