package contract_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/spec"
)

// Whatever loads a served document and takes a server from it must come to the
// simulator. The rest stays as it is, down to the numbers of the lines.
func TestAServedDocumentNamesItsOwnServerOnly(t *testing.T) {
	const url = "http://sim.example:4010/public/v2"
	served, err := contract.NewServed(spec.OpenAPI())
	if err != nil {
		t.Fatal(err)
	}
	text := served.YAML(url)
	was, is := strings.Split(string(spec.OpenAPI()), "\n"), strings.Split(string(text), "\n")
	if len(was) != len(is) {
		t.Fatalf("got %d lines, want %d", len(is), len(was))
	}
	changed := 0
	for i := range was {
		if was[i] != is[i] {
			changed++
		}
	}
	if changed != 3 || bytes.Contains(text, []byte("drata.com/public")) {
		t.Errorf("%d lines differ, want the 3 of the servers; got\n%s", changed, text[:2000])
	}
	if _, err := contract.Load(text); err != nil {
		t.Error(err)
	}
	asJSON, err := served.JSON(url)
	if err != nil {
		t.Fatal(err)
	}
	var document struct{ Servers []struct{ URL string } }
	if err := json.Unmarshal(asJSON, &document); err != nil {
		t.Fatal(err)
	}
	if len(document.Servers) != 1 || document.Servers[0].URL != url {
		t.Errorf("got the servers %v", document.Servers)
	}
}

func TestWhereTheServersStand(t *testing.T) {
	for name, row := range map[string]struct{ document, want string }{
		"last":     {"openapi: 3.0.3\nservers:\n  - url: a\n", "openapi: 3.0.3\nservers:\n  - url: 'x'\n"},
		"flow":     {"servers: [{url: a}]\npaths: {}\n", "servers:\n  - url: 'x'\npaths: {}\n"},
		"unended":  {"servers:\n- url: a", "servers:\n  - url: 'x'\n"},
		"a note":   {"servers:\n- url: a\n# b\n\npaths: {}\n", "servers:\n  - url: 'x'\n    description: This simulator. The servers of the real API are left out.\n#\npaths: {}\n"},
		"none":     {"paths: {}\n", ""},
		"no block": {`{"servers": []}`, ""},
		"nothing":  {"", ""},
		"text":     {"info:\n  x: |\n    servers:\npaths: {}\n", ""},
		"a list":   {"- a\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			served, err := contract.NewServed([]byte(row.document))
			if row.want == "" {
				if err == nil {
					t.Error("got no error")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := string(served.YAML("x")); got != row.want {
				t.Errorf("got  %q\nwant %q", got, row.want)
			}
		})
	}
}
