package simulator_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
)

const creation = "/vendors/1/security-reviews"

func TestEveryViolationIsNamedAtOnce(t *testing.T) {
	c := newClient(t)
	got := c.post("/vendors/x/security-reviews", `{
		"reviewDeadlineAt":"tomorrow","securityReviewStatus":"DONE","note":12,
		"requesterUserId":1000000001,"titel":"x","colour":"red"}`).Want(400).At("message")
	want := strings.Join([]string{
		"vendorId must be a positive integer up to 9007199254740991",
		"colour should not exist, allowed are: note, requestedAt, requesterUserId, reviewDeadlineAt, " +
			"securityReviewStatus, securityReviewType, title", // A8
		"note must be a string or null, is a number",
		"requesterUserId must not be greater than 1000000000",
		"reviewDeadlineAt must be a date and time like 2026-01-31T12:00:00.000Z",
		"securityReviewStatus must be one of the following values: NOT_YET_STARTED, IN_PROGRESS, COMPLETED, NOT_REQUIRED",
		"securityReviewType is required",
		"titel should not exist, did you mean title?",
	}, "; ")
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestBodiesThatAreNotJSON(t *testing.T) {
	c := newClient(t)
	before := c.sim.World().Snapshot()
	for name, row := range map[string]struct{ body, says string }{
		"empty":             {``, "the body is required, is empty"},
		"blank":             {` `, "the body is not valid JSON"},
		"cut short":         {`{"title":"x"`, "the body is not valid JSON: unexpected EOF"},
		"not JSON":          {`title=x`, "the body is not valid JSON"},
		"trailing data":     {`{} {}`, "the body is not valid JSON: invalid character '{' after top-level value"},
		"duplicate keys":    {`{"title":"a","title":"b"}`, "title is given twice (at byte 13)"},
		"deep duplicates":   {`{"socForm":{"cpaFirm":{"cpaFirm":"a","cpaFirm":"b"}}}`, "socForm.cpaFirm.cpaFirm is given twice"},
		"invalid UTF-8":     {"{\"title\":\"\xff\"}", "is not valid JSON: invalid UTF-8"},
		"lone surrogate":    {`{"title":"\ud800"}`, "is not valid JSON: invalid surrogate pair"},
		"a list":            {`[]`, "the body must be an object, is an array"},
		"null":              {`null`, "the body must be an object, is null"},
		"a number too big":  {`{"requesterUserId":1e999}`, "requesterUserId cannot be represented"},
		"NaN":               {`{"requesterUserId":NaN}`, "is not valid JSON"},
		"deeply nested":     {strings.Repeat("[", 20000), "the body is not valid JSON: exceeded max depth"},
		"a comment":         {`{/*x*/}`, "is not valid JSON"},
		"larger than 10 MB": {`{"title":"` + strings.Repeat("x", 40<<20) + `"}`, "the body is larger than"}, // A24
	} {
		t.Run(name, func(t *testing.T) {
			answer := c.post(creation, row.body)
			answer.T = t
			answer.Want(400).Has("name", "BadRequestException").Says(row.says)
		})
	}
	if after := c.sim.World().Snapshot(); !reflect.DeepEqual(before, after) {
		t.Error("a refused body changed the world")
	}
}

func TestContentTypes(t *testing.T) {
	c := newClient(t)
	body := `{"reviewDeadlineAt":"2026-12-31T17:00:00Z","securityReviewStatus":"IN_PROGRESS","securityReviewType":"SECURITY"}`
	for contentType, status := range map[string]int{
		"application/json":                           201,
		"application/json; charset=utf-8":            201,
		"Application/JSON;charset=UTF-8":             201,
		"application/json; charset=iso-8859-1":       400,
		"application/json; charset=utf-16":           400,
		"text/plain":                                 400,
		"":                                           400,
		"application/x-www-form-urlencoded":          400,
		"application/json, text/plain":               400,
		"multipart/form-data; boundary=x":            400,
		"application/problem+json":                   400,
		"application/json; charset=utf-8; charset=x": 400,
	} {
		answer := c.send(http.MethodPost, creation, contentType, strings.NewReader(body))
		if answer.Status != status {
			t.Errorf("%q: got %d, want %d; body %s", contentType, answer.Status, status, answer.Body)
		}
	}
}

func TestPathIDs(t *testing.T) { // A5, A6
	c := newClient(t)
	for id, status := range map[string]int{
		"1": 200, "01": 200, "1.0": 200, "1.0000000000": 200, "1e0": 200, "10e-1": 200, "9007199254740991": 404, "1e3": 404,
		"9007199254740992": 400, "99999999999999999999": 400, "1e400": 400, "1e999999999": 400, "+1": 400, "0": 400, "-1": 400,
		"-0": 400, "1.5": 400, "%ff": 400,
		"abc": 400, "NaN": 400, "0x1": 400, "1%20": 400, "%C2%B9": 400, "--1": 400, "-": 400, "1_0": 400,
	} {
		if got := c.get("/vendors/1/security-reviews/" + id).Status; got != status {
			t.Errorf("id %s: got %d, want %d", id, got, status)
		}
		if got := c.get("/vendors/" + id + "/security-reviews/1").Status; got != status {
			t.Errorf("vendor id %s: got %d, want %d", id, got, status)
		}
		if status == 400 { // an operation that documents no 400
			c.get("/vendors/1/security-reviews/" + id + "/actions").Want(404).Says("securityReviewId must be a positive integer")
		}
	}
}

func TestDates(t *testing.T) {
	c := newClient(t)
	for date, status := range map[string]int{
		"2026-12-31T17:00:00.000Z": 201, "2026-12-31T17:00:00Z": 201, "2026-12-31T17:00:00+05:30": 201,
		"2026-12-31t17:00:00z": 201, "2026-12-31T17:00:00.123456789Z": 201,
		"2026-12-31": 400, "2026-12-31T17:00:00": 400, "2026-13-01T00:00:00Z": 400, "2026-02-30T00:00:00Z": 400,
		"": 400, "1767225600": 400, "2026-12-31 17:00:00Z": 400, "2026-12-31T23:59:60Z": 400,
		"9999-12-31T23:59:59Z": 201, "9999-12-31T23:59:59-23:00": 400, "0001-01-01T00:00:00Z": 400, "1000-01-01T00:00:00Z": 201, // A31
	} {
		if got := c.post(creation, newReview(map[string]any{"reviewDeadlineAt": date})); got.Status != status {
			t.Errorf("%q: got %d, want %d; body %s", date, got.Status, status, got.Body)
		}
	}
}

func TestLimitsOfTexts(t *testing.T) {
	c := newClient(t)
	c.post(creation, newReview(map[string]any{"note": strings.Repeat("x", 1000)})).Want(201)
	c.post(creation, newReview(map[string]any{"note": strings.Repeat("x", 1001)})).Want(400).Says("note must be at most 1000 characters long")
	c.post(creation, newReview(map[string]any{"title": strings.Repeat("x", 192)})).Want(400)
	c.post(withFile, newReview(map[string]any{"title": strings.Repeat("x", 255), "file": pdfURL})).Want(201)
	c.post(withFile, newReview(map[string]any{"title": strings.Repeat("x", 256), "file": pdfURL})).Want(400)
	c.post(creation, newReview(map[string]any{"requesterUserId": 1.5})).Want(400).Says("requesterUserId must be the id of a user") // A12
}

// A client that sends headers for a body with a GET is none the worse for it.
func TestABodyOfAGetIsIgnored(t *testing.T) {
	newClient(t).send(http.MethodGet, reviewPath(1), "application/json", strings.NewReader(`{"a":`)).Want(200)
}
