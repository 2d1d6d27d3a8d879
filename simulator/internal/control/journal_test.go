package control_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

func TestACallIsShownAsItWasRecorded(t *testing.T) {
	c := newCaller(t)
	got := c.get("/sandboxes/s/journal/0000000000000002").Want(200).
		Has("ordinal", 2).Has("time", simtest.NowText).Has("request.header.Authorization", "[***]").
		Has("violations.0.text", "title must be a string")
	var entry recorder.Entry
	if err := json.Unmarshal([]byte(got.Body), &entry); err != nil {
		t.Fatal(err)
	}
	if want, _ := c.box("s").Journal().Entry("0000000000000002"); !reflect.DeepEqual(entry, want) {
		t.Errorf("got  %v\nwant %v", entry, want)
	}
}

func TestFiltersOfTheJournal(t *testing.T) {
	c := newCaller(t)
	record(c.box("s"), entry(3, "", "GET", 404))
	faulty := entry(4, "performSecurityReviewAction", "PUT", 500)
	faulty.Rule, faulty.Fault = "flaky/1", "status 500"
	record(c.box("s"), faulty)
	for query, want := range map[string]string{
		"":                                     "1 2 3 4",
		"operation=getVendorSecurityReview":    "1",
		"operation=createVendorSecurityReview": "2",
		"operation=updateVendorSecurityReview": "",
		"method=GET":                           "1 3",
		"method=DELETE":                        "",
		"status=400":                           "2",
		"path=security-reviews":                "1 2 3 4",
		"path=questionnaires":                  "",
		"text=page%3D1":                        "1 2 3 4",
		"text=%22id%22%3A7":                    "1 2 3 4",
		"text=nothing":                         "",
		"violations=true":                      "2",
		"violations=false":                     "1 3 4",
		"method=GET&status=404":                "3",
		"rule=flaky%2F1":                       "4",
		"rule=flaky":                           "",
		"rule=flaky%2F1&status=200":            "",
	} {
		got := c.get("/sandboxes/s/journal?" + query).Want(200)
		ordinals := []string{}
		for _, call := range got.At("data").([]any) {
			ordinals = append(ordinals, fmt.Sprint(call.(map[string]any)["ordinal"]))
		}
		if got := strings.Join(ordinals, " "); got != want {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
		got.Has("matched", len(ordinals)).Has("dropped", 0)
		c.get("/sandboxes/s/journal/count?"+query).Want(200).Has("count", len(ordinals)).Has("dropped", 0)
	}
}

func TestTheNewestCallsAreListed(t *testing.T) {
	c := newCaller(t)
	for ordinal := uint64(3); ordinal <= 310; ordinal++ {
		record(c.box("s"), entry(ordinal, "getVendorSecurityReview", "GET", 200))
	}
	c.get("/sandboxes/s/journal").Want(200).
		Has("data.0.ordinal", 211).Has("data.99.ordinal", 310).Has("data.100", simtest.Absent{}).Has("matched", 300).Has("dropped", 10)
	c.get("/sandboxes/s/journal?limit=2&method=GET").Want(200).
		Has("data.0.ordinal", 309).Has("data.1.ordinal", 310).Has("data.2", simtest.Absent{}).Has("matched", 300)
	c.get("/sandboxes/s/journal?limit=1000").Want(200).Has("data.0.ordinal", 11).Has("data.299.ordinal", 310)
	c.get("/sandboxes/s/journal/count").Want(200).Has("count", 300).Has("dropped", 10)
	c.get("/sandboxes/s").Want(200).Has("calls", 300)
}

func TestTheJournalIsEmptied(t *testing.T) {
	c := newCaller(t)
	c.delete("/sandboxes/s/journal").Want(204)
	c.get("/sandboxes/s/journal").Want(200).Has("data", "[]").Has("matched", 0)
	c.get("/sandboxes/s/journal/0000000000000001").Want(404)
}

// A client may have sent anything, and all of it is shown.
func TestCallsThatAreHardToWrite(t *testing.T) {
	c := newCaller(t)
	bad := "<&>\u2028\x00\xff"
	record(c.box("s"), recorder.Entry{Call: journal.Call{
		ID: "x", Ordinal: 1<<64 - 1, Time: simtest.Now, Sandbox: "s",
		Request: recorder.RequestMessage(&exchange.Request{
			Method: bad, Path: bad, RawQuery: bad, Header: map[string][]string{"X-" + bad: {bad, ""}, "None": {}},
			Body: []byte(bad + strings.Repeat("é", 40_000)),
			Form: &exchange.Form{
				Fields: map[string][]string{bad: {bad}},
				Files:  map[string][]exchange.File{bad: {{Name: bad, ContentType: bad, Content: []byte{}}}},
			},
		}, recorder.Mask{}).Plain(),
		Response: recorder.ResponseMessage(exchange.Response{Status: 599}, recorder.Mask{}),
		Violations: []contract.Violation{{
			Side: contract.InResponse, In: contract.InStatus, Pointer: bad, Name: bad, Text: bad, Operation: bad,
		}},
	}})
	shown := strings.ToValidUTF8(bad, "\ufffd")
	c.get("/sandboxes/s/journal/x").Want(200).
		Has("request.path", shown).Has("request.truncated", []any{"body"}).Has("request.parts.1.fileName", shown).
		Has("response.status", 599).Has("violations.0.text", shown)
	c.get("/sandboxes/s/journal?text="+url.QueryEscape("<&>")).Want(200).Has("matched", 1)
}

// later is a call as a journal has it, some time after the others.
func later(sandbox string, ordinal uint64, by time.Duration) recorder.Entry {
	e := entry(ordinal, "getVendorSecurityReview", "GET", 200)
	e.Sandbox, e.Time = sandbox, simtest.Now.Add(by)
	return e
}

func TestCallsOfATime(t *testing.T) {
	c := newCaller(t)
	record(c.box("s"), later("s", 3, time.Second))
	record(c.box("s"), later("s", 4, time.Minute))
	for query, want := range map[string]int{
		"since=2026-11-22T12:30:45.678Z":                                  4,
		"since=2026-11-22T12:30:45.679Z":                                  2,
		"since=2026-11-22T13:30:46.678%2B01:00":                           2,
		"since=2026-11-22t12:31:45.678z":                                  1,
		"until=2026-11-22T12:30:45.678Z":                                  0,
		"until=2026-11-22T12:30:46.678Z":                                  2,
		"since=2026-11-22T12:30:46Z&until=2026-11-22T12:31:45.678Z":       1,
		"since=2026-11-22T12:31:00Z&until=2026-11-22T12:30:00Z":           0,
		"since=2026-11-22T12:30:46Z&operation=createVendorSecurityReview": 0,
		"until=2026-11-22T12:30:46Z&operation=createVendorSecurityReview": 1,
	} {
		c.get("/sandboxes/s/journal?"+query).Want(200).Has("matched", want)
		c.get("/sandboxes/s/journal/count?"+query).Want(200).Has("count", want)
		c.get("/journal?"+query).Want(200).Has("matched", want)
	}
}

func TestTextInAForm(t *testing.T) {
	c := newCaller(t)
	upload := later("s", 3, 0)
	upload.Request = recorder.RequestMessage(&exchange.Request{
		Method: "POST", Path: "/", Form: &exchange.Form{
			Fields: map[string][]string{"title": {"Penetration test"}},
			Files:  map[string][]exchange.File{"file": {{Name: "report.pdf", Content: []byte("%PDF")}}},
		},
	}, recorder.Mask{}).Plain()
	record(c.box("s"), upload)
	for text, want := range map[string]int{"Penetration": 1, "report.pdf": 1, "%25PDF": 0} {
		c.get("/sandboxes/s/journal?text="+text).Want(200).Has("matched", want)
	}
}

func TestTheCallsOfAllSandboxes(t *testing.T) {
	c := newCaller(t)
	record(c.box("default"), later("default", 1, -time.Hour))
	record(c.box("default"), later("default", 2, 0))
	record(c.box("default"), later("default", 3, time.Hour))
	for query, want := range map[string]string{
		"":                 "default/1 default/2 s/1 s/2 default/3",
		"?limit=2":         "s/2 default/3",
		"?sandbox=s":       "s/1 s/2",
		"?violations=true": "s/2",
		"?sandbox=default&since=2026-11-22T12:30:45.678Z": "default/2 default/3",
		"?text=nothing": "",
	} {
		got := c.get("/journal" + query).Want(200)
		calls := []string{}
		for _, call := range got.At("data").([]any) {
			call := call.(map[string]any)
			calls = append(calls, fmt.Sprint(call["sandbox"], "/", call["ordinal"]))
		}
		if got := strings.Join(calls, " "); got != want {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
	}
	c.get("/journal?limit=1").Want(200).Has("matched", 5).Has("dropped", 0)
}

// An archive has all calls, and says so where it has not.
func TestAnArchiveSaysWhatItLeavesOut(t *testing.T) {
	c := newCaller(t)
	c.get("/journal/har").Want(200).Has("log.comment", simtest.Absent{}).Has("log.entries.1._id", "0000000000000002")
	c.get("/journal/har?limit=1").Want(200).
		Has("log.comment", "the newest 1 of 2 calls: the others can be asked for by since and until").
		Has("log.entries.0._id", "0000000000000002").Has("log.entries.1", simtest.Absent{})
}
