package control_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// A world goes round as JSON as well, whatever is in it.
func TestAWorldGoesRoundAsJSON(t *testing.T) {
	c := newCaller(t)
	_, err := c.box("s").World().UploadQuestionnaire(1, 1,
		[]state.NewDocument{{Name: "a\xff<&>\u2028.pdf", Content: []byte{0, 0xff, '\n'}}}, simtest.Now)
	if err != nil {
		t.Fatal(err)
	}
	for _, asked := range []*caller{c.with("Accept", "application/json, text/plain, */*"), c.with("Accept", "Application/JSON;q=0.9")} {
		got := asked.get("/sandboxes/s/world").Want(200)
		if !json.Valid([]byte(got.Body)) || got.Header.Get("Content-Type") != "application/json; charset=utf-8" {
			t.Fatalf("got %v %s", got.Header, got.Body)
		}
	}
	got := c.get("/sandboxes/s/world?format=json").Want(200)
	c.put("/sandboxes/default/world", got.Body).Want(200)
	if want, got := c.box("s").World().Snapshot(), c.box("default").World().Snapshot(); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	for _, asked := range []*caller{c, c.with("Accept", "*/*"), c.with("Accept", "text/html,application/yaml,application/json"), c.with("Accept", "a")} {
		if got := asked.get("/sandboxes/s/world").Want(200); got.Header.Get("Content-Type") != "application/yaml" {
			t.Errorf("got %v", got.Header)
		}
	}
	c.with("Accept", "application/json").get("/sandboxes/s/world?format=yaml").Contains("accounts:\n")
}

func TestRecordsByKind(t *testing.T) {
	c := newCaller(t)
	var whole map[string][]any
	if err := json.Unmarshal([]byte(c.get("/sandboxes/s/world?format=json").Body), &whole); err != nil {
		t.Fatal(err)
	}
	if len(whole) != 7 {
		t.Errorf("got %d kinds", len(whole))
	}
	for kind, want := range whole {
		got := c.get("/sandboxes/s/world/"+kind).Want(200).Has("total", len(want))
		if data := got.At("data"); !reflect.DeepEqual(data, any(want)) {
			t.Errorf("%s: got  %v\nwant %v", kind, data, want)
		}
	}
	c.get("/sandboxes/s/world/vendors?limit=2&after=1").Want(200).Has("data.0.id", 2).Has("data.1.id", 3).Has("data.2", simtest.Absent{}).Has("total", 5)
	c.get("/sandboxes/s/world/vendors?after=5").Want(200).Has("data.0", simtest.Absent{}).Has("total", 5)
	c.get("/sandboxes/s/world/keys?after=sim-full&limit=1").Want(200).Has("data.0.key", "sim-no-terms")
}

// PATCH merges records by their ids; what it does not name stays.
func TestChangingAWorld(t *testing.T) {
	c := newCaller(t)
	before, err := c.box("s").World().Review(state.Target{AccountID: 1, VendorID: 1, ReviewID: 1})
	if err != nil {
		t.Fatal(err)
	}
	c.patch("/sandboxes/s/world", `{"reviews":[{"id":1,"title":"New","note":null}],"vendors":[{"id":9,"account":1,"name":"Ninth"}],
		"keys":[{"key":"sim-mine","account":1,"access":"read"},{"key":"sim-read","revoked":true}]}`).
		Want(200).Has("vendors", 6).Has("reviews", 6)
	after, err := c.box("s").World().Review(state.Target{AccountID: 1, VendorID: 1, ReviewID: 1})
	if err != nil {
		t.Fatal(err)
	}
	if *after.Title != "New" || after.Note != nil || after.Status != before.Status || !after.RequestedAt.Equal(before.RequestedAt) {
		t.Errorf("got %+v", after)
	}
	if got, _ := c.box("default").World().Review(state.Target{AccountID: 1, VendorID: 1, ReviewID: 1}); *got.Title == "New" {
		t.Error("another sandbox has changed")
	}
	c.get("/sandboxes/s/world/keys?after=sim-full&limit=1").Has("data.0.key", "sim-mine").Has("data.0.access", "read")
	c.get("/sandboxes/s/world/keys?after=sim-other&limit=1").Has("data.0.key", "sim-read").Has("data.0.revoked", true).Has("data.0.access", "read")
	c.call("PATCH /sandboxes/s/world", "application/yaml", "vendors: [{id: 9, name: Again}]").Want(200).Has("vendors", 6)
	c.get("/sandboxes/s/world/vendors?after=5").Has("data.0.name", "Again")
	c.patch("/sandboxes/s/world", `{}`).Want(200).Has("vendors", 6)
}

// All of a change is made, or nothing.
func TestAChangeThatDoesNotFitChangesNothing(t *testing.T) {
	c := newCaller(t)
	before := c.get("/sandboxes/s/world").Body
	for _, body := range []string{
		`{"vendors":[{"id":1,"name":"New"},{"id":2,"account":99}]}`, `{"vendors":[{"id":1,"name":"New"}],"keys":[{"key":"a b"}]}`,
		`{"vendors":[{"id":1,"name":"New"}],"vendor":[]}`, `{"vendors":[{"id":1,"name":null}]}`,
		`{"vendors":[{"id":4,"account":1}],"users":[{"id":2,"account":2}]}`, // whose owner belongs to another account now
	} {
		c.patch("/sandboxes/s/world", body).Want(400)
	}
	if after := c.get("/sandboxes/s/world").Body; after != before {
		t.Errorf("got %s", after)
	}
}

// However much is wrong, the answer is bounded.
func TestTheAnswerToManyBadRecordsIsBounded(t *testing.T) {
	c := newCaller(t)
	bad := `{"vendors":[` + strings.Repeat(`{"id":0,"nam":1},`, 20_000) + `{"id":1}]}`
	for _, target := range []string{"PUT /sandboxes/s/world", "PATCH /sandboxes/s/world"} {
		if got := c.call(target, "application/json", bad).Want(400); len(got.Body) > 20_000 {
			t.Errorf("%s: got %d bytes", target, len(got.Body))
		}
	}
}
