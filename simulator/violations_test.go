package simulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// box is the default sandbox.
func (c *client) box() *simulator.Sandbox {
	c.t.Helper()
	box, err := c.sim.Box("default")
	if err != nil {
		c.t.Fatal(err)
	}
	return box
}

// last is the newest call in the journal of the default sandbox.
func (c *client) last() journal.Call {
	c.t.Helper()
	entries := c.box().Journal(journal.Filter{})
	if len(entries) == 0 {
		c.t.Fatal("there was no call")
	}
	return entries[len(entries)-1]
}

// Every violation says which side, where in the message, where in the contract,
// what is allowed and what to do.
func TestAViolationSaysWhatToDo(t *testing.T) {
	c := newClient(t)
	valid := newReview(map[string]any{})
	with := func(name string, value any) map[string]any { return newReview(map[string]any{name: value}) }
	without := newReview(nil)
	delete(without, "securityReviewType")
	for name, row := range map[string]struct {
		call func() *simtest.Answer
		want contract.Violation // but for the operation and the line
		line string             // of the contract has this
	}{
		"a misspelt property": {
			func() *simtest.Answer { return c.post(creation, with("titel", "x")) },
			contract.Violation{In: contract.InBody, Pointer: "/titel", Text: "should not exist, did you mean title?", Fix: "rename it to title"},
			"properties:",
		},
		"a missing property": {
			func() *simtest.Answer { return c.post(creation, without) },
			contract.Violation{In: contract.InBody, Pointer: "/securityReviewType", Text: "is required", Fix: "send securityReviewType"},
			"securityReviewType:",
		},
		"another type": {
			func() *simtest.Answer { return c.post(creation, with("note", 12)) },
			contract.Violation{In: contract.InBody, Pointer: "/note", Text: "must be a string or null, is a number", Fix: "send a string or null"},
			"note:",
		},
		"a value that is not listed": {
			func() *simtest.Answer { return c.post(creation, with("securityReviewStatus", "DONE")) },
			contract.Violation{
				In: contract.InBody, Pointer: "/securityReviewStatus",
				Text: "must be one of the following values: NOT_YET_STARTED, IN_PROGRESS, COMPLETED, NOT_REQUIRED",
				Fix:  "send one of these values, in this case",
			},
			"securityReviewStatus:",
		},
		"a bad id": {
			func() *simtest.Answer { return c.get("/vendors/1/security-reviews/abc") },
			contract.Violation{In: contract.InPath, Name: "securityReviewId", Text: "must be a positive integer up to 9007199254740991", Fix: "send the id of a record, such as 1"},
			"name: securityReviewId",
		},
		"a value of the query": {
			func() *simtest.Answer { return c.get(reviewPath(1) + "?expand[]=vendor") },
			contract.Violation{
				In: contract.InQuery, Name: "expand[]", Pointer: "/0",
				Text: "must be one of the following values: user, requesterUser", Fix: "send one of these values, in this case",
			},
			"name: expand[]",
		},
		"another content type": {
			func() *simtest.Answer {
				return c.send(http.MethodPost, creation, "text/plain", c.encode(valid))
			},
			contract.Violation{In: contract.InHeader, Name: "Content-Type", Text: "must be application/json, is text/plain", Fix: "send the body as application/json"},
			"operationId: VendorSecurityReviewsPublicV2Controller_createVendorSecurityReview",
		},
		"a file of another kind": {
			func() *simtest.Answer { return c.upload(vendorUpload, simtest.File("files", "a.txt", "x")) },
			contract.Violation{
				In: contract.InBody, Pointer: "/files/0",
				Text: `must have one of the extensions .pdf, .docx, .odt, .doc, .xlsx, .ods, .pptx, .odp, .csv, is named "a.txt"`,
				Fix:  "send a file of one of these kinds",
			},
			"items:",
		},
	} {
		t.Run(name, func(t *testing.T) {
			answer := row.call().Want(400)
			var stated []contract.Violation
			if err := json.Unmarshal([]byte(answer.Header.Get("Sim-Violations")), &stated); err != nil {
				t.Fatalf("%v: %q", err, answer.Header.Get("Sim-Violations"))
			}
			kept := c.last().Violations
			if len(kept) != 1 || !slices.Equal(stated, kept) {
				t.Fatalf("the header has %+v, the journal %+v", stated, kept)
			}
			got := kept[0]
			line := strings.Split(string(c.inForce()), "\n")[got.Line-1]
			if !strings.Contains(line, row.line) {
				t.Errorf("line %d of the contract is %q, want it to have %q", got.Line, line, row.line)
			}
			want := row.want
			want.Side, want.Operation, want.Line = contract.InRequest, c.last().Operation, got.Line
			if got != want {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

// The header stays below what clients take, in ASCII, and JSON; the journal has
// a hundred, and how many more there were.
func TestTheHeaderOfViolationsIsCapped(t *testing.T) {
	c := newClient(t)
	body := map[string]any{}
	for i := range 200 {
		body[fmt.Sprintf("größe-%d\r\n\U0001f600", i)] = i
	}
	header := c.post(creation, body).Want(400).Header.Get("Sim-Violations")
	if len(header) > 4<<10 || strings.ContainsFunc(header, func(r rune) bool { return r < ' ' || r > '~' }) {
		t.Errorf("%d bytes: %q", len(header), header)
	}
	var stated []struct {
		contract.Violation
		Omitted int `json:"omitted"`
	}
	if err := json.Unmarshal([]byte(header), &stated); err != nil {
		t.Fatalf("%v: %q", err, header)
	}
	kept := c.last().Violations
	more := c.last().ViolationsOmitted
	if last := stated[len(stated)-1]; last.Omitted+len(stated)-1 != len(kept)+more || len(kept) != 100 || more != 103 {
		t.Errorf("%d stated, %d omitted, %d kept, %d more", len(stated)-1, last.Omitted, len(kept), more)
	}
	for i, v := range stated[:len(stated)-1] {
		if v.Violation != kept[i] {
			t.Errorf("got  %+v\nwant %+v", v.Violation, kept[i])
		}
	}
}

func TestACallThatIsInOrderHasNoHeaderOfViolations(t *testing.T) {
	c := newClient(t)
	if got, there := c.get(reviewPath(1)).Want(200).Header["Sim-Violations"]; there {
		t.Error(got)
	}
}

// A client that misspells a path breaks the contract; a probe without a key does
// not.
func TestCallsToNoOperationAreViolations(t *testing.T) {
	c := newClient(t)
	for path, want := range map[string]string{
		"/vendors/1/security-review":         "is not documented, did you mean GET /public/v2/vendors/{vendorId}/security-reviews?",
		"/vendors/1/security-reviewz/17":     "is not documented, did you mean GET /public/v2/vendors/{vendorId}/security-reviews/{securityReviewId}?",
		"/nothing":                           "/public/v2/nothing is not documented",
		"/vendors/1/security-questionnaires": "/public/v2/vendors/1/security-questionnaires has no method GET, allowed are: POST",
	} {
		c.get(path).Want(404)
		kept := c.last().Violations
		if len(kept) != 1 || !strings.HasSuffix(kept[0].Text, want) || kept[0].Fix == "" || kept[0].In != contract.InPath {
			t.Errorf("%s: got %+v, want %s", path, kept, want)
		}
	}
	c.as("").get("/nothing").Want(401)
	if kept := c.last().Violations; len(kept) > 0 {
		t.Errorf("a probe: got %+v", kept)
	}
}

// In the mode observe a request is served without what differs from the contract,
// which is recorded.
func TestObserve(t *testing.T) {
	c := newClient(t, simulator.WithObserve())
	for name, row := range map[string]struct {
		call       func() *simtest.Answer
		status     int
		violations int
	}{
		"undeclared properties": {
			func() *simtest.Answer {
				return c.post(creation, newReview(map[string]any{"titel": "x", "note": "kept"}))
			}, 201, 1,
		},
		"a bad value of an optional property": {
			func() *simtest.Answer {
				return c.post(creation, newReview(map[string]any{"note": 12, "title": "kept"}))
			}, 201, 1,
		},
		"JSON under another content type": {
			func() *simtest.Answer {
				return c.send(http.MethodPost, creation, "text/plain", c.encode(newReview(nil)))
			}, 201, 1,
		},
		"a bad item of a list": {
			func() *simtest.Answer {
				return c.put(reviewPath(2), `{"socForm":{"complianceScope":{"trustServiceCriteria":["SECURITY","SPEED","PRIVACY"]}}}`)
			}, 200, 1,
		},
		"bad values of the query": {
			func() *simtest.Answer {
				return c.get(reviewPath(1) + "?expand[]=vendor&expand[]=requesterUser&expand[]=x")
			}, 200, 2,
		},
		"a required property that is missing": {func() *simtest.Answer { return c.post(creation, `{"titel":"x"}`) }, 400, 4},
		"a body that cannot be read":          {func() *simtest.Answer { return c.post(creation, `{"title":`) }, 400, 1},
		"a bad id":                            {func() *simtest.Answer { return c.get("/vendors/1/security-reviews/abc") }, 400, 1},
	} {
		t.Run(name, func(t *testing.T) {
			answer := row.call().Want(row.status)
			if kept := c.last().Violations; len(kept) != row.violations || answer.Header.Get("Sim-Violations") == "" {
				t.Errorf("got %+v, header %q", kept, answer.Header.Get("Sim-Violations"))
			}
		})
	}
	c.get(reviewPath(2)).Want(200).Has("socReviewForm.complianceScope.trustServiceCriteria", "[SECURITY PRIVACY]")
	c.get(reviewPath(1)+"?expand[]=x&expand[]=requesterUser").Want(200).Has("requesterUser.id", 2).Has("user", simtest.Absent{})
	id := c.post(creation, newReview(map[string]any{"titel": "x", "note": "kept"})).Want(201).Has("note", "kept").ID()
	c.get(reviewPath(id)).Want(200).Has("note", "kept").Has("title", nil)
}
