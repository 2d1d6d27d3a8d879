package simulator_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// canary is a secret of its own for each place. Its first word is written alike in
// JSON, in a URL and in quotes; what follows is not.
func canary(place string) string { return "kanarie-" + place + `-"/ü&` }

// secretHeaderNames are headers that must be taken for secrets whatever the mask.
var secretHeaderNames = []string{
	"Proxy-Authorization", "Cookie", "Set-Cookie", "X-Api-Key", "Api-Key", "Apikey", "X-Auth-Token", "X-Access-Token",
	"X-Amz-Security-Token", "X-Csrf-Token", "X-Xsrf-Token", "X-Session-Id", "X-Vault-Token", "X-Goog-Api-Key",
	"Ocp-Apim-Subscription-Key", "X-Client-Secret", "X_Api_Key", "X-Hub-Signature-256", "Private-Token", "X-Password",
}

// tests are all that a rule can ask of a value, and none of it holds.
var neverTrue = []string{
	"nothing", "{contains: nothing}", "{matches: ^nothing}", "{in: [nothing, nought]}",
	"{less: 1}", "{greater: 1}", "{absent: true}",
}

// nosyRules ask for every place where a client can put a secret.
func nosyRules() string {
	var whens []string
	for _, header := range append(secretHeaderNames, "Authorization", "X-Custom") {
		for _, test := range neverTrue {
			whens = append(whens, fmt.Sprintf("{operation: getVendorSecurityReview, header: {%s: %s}}", header, test))
		}
		whens = append(whens, fmt.Sprintf(`{operation: getVendorSecurityReview, where: 'int(header["%s"]) > 1'}`, http.CanonicalHeaderKey(header)))
	}
	for _, test := range neverTrue {
		whens = append(whens,
			fmt.Sprintf("{operation: getVendorSecurityReview, query: {token: %s}}", test),
			fmt.Sprintf("{operation: createVendorSecurityReview, body: {note: %s}}", test),
			fmt.Sprintf("{operation: createVendorSecurityReview, body: {$.note: %s}}", test),
			fmt.Sprintf("{operation: updateVendorSecurityReview, body: {'$..description': %s}}", test),
			fmt.Sprintf("{operation: getVendorSecurityReview, review: {title: %s}}", test),
		)
	}
	return "name: nosy\nrules:\n  - when: " + strings.Join(append(whens,
		"{operation: updateVendorSecurityReview, body: {socForm: {absent: true}}}",
		"{operation: updateVendorSecurityReview, body: {socForm.findings.findings: {absent: true}}}",
		"{operation: updateVendorSecurityReview, body: {$: {absent: true}}}",
		"{operation: updateVendorSecurityReview, body: {'$..*': {equals: nothing}}}",
		"{operation: sendSecurityQuestionnaire, part: {name: nothing}}",
		"{operation: sendSecurityQuestionnaire, part: {extension: nothing}}",
		"{operation: sendSecurityQuestionnaire, body: {files: {absent: true}}}",
		`{operation: getVendorSecurityReview, where: 'int(query["token"][0]) > 1'}`,
		`{operation: createVendorSecurityReview, where: 'int(body.note) > 1'}`,
		`{operation: createVendorSecurityReview, where: 'body.note + 1 == 2'}`,
		`{operation: updateVendorSecurityReview, where: 'int(body.socForm.findings.findings[0].description) > 1'}`,
		`{operation: sendSecurityQuestionnaire, where: 'int(parts[0].name) > 1'}`,
		`{operation: getVendorSecurityReview, where: 'int(review.title) > 1'}`,
	), "\n    expect: {fired: '>=1'}\n    fault: {status: 500}\n  - when: ") + "\n    expect: {fired: '>=1'}\n    fault: {status: 500}\n"
}

// callsWithSecrets plants a canary in every place.
func callsWithSecrets(t *testing.T, c *client) {
	t.Helper()
	c.header = http.Header{}
	for _, name := range append(secretHeaderNames, "X-Custom") {
		c.header.Set(name, strings.ReplaceAll(canary(name), "ü", "u"))
	}
	query := "?token=" + url.QueryEscape(canary("query")) + "&to%6ben=kanarie-escaped&token[]=kanarie-list&a[token]=kanarie-nested&Token=%zzkanarie-broken;token=kanarie-half"
	c.post(creation, newReview(map[string]any{"note": canary("note"), "title": canary("title")})).Want(201)
	for _, path := range []string{reviewPath(1), reviewPath(3), reviewPath(6)} {
		c.get(path + query)
	}
	finding := map[string]any{"description": canary("finding")}
	form := map[string]any{"findings": map[string]any{"findings": []any{finding}}}
	c.put(reviewPath(4), map[string]any{"title": canary("retitled"), "socForm": form}).Want(200)
	c.get(reviewPath(4) + query).Want(200)
	c.upload(vendorUpload, simtest.Part{Name: "files", FileName: "kanarie-file.csv", ContentType: "text/kanarie", Content: "q,a\n"}).Want(201)
	c.upload(vendorUpload, simtest.Part{Name: "files", FileName: "kanarie-bad.exe", ContentType: "text/kanarie", Content: "q,a\n"}).Want(400).Says("kanarie-bad.exe")
	c.upload(vendorUpload, simtest.Part{Name: "files", FileName: "kanarie-part.csv", ContentType: "text/kanarie", Content: "q,a\n"}, simtest.Field("note", canary("field")), simtest.Field("a[note]", canary("nested"))).Want(400)
	c.post(creation, newReview(map[string]any{"note": map[string]any{"kanarie-name": canary("below")}})).Want(400)
	c.post(creation, newReview(map[string]any{"NOTE": canary("case"), "title": 7})).Want(400)
	c.post(creation, `{"note":"kanarie-cut`).Want(400)
	c.send(http.MethodPost, creation, "text/plain", strings.NewReader("note=kanarie-plain&n%6fte=kanarie-form")).Want(400)
	c.get("/kanarieless/nothing" + query)
	c.as("kanarie-key").get(reviewPath(1)).Want(401)
	c.as("kanarie-key@kanarie-box").get(reviewPath(1)).Want(401)
	c.as("kanarie-key@bad name kanarie").get(reviewPath(1)).Want(401)
	c.as("").get(reviewPath(1)).Want(401)
}

// Whatever shows or keeps what a client sent does not show its secrets.
func TestSecretsAreNowhere(t *testing.T) {
	log := &callLog{t: t}
	sim, err := simulator.Start(
		simulator.WithFrozenClock(simtest.Now), simulator.WithMask("note", "description", "token", "x-custom", "files", "title"),
		simulator.WithCallLog(), simulator.WithLogger(slog.New(slog.NewJSONHandler(log, nil))), simulator.WithChecks("no-hot-loop=2"),
	)
	if err != nil {
		t.Fatal(err)
	}
	defer sim.Close()
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	c := &client{t: t, sim: sim, key: "sim-full", http: &http.Client{Transport: transport}}
	box := c.box()
	if err := box.PlayYAML(nosyRules()); err != nil {
		t.Fatal(err)
	}
	callsWithSecrets(t, c)
	got := map[string]string{}
	for _, path := range []string{
		"/journal?limit=1000", "/journal/har", "/sandboxes/default/journal", "/rules", "/report", "/report/junit",
		"/report/markdown", "/report/html", "/report/text", "/metrics",
	} {
		got[path] = string(c.control(path).Want(200).Body)
	}
	verified := box.Verify(simulator.CallAssertion{When: `{header: {Cookie: nothing}}`}, simulator.CallAssertion{When: `{body: {note: nothing}}`},
		simulator.CallAssertion{When: `{query: {token: nothing}}`}, simulator.CallAssertion{When: `{part: {name: nothing}}`},
		simulator.CallAssertion{When: `{review: {title: nothing}}`}, simulator.CallAssertion{When: `{where: 'int(review.title) > 1'}`},
		simulator.CallAssertion{When: `{where: 'int(body.note) > 1'}`}, simulator.CallAssertion{When: `{body: {'$..description': nothing}}`})
	got["verify"] = fmt.Sprint(verified)
	got["rules in Go"] = fmt.Sprintf("%#v %+v", box.Rules(), box.Rules())
	got["report in Go"] = fmt.Sprintf("%#v", sim.Report())
	got["archive in Go"] = fmt.Sprintf("%#v", sim.HAR())
	for _, e := range box.Journal(journal.Filter{}) {
		got["journal in Go"] += fmt.Sprintf("%#v %+v %#v", e, e.Request, e.Rules)
	}
	log.lines(18)
	got["log"] = log.String()
	for place, text := range got {
		if i := strings.Index(strings.ToLower(text), "kanarie-"); i >= 0 {
			t.Errorf("%s has a secret: …%s…", place, text[max(0, i-200):min(len(text), i+100)])
		}
		if len(text) < 20 {
			t.Errorf("%s is empty: %s", place, text)
		}
	}
	if !strings.Contains(got["/rules"], `"got":"***"`) || !strings.Contains(got["/report/text"], "was ***") {
		t.Error("no rule came close")
	}
}

// A rule matches on what it does not show.
func TestRulesMatchOnSecrets(t *testing.T) {
	c := newClient(t, simulator.WithMask("note"))
	box := c.box()
	if err := box.PlayYAML(`
name: keys
rules:
  - {when: {operation: getVendorSecurityReview, header: {Authorization: Bearer sim-full, Cookie: {contains: b=2}}}, fault: {status: 500}}
  - {when: {operation: createVendorSecurityReview, body: {note: {contains: hush}}}, fault: {status: 500}}
`); err != nil {
		t.Fatal(err)
	}
	c.post(creation, newReview(map[string]any{"note": "hush, hush"})).Want(500)
	c.header = http.Header{"Cookie": {"a=1; b=2"}}
	c.get(reviewPath(1)).Want(500)
}

// The name of a header says whether its value is a secret.
func TestHeadersThatAreSecrets(t *testing.T) {
	c := newClient(t)
	open := []string{"Idempotency-Key", "X-Request-Id", "Accept", "Www-Authenticate", "X-Trace", "If-Match"}
	c.header = http.Header{}
	for _, name := range append(open[:len(open):len(open)], secretHeaderNames...) {
		c.header[name] = []string{"value of " + name, "another"}
	}
	c.get(reviewPath(1)).Want(200)
	kept := c.kept().Request.Header
	for name := range c.header {
		canonical := http.CanonicalHeaderKey(name)
		want := "[***]"
		if slices.Contains(open, name) {
			want = fmt.Sprint(c.header[name])
		}
		if got := fmt.Sprint(kept[canonical]); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}
