package control_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/vsrsim/vsrsim/simulator/internal/control"
	"github.com/vsrsim/vsrsim/simulator/internal/fixture"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/state"
	"github.com/vsrsim/vsrsim/spec"
)

func TestAWorldGoesRound(t *testing.T) {
	c := newCaller(t)
	c.patch("/sandboxes/s/keys/sim-read", `{"access":"custom","permissions":["vendors-get"]}`).Want(200)
	got := c.get("/sandboxes/s/world").Want(200)
	if got.Header.Get("Content-Type") != "application/yaml" {
		t.Errorf("Content-Type: got %q", got.Header.Get("Content-Type"))
	}
	c.call("PUT /sandboxes/default/world", "application/yaml", got.Body).Want(200).Has("name", "default").Has("reviews", 6)
	if want, got := c.box("s").World().Snapshot(), c.box("default").World().Snapshot(); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// A new world changes nothing else about its sandbox.
func TestReplacingAWorldKeepsTheRest(t *testing.T) {
	c := newCaller(t)
	c.put("/sandboxes/s/seed", `{"seed":7}`).Want(200)
	c.put("/sandboxes/s/world", smallWorld).Want(200).
		Has("vendors", 1).Has("reviews", 0).Has("calls", 2).Has("seed", 7).Has("clock.mode", "frozen")
	c.post("/sandboxes/s/checkpoints/c/rewind", "").Want(200).Has("vendors", 5)
}

func TestABrokenWorldChangesNothing(t *testing.T) {
	c := newCaller(t)
	before, version := c.box("s").World().Snapshot(), c.box("s").World().Version()
	const invalid = `accounts:
  - {id: 1, nam: Example Robotics, termsAccepted: yes, platformAdmin: 9}
keys: []
users: []
vendors:
  - {id: 1, account: 2, name: Example Cloud Hosting}
`
	got := c.call("PUT /sandboxes/s/world", "application/yaml", invalid).Want(400).Has("name", "BadRequestException")
	lines := strings.Split(got.At("message").(string), "\n")
	for i, want := range []string{
		`world:2:13: accounts[0]: unknown key "nam"`, "world:2:51: accounts[0].termsAccepted: ",
		"world:2:71: accounts[0].platformAdmin: ", "world:3:7: keys: ", "world:6:22: vendors[0].account: ",
	} {
		if i >= len(lines) || !strings.HasPrefix(lines[i], want) {
			t.Fatalf("got %q, want line %d to begin with %q", lines, i+1, want)
		}
	}
	c.call("PUT /sandboxes/s/world", "application/yaml", "a: [").Want(400).Says("world:1:", "not valid YAML")
	c.call("PUT /sandboxes/s/world", "application/yaml", "\xff").Want(400).Says("world:1:1: not UTF-8 text")
	after := c.box("s").World().Snapshot()
	if !reflect.DeepEqual(before, after) || c.box("s").World().Version() != version {
		t.Error("an invalid fixture changed the world")
	}
}

// JSON is nearly YAML. Where it is not, it is made so.
func TestAWorldAsJSON(t *testing.T) {
	for name, row := range map[string]struct{ written, want string }{
		"plain":               {`Ada`, "Ada"},
		"a surrogate pair":    {`\ud83d\ude00 \uD83D\uDE00!`, "😀 😀!"},
		"an escaped slash":    {`a\/b`, "a/b"},
		"no slash":            {`a\\/b`, `a\/b`},
		"no surrogate pair":   {`\\ud83d`, `\ud83d`},
		"all short escapes":   {`\"\\\b\f\n\r\t`, "\"\\\b\f\n\r\t"},
		"other escapes":       {`\u00e9\u2028\ufeff\u007f\u0085`, "é\u2028\ufeff\u007f\u0085"},
		"line breaks of YAML": {"a\u0085b\u2028c\u2029d", "a\u0085b\u2028c\u2029d"},
		"what YAML forbids":   {"\x7f\u0080\ufeff\ufffe\uffff", "\x7f\u0080\ufeff\ufffe\uffff"},
		"signs of YAML":       {`*a: &b #c {[,]} 'd' %e !f`, `*a: &b #c {[,]} 'd' %e !f`},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCaller(t)
			world := strings.Replace(smallWorld, "Example Cloud Hosting", row.written, 1)
			var tabs bytes.Buffer
			if err := json.Indent(&tabs, []byte(world), "\t", "\t"); err != nil {
				t.Fatal(err)
			}
			for _, body := range []string{world, tabs.String(), strings.ReplaceAll(world, "\n", "\r\n")} {
				c.put("/sandboxes/s/world", body).Want(200)
				if got := c.box("s").World().Vendors(1)[0].Name; got != row.want {
					t.Errorf("got %q, want %q", got, row.want)
				}
			}
		})
	}
}

// The line and the column of a problem are those of the JSON that was sent.
func TestProblemsOfAWorldAsJSON(t *testing.T) {
	c := newCaller(t)
	world := strings.Replace(smallWorld, `"access": "full"`, `"access": "all"`, 1)
	c.put("/sandboxes/s/world", world).Want(400).
		Has("message", `world:3:56: keys[0].access: must be one of full, read, custom`)
	c.put("/sandboxes/s/world", strings.Replace(smallWorld, `"id": 1`, `"id": 1, "id": 2`, 1)).Want(400).
		Says("accounts[0].id is given twice")
}

func TestContentTypesOfAWorld(t *testing.T) {
	for contentType, says := range map[string]string{
		"application/yaml":                  "",
		"application/yaml; charset=utf-8":   "",
		"Application/YAML":                  "",
		"application/json;charset=UTF-8":    "",
		"":                                  "Content-Type is missing, must be application/json or application/yaml",
		"text/plain":                        "Content-Type must be application/json or application/yaml, is text/plain",
		"application/x-www-form-urlencoded": "Content-Type must be application/json or application/yaml, is ",
		"application/yaml; charset=utf-16":  "the body must be in UTF-8, its Content-Type says charset=utf-16",
		"application/":                      `Content-Type cannot be read, is "application/", must be application/json or application/yaml`,
	} {
		t.Run(contentType, func(t *testing.T) {
			got := newCaller(t).call("PUT /sandboxes/s/world", contentType, smallWorld)
			if says == "" {
				got.Want(200)
				return
			}
			got.Want(400).Says(says)
		})
	}
}

func TestABodyThatIsCompressedOrTooLarge(t *testing.T) {
	c := newCaller(t)
	request := httptest.NewRequest(http.MethodPut, control.Prefix+"/sandboxes/s/world", strings.NewReader(smallWorld))
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Content-Encoding", "gzip")
	c.do(request).Want(400).Has("message", "the body cannot be inflated as its Content-Encoding gzip says: it does not begin as gzip does")

	large := "# " + strings.Repeat("x", 64<<20)
	c.call("PUT /sandboxes/s/world", "application/yaml", large).Want(400).
		Has("message", "the body is larger than 67108864 bytes")
}

// The fixtures that the contract shows are fixtures.
func TestTheWorldsOfTheContractAreValid(t *testing.T) {
	type content map[string]struct {
		Examples map[string]struct{ Value yaml.Node }
	}
	var document struct {
		Paths map[string]struct {
			Get struct {
				Responses map[string]struct {
					Ref string `yaml:"$ref"`
				}
			}
			Put struct {
				RequestBody struct{ Content content } `yaml:"requestBody"`
			}
		}
		Components struct {
			Responses map[string]struct{ Content content }
		}
	}
	if err := yaml.Unmarshal(spec.Control(), &document); err != nil {
		t.Fatal(err)
	}
	path := document.Paths["/sandboxes/{sandbox}/world"]
	shown := 0
	answer := strings.TrimPrefix(path.Get.Responses["200"].Ref, "#/components/responses/")
	for _, content := range []content{document.Components.Responses[answer].Content, path.Put.RequestBody.Content} {
		for mediaType, media := range content {
			for name, example := range media.Examples {
				shown++
				text := []byte(example.Value.Value)
				if mediaType == "application/json" {
					var value any
					if err := example.Value.Decode(&value); err != nil {
						t.Fatal(err)
					}
					var err error
					if text, err = json.Marshal(value); err != nil {
						t.Fatal(err)
					}
				}
				world, err := fixture.Load(name, text)
				if err != nil {
					t.Errorf("%s, example %s: %v", mediaType, name, err)
				} else if got := world.Counts(); got != (state.Counts{Vendors: 1}) {
					t.Errorf("%s, example %s: got %v", mediaType, name, got)
				}
			}
		}
	}
	if shown != 4 {
		t.Errorf("looked at %d examples, want 4", shown)
	}
}

func TestAccounts(t *testing.T) {
	c := newCaller(t)
	c.get("/sandboxes/s/accounts").Want(200).
		Has("data.0.id", 1).Has("data.0.name", "Example Robotics").Has("data.0.plan", "full").
		Has("data.0.platformAdmin", 1).Has("data.2.termsAccepted", false)
	c.patch("/sandboxes/s/accounts/1", `{"termsAccepted":false}`).Want(200).Has("termsAccepted", false).Has("plan", "full")
	c.patch("/sandboxes/s/accounts/1", `{"plan":"limited"}`).Want(200).Has("termsAccepted", false).Has("plan", "limited")
	c.get("/sandboxes/default/accounts").Want(200).Has("data.0.termsAccepted", true) // isolation
}

func TestKeys(t *testing.T) {
	c := newCaller(t)
	states := map[string]string{}
	for _, key := range c.get("/sandboxes/s/keys").Want(200).At("data").([]any) {
		key := key.(map[string]any)
		states[key["key"].(string)] = key["state"].(string)
	}
	want := map[string]string{
		"sim-full": "active", "sim-read": "active", "sim-none": "active", "sim-no-terms": "active",
		"sim-expired": "expired", "sim-revoked": "revoked", "sim-other": "active",
	}
	if !reflect.DeepEqual(states, want) {
		t.Errorf("got %v, want %v", states, want)
	}

	change := func(json string) *simtest.Answer {
		t.Helper()
		return c.patch("/sandboxes/s/keys/sim-full", json).Want(200)
	}
	change(`{"revoked":true}`).Has("state", "revoked").Has("expiresAt", nil)
	change(`{"expiresAt":"2026-11-22t13:30:45.678+01:00"}`).Has("state", "revoked").Has("expiresAt", simtest.NowText)
	change(`{"revoked":false}`).Has("state", "expired").Has("expiresAt", simtest.NowText)
	change(`{"expiresAt":"2026-11-22T12:30:46Z"}`).Has("state", "active")
	c.post("/sandboxes/s/clock/advance", `{"by":"1s"}`).Want(200)
	c.get("/sandboxes/s/keys").Has("data.1.key", "sim-full").Has("data.1.state", "expired")
	change(`{"expiresAt":null}`).Has("state", "active").Has("expiresAt", nil)
	change(`{"access":"custom","permissions":["vendors-get"]}`).Has("access", "custom").Has("permissions", "[vendors-get]")
	change(`{"revoked":false}`).Has("permissions", "[vendors-get]")
	change(`{"permissions":[]}`).Has("access", "custom").Has("permissions", "[]")
	change(`{"access":"read"}`).Has("access", "read").Has("permissions", "[]")
}

// fill makes a sandbox with so many documents of 8 MiB, which share their bytes,
// unless it is there.
func (c *caller) fill(name string, documents int) {
	c.t.Helper()
	if c.post("/sandboxes", `{"name":"`+name+`","from":"s"}`).Status == http.StatusConflict {
		return
	}
	files := make([]state.NewDocument, documents)
	for i := range files {
		files[i] = state.NewDocument{Name: "a.csv", Content: large}
	}
	var err error
	c.box(name).World().View(func(w state.Shared) { _, err = w.UploadQuestionnaire(1, 1, files, simtest.Now) })
	if err != nil {
		c.t.Fatal(err)
	}
}

var large = make([]byte, 8<<20)

func TestAListOfLargeRecordsEndsEarly(t *testing.T) {
	c := newCaller(t)
	c.fill("large", 4)
	for after, want := range map[string]int{"": 4, "?after=1": 3, "?after=4": 1} {
		list := c.get("/sandboxes/large/world/documents" + after).Want(200)
		if n, total := len(list.At("data").([]any)), list.At("total"); n != want || total != 5.0 {
			t.Errorf("%s: got %d of %v documents, want %d, which are 32 MiB", after, n, total, want)
		}
	}
}

// An expression may take many steps for each of many calls.
func TestTheStepsOfAssertionsAreBounded(t *testing.T) {
	c := newCaller(t)
	for ordinal := range uint64(290) { // fewer than the journal keeps
		record(c.box("s"), entry(ordinal, "getVendorSecurityReview", "GET", 200))
	}
	const loops = `{"when":{"where":"all(1..1000, all(1..1000, all(1..1000, true)))"}}`
	c.post("/sandboxes/s/verify", `{"calls":[`+strings.Repeat(loops+",", 9)+loops+`]}`).Want(400).
		Says("the expressions take more than 10000000 steps over all calls")
	c.post("/sandboxes/s/verify", `{"calls":[{"when":{"where":"method == 'GET'"},"count":">=290"}]}`).Want(200)
}
