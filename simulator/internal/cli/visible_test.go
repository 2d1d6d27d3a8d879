package cli

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/simtest"

	"github.com/vsrsim/vsrsim/simulator/internal/control"
	"github.com/vsrsim/vsrsim/simulator/internal/visible"
)

// unseen is what moves a cursor, turns the direction of a line or fakes another.
const unseen = "\x1b[2J\r\u202e\u2066\x07\x7f\u009b"

// What files and flags hold reaches no terminal as it is.
func TestNothingUnseenIsWritten(t *testing.T) {
	const inYAML = `\e[2J\r\u202e\u2066\a\nforged:1:1: a line`
	folder := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(strings.ReplaceAll(text, "HERE", inYAML)), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	scenario := file("scenario.yaml", `
name: "HERE"
rules:
- {when: {path: {"HERE": 1}, header: {"HERE": 1}, body: {"HERE": 1, "$HERE": 1}, operation: "HERE", where: "HERE"}, fault: {"HERE": 1}}
- {then: "HERE", when: {state: "HERE", query: {x: {matches: "(HERE"}}}}
"HERE": 1
`)
	world := file("world.yaml", `
accounts: [{id: 1, name: "HERE", plan: "HERE", "HERE": 1}]
keys: [{key: "HERE", account: 7, access: "HERE", permissions: ["HERE"]}]
`)
	named := file("named"+unseen+".yaml", "name: [")
	for name, args := range map[string][]string{
		"lint":              {"lint", scenario, named},
		"lint no file":      {"lint", "none" + unseen},
		"fixture check":     {"fixture", "check", world},
		"serve a scenario":  {"serve", "--listen", "127.0.0.1:0", "--scenario", scenario},
		"serve by name":     {"serve", "--listen", "127.0.0.1:0", "--scenario", unseen},
		"serve a fixture":   {"serve", "--listen", "127.0.0.1:0", "--fixture", world},
		"a value of a flag": {"serve", "--listen", unseen},
		"an unknown flag":   {"serve", "--" + unseen},
		"a command":         {unseen},
		"an argument":       {"serve", unseen},
		"show":              {"scenario", "show", unseen},
		"an address":        {"health", "--control", "http://127.0.0.1:1/" + unseen},
	} {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			if code := Main(t.Context(), args, nil, &stdout, &stderr); code == exitOK {
				t.Error("exit code 0")
			}
			written := stdout.String() + stderr.String()
			if written == "" || written != visible.Lines(written) || strings.Contains(written, "\nforged") {
				t.Errorf("got %q", written)
			}
		})
	}
}

// What a server says reaches no terminal as it is, whatever it says and whichever verb asks.
func TestVerbsWriteNothingUnseenOfAServer(t *testing.T) {
	hostile, err := json.Marshal(unseen + "\nforged")
	if err != nil {
		t.Fatal(err)
	}
	evil := func(text string) string { return strings.ReplaceAll(text, "EVIL", string(hostile)) }
	view := evil(`{EVIL: EVIL, "data": [{EVIL: EVIL, "id": EVIL}], "message": EVIL, "more": {EVIL: [EVIL]}, "name": EVIL, "statusCode": 409, "verified": false}`)
	call := evil(`{"data": [{"id": EVIL, "time": EVIL, "sandbox": EVIL, "ordinal": 1, "rule": EVIL, "fault": EVIL, "request": {"method": EVIL, "path": EVIL}}]}`)
	event := "event: call\ndata: " + evil(`{"id": EVIL, "path": EVIL, "rule": EVIL}`) + "\n\nevent: missed\ndata: " + evil(`{"events": EVIL, "time": EVIL}`) +
		"\n\nevent: x" + unseen[:4] + "\ndata: " + evil(`{EVIL: EVIL}`) + "\n\n"
	for _, answer := range []struct {
		status          int
		mediaType, body string
	}{
		{200, "application/json", view}, {200, "application/json", call}, {409, "application/json", view}, {400, "application/json", view},
		{401, "text/plain", unseen}, {302, "text/html", unseen}, {200, "text/event-stream", event},
	} {
		server := httptest.NewServer(simtest.Posing(control.HeaderVersion, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", answer.mediaType)
			w.Header().Set("Location", "/\u202e\u009b") // a header can have no more
			w.WriteHeader(answer.status)
			_, _ = io.WriteString(w, answer.body)
		}))
		defer server.Close()
		for _, args := range wordsOfVerbs() {
			for _, flags := range [][]string{nil, {"--json"}} {
				var stdout, stderr bytes.Buffer
				Main(t.Context(), slices.Concat(args, flags, []string{"--control", server.URL}), nil, &stdout, &stderr)
				written := stdout.String() + stderr.String()
				forged := answer.status == http.StatusOK && strings.Contains(written, "\nforged") // an error may have several lines
				if written != visible.Lines(written) || forged || strings.Contains(written, "malformed MIME") {
					t.Errorf("%d %s: %q writes %q", answer.status, answer.mediaType, args, written)
				}
			}
		}
	}
}

// No verb takes what is no simulator for one, whatever that answers: nothing is said to be done.
func TestNoVerbIsDoneByWhatIsNoSimulator(t *testing.T) {
	for _, answer := range []struct {
		status          int
		mediaType, body string
	}{
		{200, "application/json", `{}`}, {200, "application/json", `{"data":[],"verified":true}`}, {204, "", ""}, {404, "text/html", "<h1>Nothing</h1>"},
		{409, "application/json", `{"statusCode":409,"name":"ConflictException","message":"no","verified":false}`}, {200, eventStream, "data: {}\n\n"},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", answer.mediaType)
			w.WriteHeader(answer.status)
			_, _ = io.WriteString(w, answer.body)
		}))
		defer server.Close()
		for _, args := range wordsOfVerbs() {
			var stdout, stderr bytes.Buffer
			got := Main(t.Context(), append(args, "--control", server.URL), nil, &stdout, &stderr)
			asked := !strings.Contains(stderr.String(), "nothing is to be changed") && !strings.Contains(stderr.String(), "text has no name")
			if got != exitUsage || stdout.Len() > 0 || asked && !strings.Contains(stderr.String(), "what listens on "+server.URL+"/_sim is no simulator") {
				t.Errorf("%d %s: %q: got %d, %q, %q", answer.status, answer.body, args, got, &stdout, &stderr)
			}
		}
	}
}

// wordsOfVerbs are calls of all verbs, in all of their forms, with arguments that any takes.
// A document, such as a world, is written as it is where that is no terminal.
func wordsOfVerbs() (calls [][]string) {
	for _, row := range control.Rows() {
		if row.MediaTypes != nil && !slices.Contains(row.MediaTypes, eventStream) {
			continue
		}
		for _, verb := range row.Verbs {
			words := slices.Clone(verb.Words)
			if verb.Switch != "" {
				words = append(words, "--"+verb.Switch)
			}
			for _, argument := range verb.Arguments {
				text := "1"
				if argument.OrFile || argument.Input == control.BodyFile {
					text = "{}"
				}
				words = append(words, text)
			}
			calls = append(calls, words)
		}
	}
	return calls
}
