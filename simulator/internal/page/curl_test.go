package page_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"github.com/vsrsim/vsrsim/simulator/internal/judge"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// evilForm is a form whose values and file would mean something to curl.
func evilForm(t *testing.T, file string) (contentType, body string) {
	t.Helper()
	var text bytes.Buffer
	form := multipart.NewWriter(&text)
	for name, value := range map[string]string{"title": "@/etc/hostname", "note": "</etc/hostname", "plain": "a; b=\"c\" 'd'"} {
		if err := form.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := form.CreateFormFile("files", file); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	return form.FormDataContentType(), text.String()
}

// evilFiles are names of files that curl would take for options, and for what is typed.
var evilFiles = []string{`a;type=b,c.pdf`, "-"}

// TestCopiedCommandsAreTheCall lets a shell run what the page copies of calls that try to
// run commands, to read files and to be more than one call: what the simulator then gets is
// the same call, and nothing else has happened.
func TestCopiedCommandsAreTheCall(t *testing.T) {
	shared := browser(t)
	for _, name := range []string{"bash", "curl"} {
		if _, err := exec.LookPath(name); err != nil {
			judge.Missing(t, name, "your system's package "+name)
		}
	}
	f := run(t)
	b := newTab(t, shared, f.sim.ControlURL())
	b.open("start")
	const path = "/public/v2/vendors/1/security-reviews"
	requests := []string{
		"GET " + path + "/1 HTTP/1.1",
		"HEAD " + path + "/1 HTTP/1.1",
		"x`touch$IFS'PWNED'` " + path + " HTTP/1.1",
		"$HOME|&'! " + path + " HTTP/1.1",
		"GET " + path + "/{1,2}/[1-3]?a={b,c}&d[]=[1-2]&e=$(touch%20PWNED)`id`'x' HTTP/1.1",
		"GET " + path + "/it's%20%22$(touch%20PWNED)%22 HTTP/1.1",
		"PUT " + path + "/3 HTTP/1.1\nContent-Type: application/json\n\n@/etc/hostname",
		"PUT " + path + "/3 HTTP/1.1\nContent-Type: application/json\n\n{\"title\": \"it's $(touch PWNED) `id` \\n\\\" x\"}",
		"PUT " + path + "/3 HTTP/1.1\n\nno type",
		"GET " + path + "/../x/./%2e%2e/y HTTP/1.1",
		"GET " + path + "/3 HTTP/1.1\nX-Empty:\nX-Odd: $(touch PWNED) 'x' \"y\"",
		"DELETE " + path + "/3 HTTP/1.1",
		"CONNECT @localhost:1 HTTP/1.1",
		"CONNECT .localhost:1 HTTP/1.1",
		"OPTIONS * HTTP/1.1",
		"GET http:evil?x HTTP/1.1",
		"GET " + path + "?a=1#b HTTP/1.1",
		"PUT " + path + "/3 HTTP/1.1\nContent-Type: application/json\n\n{\"title\": \"it's \x03\n touch PWNED \n\t!x \\ \u202e\u2028\u009b\"}",
		"GET " + path + "/3 HTTP/1.1\nX-Odd: a\tb \u009b",
	}
	for _, file := range evilFiles {
		contentType, form := evilForm(t, file)
		requests = append(requests, "POST "+path+"/3/actions HTTP/1.1\nContent-Type: "+contentType+"\n\n"+form)
	}
	for _, request := range requests {
		once := sendRaw(t, f, request)
		text, err := json.Marshal(once)
		if err != nil {
			t.Fatal(err)
		}
		command := b.eval(fmt.Sprintf("import(new URL('client.js', document.querySelector('script[type=module]').src)).then((client) => client.curlOf(%s, %s))",
			strings.ReplaceAll(string(text), "; ", `;\u0020`), quoted(f.sim.URL())))
		if unseen := strings.Map(onlyUnseen, strings.ReplaceAll(command, " \\\n", "")); unseen != "" {
			t.Errorf("%q has %q for the terminal", command, unseen)
		}
		room := t.TempDir()
		for _, file := range evilFiles {
			if err := os.WriteFile(filepath.Join(room, file), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		shell := exec.CommandContext(t.Context(), "bash", "-c", command+" --silent --max-time 20 >/dev/null")
		shell.Dir = room
		if out, err := shell.CombinedOutput(); err != nil {
			t.Errorf("%q: %s: %v: %s", request, command, err, out)
			continue
		}
		if there, _ := os.ReadDir(room); len(there) != len(evilFiles) {
			t.Errorf("%s\nhas made %v", command, there)
		}
		all := f.sim.Journal(journal.Filter{})
		again := all[len(all)-1]
		if int(again.Ordinal) != int(once.Ordinal)+1 {
			t.Fatalf("%s\nhas sent %d calls", command, again.Ordinal-once.Ordinal)
		}
		if got, want := ofClient(again), ofClient(once); !reflect.DeepEqual(got, want) {
			t.Errorf("%s\ngot  %+v\nwant %+v", command, got, want)
		}
	}
}

// onlyUnseen drops what can be seen.
func onlyUnseen(r rune) rune {
	if unicode.IsGraphic(r) {
		return -1
	}
	return r
}

// ofClient is what of a call the client has said, and not its tool.
func ofClient(c journal.Call) journal.Message {
	m := c.Request
	kept := map[string][]string{}
	for name, values := range m.Header {
		if strings.HasPrefix(name, "X-") || name == "Content-Type" && m.Parts == nil {
			kept[name] = values
		}
	}
	m.Header = kept
	return m
}

// sendRaw sends a request as it stands, with a key, and gives the call.
func sendRaw(t *testing.T, f *filled, request string) journal.Call {
	t.Helper()
	at, err := url.Parse(f.sim.URL())
	if err != nil {
		t.Fatal(err)
	}
	head, body, _ := strings.Cut(request, "\n\n")
	conn, err := net.Dial("tcp", at.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	length := ""
	if body != "" {
		length = fmt.Sprintf("Content-Length: %d\r\n", len(body))
	}
	fmt.Fprintf(conn, "%s\r\nHost: %s\r\nAuthorization: Bearer sim-full\r\nConnection: close\r\n%s\r\n%s", strings.ReplaceAll(head, "\n", "\r\n"), at.Host, length, body)
	if _, err := new(bytes.Buffer).ReadFrom(conn); err != nil {
		t.Fatal(err)
	}
	all := f.sim.Journal(journal.Filter{})
	if len(all) == 0 {
		t.Fatalf("%q has come to nothing", request)
	}
	return all[len(all)-1]
}
