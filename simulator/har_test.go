package simulator_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/pb33f/jsonschema/v6"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/judge"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/internal/version"
)

// lossyScenario lets one call be lost before it is carried out, one after that,
// and another one get half of its answer.
const lossyScenario = `
name: lossy
rules:
  - name: before
    when: {operation: getVendorSecurityReview, path: {securityReviewId: 1}}
    fault: {connection: close}
  - name: after
    when: {operation: createVendorSecurityReview}
    phase: after
    fault: {connection: close}
  - name: half
    when: {operation: getVendorSecurityReview, path: {securityReviewId: 2}}
    fault: {truncate: 50%}
`

const lostReview = `{"reviewDeadlineAt":"2026-12-31T17:00:00.000Z","securityReviewStatus":"IN_PROGRESS","securityReviewType":"SECURITY"}`

// varied is a client after calls of all kinds.
func varied(t *testing.T, opts ...simulator.Option) *client {
	t.Helper()
	c := newClient(t, opts...)
	box, err := c.sim.Box("default")
	if err != nil {
		t.Fatal(err)
	}
	if err := box.PlayYAML(lossyScenario); err != nil {
		t.Fatal(err)
	}
	c.get(reviewPath(3) + "?expand[]=user&a=%zz&=&note=%C3%A9|").Want(200)
	c.upload(vendorUpload, simtest.Field("note", "é"), simtest.File("files", "a b.csv", "q,a\n")).Want(400)
	c.put(reviewPath(3), map[string]any{"title": 5}).Want(400)
	c.put(reviewPath(3), `{"title": "`+strings.Repeat("é", 40_000)+`"}`).Want(400)
	c.get("/nothing/é").Want(404)
	c.as("").get(reviewPath(3)).Want(401)
	c.loses(http.MethodGet, reviewPath(1), "")
	c.loses(http.MethodPost, creation, lostReview)
	c.loses(http.MethodGet, reviewPath(2), "")
	return c
}

// loses sends a call whose answer does not come, or not whole.
func (c *client) loses(method, path, body string) {
	c.t.Helper()
	request, err := http.NewRequest(method, c.sim.URL()+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+c.key)
	request.Header.Set("Content-Type", "application/json")
	request.Close = true // on a connection of its own: a client tries again on one that was used before
	response, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(request)
	if err != nil {
		return
	}
	defer response.Body.Close()
	if _, err := new(bytes.Buffer).ReadFrom(response.Body); err == nil {
		c.t.Fatalf("%s %s: got a whole answer, %s", method, path, response.Status)
	}
}

// control sends a GET to the control API.
func (c *client) control(path string) *simtest.Answer {
	c.t.Helper()
	request, err := http.NewRequest(http.MethodGet, c.sim.ControlURL()+path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.do(request)
}

// harSchema is HAR 1.2, written down from its specification.
func harSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile("testdata/har-1.2.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	described, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("har.json", described); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("har.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestTheJournalIsExportedAsHAR(t *testing.T) {
	c := varied(t)
	schema := harSchema(t)
	for _, path := range []string{"/sandboxes/default/journal/har", "/journal/har"} {
		got := c.control(path).Want(200)
		archive, err := jsonschema.UnmarshalJSON(strings.NewReader(got.Body))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(archive); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		checkArchive(t, c, got)
	}
}

// Those who read an archive are stricter than its specification, or looser.
func TestArchivesOpenElsewhere(t *testing.T) {
	c := varied(t)
	var archives []json.RawMessage
	for _, path := range []string{"/journal/har", "/sandboxes/default/journal/har?status=599", "/journal/har?violations=true"} {
		archives = append(archives, json.RawMessage(c.control(path).Want(200).Body))
	}
	var complaints []string
	judge.Node(t, "har.mjs", archives, &complaints)
	for i, complaint := range complaints {
		if complaint != "" {
			t.Errorf("archive %d: %s", i, complaint)
		}
	}
}

func checkArchive(t *testing.T, c *client, got *simtest.Answer) {
	t.Helper()
	base := strings.TrimSuffix(c.sim.ControlURL(), "/_sim")
	got.Has("log.creator.version", version.Of()).Has("log.entries.9", simtest.Absent{})

	got.Has("log.entries.0.startedDateTime", simtest.NowText).Has("log.entries.0.time", 0).
		Has("log.entries.0.request.url", base+"/public/v2"+reviewPath(3)+"?expand[]=user&a=%zz&=&note=%C3%A9%7C").
		Has("log.entries.0.request.queryString.0.name", "expand[]").Has("log.entries.0.request.queryString.1.value", "%zz").
		Has("log.entries.0.request.queryString.3.value", "é|").Has("log.entries.0.request.postData", simtest.Absent{}).
		Has("log.entries.0.request.bodySize", 0).Has("log.entries.0.response.statusText", "OK").
		Has("log.entries.0.response.content.mimeType", "application/json; charset=utf-8").
		Has("log.entries.0._operation", "getVendorSecurityReview").Has("log.entries.0._sandbox", "default")
	if id := got.At("log.entries.0._id"); id == "" || id == (simtest.Absent{}) {
		t.Error("no id")
	}

	got.Has("log.entries.1.request.postData.params.0.value", "é").
		Has("log.entries.1.request.postData.params.1.fileName", "a b.csv").
		Has("log.entries.1.request.postData.params.1.contentType", "application/octet-stream").
		Has("log.entries.1.request.postData.params.1._size", 4).Has("log.entries.1.request.postData.text", "")

	got.Has("log.entries.2.request.postData.text", `{"title":5}`).Has("log.entries.2.request.bodySize", 11).
		Has("log.entries.2.request.postData.mimeType", "application/json").
		Has("log.entries.2._violations.0.text", "must be a string, is a number")
	got.Has("log.entries.3.request.postData.comment", "the body goes on").Has("log.entries.3.request.bodySize", 80_013)
	got.Has("log.entries.4.request.url", base+"/public/v2/nothing/%C3%A9").Has("log.entries.4._operation", simtest.Absent{})
	got.Has("log.entries.5.response.status", 401)

	got.Has("log.entries.6.response.status", 0).Has("log.entries.6._rule", "lossy/before").
		Has("log.entries.6._fault", "connection close").Has("log.entries.6.response.headers", "[]").
		Has("log.entries.6.response._error", "connection close").Has("log.entries.8.response._error", simtest.Absent{})
	got.Has("log.entries.7.response.status", 0).Has("log.entries.7._rule", "lossy/after").
		Has("log.entries.7.response.content.text", "")
	got.Has("log.entries.8.response.status", 200).Has("log.entries.8._fault", "truncate")
}

func TestAnArchiveIsAFile(t *testing.T) {
	c := newClient(t)
	c.as("sim-full@checkout-17").get(reviewPath(1)).Want(200)
	c.get(reviewPath(1)).Want(200)
	for path, want := range map[string]string{
		"/sandboxes/checkout-17/journal/har": "attachment; filename=checkout-17.har",
		"/journal/har":                       "attachment; filename=vsrsim.har",
	} {
		if got := c.control(path).Want(200).Header.Get("Content-Disposition"); got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
	c.control("/journal/har").Has("log.entries.0._sandbox", "checkout-17").Has("log.entries.1._sandbox", "default")
	c.control("/journal/har?sandbox=default").Has("log.entries.0._sandbox", "default").Has("log.entries.1", simtest.Absent{})
	c.control("/journal/har?limit=1").Has("log.entries.0._sandbox", "default").Has("log.entries.1", simtest.Absent{})
	c.control("/sandboxes/default/journal/har?status=404").Has("log.entries", "[]")
}

// The same seed and the same calls under a frozen clock are the same archive,
// but for the port.
func TestArchivesAreDeterministic(t *testing.T) {
	archive := func() string {
		c := varied(t)
		base := strings.TrimSuffix(c.sim.ControlURL(), "/_sim")
		text := string(c.control("/journal/har").Want(200).Body)
		return strings.ReplaceAll(text, base, "http://sim")
	}
	boundary := func(text string) string { // is random, and the client's
		_, rest, _ := strings.Cut(text, "boundary=")
		return strings.ReplaceAll(text, rest[:60], "")
	}
	if first, second := boundary(archive()), boundary(archive()); first != second {
		t.Errorf("got  %s\nwant %s", second, first)
	}
}

// The answer that a client did not get is in the journal, marked as such.
func TestUnsentAnswers(t *testing.T) {
	c := varied(t)
	for ordinal, unsent := range map[string]any{"6": simtest.Absent{}, "7": true, "8": simtest.Absent{}} {
		c.control("/sandboxes/default/journal").Want(200).Has("data."+ordinal+".response.unsent", unsent)
	}
}
