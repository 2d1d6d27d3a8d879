package simulator_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/fixtures"
	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/builtin"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
	"github.com/vsrsim/vsrsim/simulator/report"
	"github.com/vsrsim/vsrsim/simulator/state"
	"github.com/vsrsim/vsrsim/spec"
)

// lookupPaths are look-ups with all that they can be asked for.
func lookupPaths(t *testing.T) []string {
	var paths []string
	for _, op := range contractOf(t, spec.DefaultRevision).Operations {
		if !op.Lookup || strings.Contains(op.Path, "{questionnaireId}") {
			continue
		}
		query := url.Values{}
		for _, e := range op.Elements {
			if e.Kind == contract.ElementValue && e.Name == "expand[]" {
				query.Add(e.Name, e.Value)
			}
		}
		paths = append(paths, pathParameter.ReplaceAllString(op.Path, "1"), pathParameter.ReplaceAllString(op.Path, "1")+"?"+query.Encode())
	}
	return paths
}

// A44: the same call is answered with the same bytes in every order of calls, in a fork
// and in another sandbox of the same seed, and not in one of another seed.
func TestLookupsAreTheSameInEveryOrder(t *testing.T) {
	c, other := newClient(t), newClient(t, simulator.WithSeed(2))
	paths := lookupPaths(t)
	first := map[string]string{}
	for _, path := range paths {
		first[path] = plainLinks(string(c.get(path).Want(200).Body))
	}
	if _, err := c.sim.Fork("fork"); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(paths)
	differ := 0
	for _, path := range paths {
		for _, key := range []string{"sim-full", "sim-full@fork", "sim-full@fresh"} {
			if got := plainLinks(string(c.as(key).get(path).Want(200).Body)); got != first[path] {
				t.Errorf("%s, %s: got %s, want %s", path, key, got, first[path])
			}
		}
		if plainLinks(string(other.get(path).Want(200).Body)) != first[path] {
			differ++
		}
	}
	if differ == 0 {
		t.Error("another seed makes nothing else up")
	}
}

// plainLinks leaves of signed addresses what does not go by the port and the sandbox.
func plainLinks(body string) string {
	for {
		begin := strings.Index(body, "http://127.0.0.1")
		if begin < 0 {
			return body
		}
		end := strings.IndexByte(body[begin:], '"')
		body = body[:begin] + "link" + body[begin+end:]
	}
}

// What the contract allows is made up in all its forms, for many vendors and users; the
// client fails where an answer differs from the contract.
func TestManyMadeUpRecordsKeepToTheContract(t *testing.T) {
	for _, revision := range spec.Revisions()[1:] {
		c := newClient(t, simulator.WithRevision(revision))
		for range 300 {
			_, err := c.sim.World().AddVendor(1, state.NewVendor{Name: "Éx/ample \"&\" <co>"}, simtest.Now)
			must(t, err)
			_, err = c.sim.World().AddUser(1, state.NewUser{Email: "a@example.com"}, simtest.Now)
			must(t, err)
		}
		nulls := 0
		for _, path := range []string{
			"/vendors?size=500&expand[]=customFields&expand[]=integrations&expand[]=dataAccessedOrProcessed",
			"/users?size=500&expand[]=identities&expand[]=documents&expand[]=backgroundChecks&expand[]=roles",
		} {
			nulls += strings.Count(string(c.get(path).Want(200).Body), "null")
		}
		if nulls < 1000 {
			t.Errorf("%s: %d values are null", revision, nulls)
		}
	}
}

// A45, A48, A50, A56
func TestWhatIsUploadedIsLookedUp(t *testing.T) {
	c := newClient(t)
	const all = "?expand[]=documents&expand[]=lastQuestionnaire&expand[]=latestSecurityReviews&expand[]=vendorUser" +
		"&expand[]=reviews&expand[]=vendorRelationshipContact"
	c.get("/vendors/2"+all).Want(200).Has("lastQuestionnaire", nil).Has("latestSecurityReviews", nil).Has("user", nil).
		Has("vendorRelationshipContact", nil)
	id := c.upload("/vendors/2/security-questionnaires", simtest.File("files", "answers.pdf", "%PDF-1.4")).Want(201).ID()
	review := c.post("/vendors/2/security-reviews", newReview(nil)).Want(201).ID()
	one := c.get("/vendors/2" + all).Want(200)
	one.Has("lastQuestionnaire.file", "answers.pdf").Has("lastQuestionnaire.respondedAt", simtest.NowText)
	one.Has("latestSecurityReviews.0.id", review).Has("documents.0.name", "answers.pdf").Has("documents.0.downloadUrl", simtest.Absent{})
	one.Has("_links.self.href", "https://app.drata.com/risk/vendors/profile/2/overview")
	if got, ok := one.At("reviews").([]any); !ok || len(got) != 0 {
		t.Errorf("reviews: %v", got)
	}
	c.get("/vendors/1?expand[]=vendorUser").Want(200).Has("user.email", "olga.owner@example.com")
	c.get("/vendors").Want(200).Has("data.0._links", simtest.Absent{}).Has("data.0.user", simtest.Absent{}).Has("data.0.integrations", nil)
	c.get("/vendors/2/questionnaires").Want(200).Has("data.0.id", id)
	c.get("/vendors/2/questionnaires/1").Want(200).Has("title", "answers.pdf")
	c.get("/company").Want(200).Has("name", "Example Robotics")
	c.as("sim-other").get("/vendors").Want(200).Has("data.0.id", 4)
	c.as("sim-other").get("/vendors/1").Want(404)
	c.as("sim-other").get("/users/1").Want(404)
}

// A46
func TestAUserIsLookedUpByMailAddress(t *testing.T) {
	c := newClient(t)
	for _, name := range []string{"2", "olga.owner@example.com", "Olga.Owner%40EXAMPLE.com"} {
		c.get("/users/"+name).Want(200).Has("id", 2)
	}
	for _, name := range []string{"99", "nobody@example.com", "otto.other@example.com", "1.5"} {
		c.get("/users/"+name).Want(404).Has("code", 10170)
	}
}

// A47
func TestADocumentHasAType(t *testing.T) {
	c := newClient(t)
	c.upload("/vendors/2/security-questionnaires", simtest.File("files", "a.pdf", "%PDF-1.4")).Want(201)
	c.post("/vendors/2/security-reviews/with-file", newReview(map[string]any{"title": "t", "file": pdfURL})).Want(201)
	c.get("/vendors/2/documents").Want(200).Has("data.0.type", "QUESTIONNAIRE_ATTACHMENT").Has("data.1.type", "COMPLIANCE_REPORT_REVIEW")
	c.get("/vendors/2/documents?type=QUESTIONNAIRE_ATTACHMENT").Want(200).Has("data.0.name", "a.pdf").Has("data.1", simtest.Absent{})
}

// A49: each filter keeps those, and all of those, whose field has the value.
func TestLookupsAreFiltered(t *testing.T) {
	c := newClient(t)
	for range 100 {
		_, err := c.sim.World().AddVendor(1, state.NewVendor{Name: "Example"}, simtest.Now)
		must(t, err)
	}
	rows := c.get("/vendors?size=500").Want(200).At("data").([]any)
	for _, name := range []string{"category", "risk", "status", "type", "impactLevel", "renewalDate", "renewalScheduleType"} {
		value, want := "", []int{}
		for _, row := range rows {
			text, _ := row.(map[string]any)[name].(string)
			if value == "" {
				value = text
			}
			if text != "" && text == value {
				want = append(want, int(row.(map[string]any)["id"].(float64)))
			}
		}
		if got := walkPages(c, "/vendors", "size=3&"+name+"="+url.QueryEscape(value), func(int) {}); !slices.Equal(got, want) {
			t.Errorf("%s=%s: got %v, want %v", name, value, got, want)
		}
	}
	c.get("/users?firstName=Olga&lastName=Owner").Want(200).Has("data.0.id", 2).Has("data.1", simtest.Absent{})
	c.get("/users?firstName=olga").Want(200).Has("data.0", simtest.Absent{})
}

// A cursor is bound to its list.
func TestACursorOfVendorsIsNoneOfUsers(t *testing.T) {
	c := newClient(t)
	cursor := c.get("/vendors?size=1").Want(200).At("pagination.cursor").(string)
	c.get("/users?size=1&cursor=" + cursor).Want(400).Says("of another list")
}

// A59
func TestAVendorIsReadWithABadExpand(t *testing.T) {
	newClient(t).get("/vendors/1?expand[]=nothing").Want(400).Says("must be one of")
}

// A51
func TestADocumentIsDownloadedForAMinute(t *testing.T) {
	c := newClient(t)
	document := c.as("sim-full@other").get("/vendors/1/documents/1").Want(200).Has("downloadUrl.fileBuffer", nil)
	signed := document.At("downloadUrl.signedUrl").(string)
	box, err := c.sim.Box("other")
	must(t, err)
	want, err := box.World().Document(1, 1)
	must(t, err)
	calls := c.sim.Report().Calls
	for range 2 {
		status, body, header := download(t, signed)
		if status != 200 || body != string(want.Content) || !strings.Contains(header.Get("Content-Disposition"), want.Name) {
			t.Errorf("got %d, %s, %v", status, body, header)
		}
	}
	for _, bad := range []string{
		strings.Replace(signed, "/_files/1", "/_files/2", 1), strings.Replace(signed, "expires=1", "expires=2", 1),
		strings.Replace(signed, "sandbox=other", "sandbox=default", 1), strings.Replace(signed, "sandbox=other", "sandbox=none", 1),
		signed[:strings.IndexByte(signed, '?')],
	} {
		if status, body, _ := download(t, bad); status != 403 || !strings.Contains(body, "signature does not fit") {
			t.Errorf("%s: %d, %s", bad, status, body)
		}
	}
	must(t, box.FastForward(time.Minute))
	if status, _, _ := download(t, signed); status != 200 {
		t.Errorf("after a minute: %d", status)
	}
	must(t, box.FastForward(time.Millisecond))
	if status, body, _ := download(t, signed); status != 403 || !strings.Contains(body, "was valid until 2026-11-22T12:31:45Z by the clock of the sandbox") {
		t.Errorf("after more than a minute: %d, %s", status, body)
	}
	if got := c.sim.Report().Calls; got != calls {
		t.Errorf("downloads are counted as %d calls", got-calls)
	}
}

// A51: an address is none of a document that has got the same id after a reset, of
// another vendor or later.
func TestAnAddressIsOfOneDocumentAlone(t *testing.T) {
	c := newClient(t)
	addressOf := func(vendor string, name string) (address string) {
		t.Helper()
		file := simtest.File("files", name, "%PDF-1.4")
		id := fmt.Sprint(c.upload("/vendors/"+vendor+"/security-questionnaires", file).Want(201).At("responseId"))
		return c.get("/vendors/" + vendor + "/documents/" + id).Want(200).At("downloadUrl.signedUrl").(string)
	}
	first := addressOf("1", "a.pdf")
	for what, again := range map[string]func() string{
		"the same":       func() string { return addressOf("1", "a.pdf") },
		"another vendor": func() string { return addressOf("2", "a.pdf") },
		"another name":   func() string { return addressOf("1", "b.pdf") },
		"another time":   func() string { must(t, c.sim.FastForward(time.Second)); return addressOf("1", "a.pdf") },
		"none":           func() string { return "" },
	} {
		must(t, c.sim.Reset())
		other := again()
		want := 403
		if what == "the same" {
			want = 200
		}
		if got, body, _ := download(t, first); got != want {
			t.Errorf("%s: the first address is a %d: %s", what, got, body)
		}
		if other == "" {
			continue
		}
		if got, _, _ := download(t, other); got != 200 || strings.Split(other, "?")[0] != strings.Split(first, "?")[0] {
			t.Errorf("%s: got %d of %s, first %s", what, got, other, first)
		}
	}
}

// Each file that the contract lets a client upload has its type, also if the client did
// not know it, whatever the machine knows.
func TestAFileIsDownloadedAsWhatItIs(t *testing.T) {
	c := newClient(t)
	want := map[string]string{
		".pdf": "application/pdf", ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		".odt": "application/vnd.oasis.opendocument.text", ".doc": "application/msword", ".csv": "text/csv",
		".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".ods": "application/vnd.oasis.opendocument.spreadsheet",
		".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation", ".odp": "application/vnd.oasis.opendocument.presentation",
		".gif": "image/gif", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png",
	}
	_, text, _ := strings.Cut(string(spec.OpenAPI()), "The file. Its name must end in ")
	text, _, _ = strings.Cut(text, ".\n")
	extensions := regexp.MustCompile(`\.[a-z]+`).FindAllString(text, -1)
	if len(extensions) != len(want) {
		t.Fatalf("the contract has %v", extensions)
	}
	for _, extension := range extensions {
		c.upload("/vendors/1/security-reviews/with-file", simtest.Field("title", "x"), simtest.Field("reviewDeadlineAt", "2027-01-01T00:00:00.000Z"),
			simtest.Field("securityReviewStatus", "COMPLETED"), simtest.Field("securityReviewType", "UPLOAD_REPORT"), simtest.Field("documentType", "COMPLIANCE_REPORT"),
			simtest.Field("requesterUserId", "1"), simtest.File("file", "x"+strings.ToUpper(extension), "x")).Want(201)
		documents := c.get("/vendors/1/documents?sortDir=DESC&size=1&expand[]=downloadUrl").Want(200)
		_, _, header := download(t, documents.At("data.0.downloadUrl.signedUrl").(string))
		if got := header.Get("Content-Type"); got != want[extension] {
			t.Errorf("%s: got %s", extension, got)
		}
	}
}

func download(t *testing.T, address string) (status int, body string, header http.Header) {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	must(t, err)
	return response.StatusCode, string(text), response.Header
}

// What a fixture sets is answered, and filtered by; the rest is made up.
func TestFieldsOfAFixture(t *testing.T) {
	world := strings.NewReplacer(
		"name: Example Payroll}", "name: Example Payroll, createdAt: 2026-02-01, fields: {category: HR, risk: HIGH, notes: null, renewalDate: 2027-03-01, events: 3,\n"+
			"    customFields: [{customFieldId: 1, name: Tier, value: '2'}]}}",
		"lastName: Owner, active: true}", "lastName: Owner, active: true, fields: {jobTitle: Chief, roles: [ADMIN]}}",
		"termsAccepted: true, platformAdmin: 1}", "termsAccepted: true, platformAdmin: 1, fields: {domain: example.org, accountId: a-1}}",
	).Replace(string(fixtures.Default()))
	c := newClient(t, simulator.WithFixture("f", []byte(world)))
	c.get("/vendors?category=HR&risk=HIGH&renewalDate=2027-03-01").Want(200).Has("data.0.id", 2).Has("data.1", simtest.Absent{})
	c.get("/vendors/2?expand[]=customFields").Want(200).Has("notes", nil).Has("events", 3).Has("customFields.0.name", "Tier").
		Has("createdAt", "2026-02-01T00:00:00.000Z").Has("updatedAt", "2026-02-01T00:00:00.000Z")
	c.get("/users/2?expand[]=roles").Want(200).Has("jobTitle", "Chief").Has("roles.0", "ADMIN")
	c.get("/company").Want(200).Has("domain", "example.org").Has("accountId", "a-1")
	if got := walkPages(c, "/vendors", "sort=createdAt&sortDir=DESC&size=1", func(int) {}); !slices.Equal(got, []int{2, 3, 1}) {
		t.Errorf("sorted: %v", got)
	}
}

// Everything that is wrong with fields is said at once, with its place.
func TestBadFieldsOfAFixture(t *testing.T) {
	world := strings.Replace(string(fixtures.Default()), "name: Example Payroll}",
		"name: Example Payroll, fields: {risk: huge, name: x, hasPii: null, events: many, customFields: [{x: 1}],\n    location: [a], confirmedAt: yesterday}}", 1)
	_, err := simulator.Start(simulator.WithFixture("f", []byte(world)))
	problems, ok := err.(yamlfile.Problems)
	if !ok {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{
		"vendors[1].fields.risk: must be one of NONE, LOW, MODERATE, HIGH",
		"vendors[1].fields.name: is no field that can be set here",
		"vendors[1].fields.hasPii: must be true or false, is null",
		`vendors[1].fields.events: must be a number or null, is the text "many"`,
		"vendors[1].fields.customFields[0].x: is no field that can be set here, those are customFieldId, name, value",
		"vendors[1].fields.location: must be text or null, is a list",
		"vendors[1].fields.confirmedAt: must be a date and time like 2026-01-31T12:00:00.000Z or null",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("got\n%s\nwant it to say %s", err, want)
		}
	}
	for _, p := range problems {
		if p.Line == 0 || p.Column < 5 {
			t.Errorf("no place: %+v", p)
		}
	}
}

// Fields of Go are checked like those of a fixture, and integers are numbers.
func TestFieldsOfGo(t *testing.T) {
	c := newClient(t)
	vendor, err := c.sim.World().AddVendor(1, state.NewVendor{Name: "New", Fields: state.Fields{"events": 5, "risk": "LOW"}}, simtest.Now)
	must(t, err)
	c.get("/vendors?risk=LOW&sortDir=DESC").Want(200).Has("data.0.id", int(vendor.ID)).Has("data.0.events", 5)
	for _, value := range []any{time.Now(), 1i, "\xff", []string{"a"}} {
		if _, err := c.sim.World().AddVendor(1, state.NewVendor{Name: "New", Fields: state.Fields{"notes": value}}, simtest.Now); err == nil {
			t.Errorf("%v is taken", value)
		}
	}
}

// What another revision has, or look-ups that are off, is said to be that: in the answer
// and in the report.
func TestOperationsOfOtherRevisions(t *testing.T) {
	for _, revision := range spec.Revisions() {
		c := newClient(t, simulator.WithRevision(revision), simulator.WithoutLookups())
		inForce, err := builtin.Edition{Revision: revision, WithoutLookups: true}.Contract()
		must(t, err)
		for line := range strings.Lines(spec.Operations()) {
			origin, operation, _ := strings.Cut(strings.TrimSpace(line), " ")
			method, path, _ := strings.Cut(operation, " ")
			if slices.ContainsFunc(inForce.Operations, func(op *contract.Operation) bool { return op.Method == method && op.Path == path }) {
				continue
			}
			want := report.Unsimulated{Operation: operation, Calls: 1, Revision: origin}
			says := operation + " is an operation of the revision " + origin + ", this is " + revision + ": start with that one (revision)"
			if origin == spec.Lookups {
				want = report.Unsimulated{Operation: operation, Calls: 1, Lookup: true}
				says = operation + " is a look-up, which are not in force: start with a revision that has them, and with them (revision, lookups)"
			}
			want.Examples = []string{"default/" + c.send(method, pathParameter.ReplaceAllString(path, "1"), "", nil).Want(501).Says(says).Header.Get("Sim-Call")}
			if got := c.sim.Report(); !slices.ContainsFunc(got.Unsimulated, func(u report.Unsimulated) bool { return reflect.DeepEqual(u, want) }) {
				t.Errorf("%s: got %+v, want %+v", revision, got.Unsimulated, want)
			}
		}
	}
}

// Look-ups are counted, and apart.
func TestLookupsAreCountedApart(t *testing.T) {
	c := newClient(t)
	before := c.sim.Report().Coverage
	c.get("/vendors/1").Want(200)
	c.get("/vendors/99").Want(404)
	after := c.sim.Report().Coverage
	if after.Delivered != before.Delivered || after.Documented != before.Documented || after.Lookups.Delivered != 2 || after.Lookups.Calls != 2 || after.Lookups.Documented < 50 {
		t.Errorf("got %+v, before %+v", after, before)
	}
}
