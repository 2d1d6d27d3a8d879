package cli

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"go.uber.org/goleak"
)

// agentPipes are an agent and the command that it has started.
type agentPipes struct {
	session *mcp.ClientSession
	code    chan int
	stderr  *bytes.Buffer
}

// withAgent runs vsrsim mcp and connects an agent with its standard streams.
func withAgent(t *testing.T, args ...string) agentPipes {
	t.Helper()
	toUs, fromAgent := io.Pipe()
	toAgent, fromUs := io.Pipe()
	pipes := agentPipes{code: make(chan int, 1), stderr: &bytes.Buffer{}}
	go func() {
		pipes.code <- Main(context.Background(), append([]string{"mcp"}, args...), toUs, fromUs, pipes.stderr)
		_ = fromUs.Close()
	}()
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	session, err := client.Connect(t.Context(), &mcp.IOTransport{Reader: toAgent, Writer: fromAgent}, nil)
	if err != nil {
		t.Fatal(err, pipes.stderr)
	}
	pipes.session = session
	return pipes
}

func (p agentPipes) call(t *testing.T, tool string) string {
	t.Helper()
	result, err := p.session.CallTool(t.Context(), &mcp.CallToolParams{Name: tool})
	if err != nil || result.IsError {
		t.Fatal(tool, err, result)
	}
	return result.Content[0].(*mcp.TextContent).Text
}

// An agent gets a simulator of its own, at an address that it is told, or one that runs. It
// ends with its standard input, and nothing of it is left.
func TestMCP(t *testing.T) {
	ignore := goleak.IgnoreCurrent()
	own := withAgent(t, "--scenario", "rate-limit")
	base := regexp.MustCompile(`http://127\.0\.0\.1:[0-9]+/public/v2`).FindString(own.session.InitializeResult().Instructions)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/vendors/1/security-reviews/1", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer sim-full")
	response, err := client.Do(request)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("the simulator of the agent at %q: %v %v", base, response, err)
	}
	_ = response.Body.Close()
	if calls := own.call(t, "listCalls"); !strings.Contains(calls, `"matched":1`) {
		t.Errorf("the agent sees the calls %s", calls)
	}
	if playing := own.call(t, "listPlayingScenarios"); !strings.Contains(playing, `"rate-limit"`) {
		t.Errorf("the agent sees the scenarios %s", playing)
	}

	running := withAgent(t, "--control", strings.TrimSuffix(base, "/public/v2"))
	if calls := running.call(t, "listCalls"); !strings.Contains(calls, `"matched":1`) {
		t.Errorf("the other agent sees the calls %s", calls)
	}
	for _, agent := range []agentPipes{running, own} {
		_ = agent.session.Close()
		if code := <-agent.code; code != exitOK {
			t.Errorf("exit code %d: %s", code, agent.stderr)
		}
	}
	if response, err := client.Do(request.Clone(t.Context())); err == nil {
		_ = response.Body.Close()
		t.Error("the simulator of the agent outlives it")
	}
	goleak.VerifyNone(t, ignore)
}
