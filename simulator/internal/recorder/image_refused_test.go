package recorder_test

import (
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// An image that does not go with the scenarios or the contract is refused, and says why.
func TestImagesRefused(t *testing.T) {
	c := loadedContract(t)
	settings := recorder.Settings{Entries: 10, Bytes: 1 << 20}
	again := readAgain(t, c)
	find := func(hash scenario.Hash) (*scenario.Scenario, bool) { s, there := again[hash]; return s, there }
	for name, row := range map[string]struct {
		spoil func(*images)
		want  string
	}{
		"no scenario of an engine":     {func(i *images) { i.Engine.Playing[0].Hash[0]++ }, "no scenario has a text with the SHA-256 "},
		"no scenario of a journal":     {func(i *images) { i.Journal.RuleSets.Scenarios[0][0]++ }, "no scenario has a text with the SHA-256 "},
		"another number of rules":      {func(i *images) { i.Engine.Playing[0].Rules = nil }, "the image has 0 rules of the scenario odds, which has 3"},
		"an unknown selector":          {func(i *images) { i.Engine.Expected = []string{"{metod: GET}"} }, `"{metod: GET}": when:1:2: when: unknown key "metod"`},
		"no scenario of a set":         {func(i *images) { i.Journal.RuleSets.Sets[0][0] = 7 }, "the scenario 7 of 1"},
		"no set of a trace":            {func(i *images) { i.Journal.Entries[0].Trace[0].RuleSet = -1 }, "the call a-1: a trace of the image has the set of rules -1 of 1"},
		"no operation of a trace":      {func(i *images) { i.Journal.Entries[0].Trace[0].Operation = "x" }, `the operation "x"`},
		"too many results":             {func(i *images) { i.Journal.Entries[0].Trace[0].Results = make([]int16, 9) }, "9 results, and 3 rules are for getVendorSecurityReview"},
		"a result that is no reason":   {func(i *images) { i.Journal.Entries[0].Trace[0].Results[0] = -99 }, "the result -99 of the rule odds/a"},
		"a result that a rule has not": {func(i *images) { i.Journal.Entries[0].Trace[0].Results[0] = -3 }, "the result -3 of the rule odds/a"},
		"no such condition":            {func(i *images) { i.Journal.Entries[0].Trace[0].Results[0] = 5 }, "the result 5 of the rule odds/a"},
		"a draw of no result":          {func(i *images) { i.Journal.Entries[0].Trace[0].Draws[0].Result = 8 }, "a draw for the result 8"},
		"a draw of no probability":     {func(i *images) { i.Journal.Entries[0].Trace[0].Draws[0].Result = 1 }, "a draw for the result 1"},
		"no vendor":                    {func(i *images) { i.Journal.Entries[0].Facts.Vendor = 2 }, "the vendor 2 of 1"},
		"no review":                    {func(i *images) { i.Journal.Entries[0].Facts.Review = -1 }, "the review -1 of 1"},
		"no times of a vendor":         {func(i *images) { i.Journal.Vendors[0].Times = nil }, "a vendor of the image has 0 times"},
		"no times of a review":         {func(i *images) { i.Journal.Reviews[0].Times = nil }, "a review of the image has 0 times"},
		"too few slots":                {func(i *images) { i.Journal.Slots = 0 }, "1 entries in 0 slots"},
		"too many slots":               {func(i *images) { i.Journal.Slots = 1 << 60 }, "1 entries in "},
		"no operation of a coverage":   {func(i *images) { i.Coverage.Operations[0].ID = "x" }, `the operation "x"`},
		"other elements":               {func(i *images) { i.Coverage.Operations[0].Used = nil }, "0 elements of the operation getVendorSecurityReview, which has 3"},
		"too many keys":                {func(i *images) { i.Coverage.Keys = manyKeys(1001) }, "counts 1001 keys, at most 1000"},
	} {
		image := smallImages(t, c)
		row.spoil(&image)
		_, err := image.Journal.Journal(settings, c, find)
		if err == nil {
			_, err = image.Coverage.Coverage(c)
		}
		if err == nil {
			_, err = image.Engine.Engine(c, noDraw, find)
		}
		if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: got %v, want %s", name, err, row.want)
		}
	}
}

func manyKeys(n int) (keys []recorder.KeyImage) {
	for i := range n {
		keys = append(keys, recorder.KeyImage{Key: strings.Repeat("k", i)})
	}
	return keys
}

// smallImages are the images of one call.
func smallImages(t *testing.T, c *contract.Contract) images {
	r := newRecorded(c, recorder.Settings{Entries: 10, Bytes: 1 << 20})
	r.engine = engine.New(c, func(string) (uint64, uint64) { return 1<<64 - 1, 0 })
	r.engine.Play(load(t, c, texts[0]), began)
	op, request := operation(t, c, "getVendorSecurityReview"), &exchange.Request{Params: exchange.ParamsOf(map[string]string{})}
	e := called("a", 1)
	e.Facts = state.Facts{Vendor: &state.Vendor{}, Review: &state.Review{}}
	_, e.Trace = r.engine.Choose(&when.Call{Operation: op, Request: request, Now: began})
	r.journal.Record(e)
	r.coverage.Note(recorder.Observation{Operation: op, Request: request})
	return r.images()
}

// Entries that share a record share it again once they are restored.
func TestRestoredEntriesShareRecords(t *testing.T) {
	c := loadedContract(t)
	settings := recorder.Settings{Entries: 10, Bytes: 1 << 20}
	j := recorder.New(settings)
	name := "n"
	for ordinal, vendor := range []*state.Vendor{{ID: 1}, {ID: 2}, {ID: 1}, {ID: 1, Name: name}, {ID: 1, Name: name}} {
		e := called("a", ordinal)
		e.Facts.Vendor = vendor
		j.Record(e)
	}
	image := j.Image()
	if len(image.Vendors) != 3 {
		t.Errorf("got %+v, want 3 vendors", image.Vendors)
	}
	restored, err := image.Journal(settings, c, nil)
	if err != nil {
		t.Fatal(err)
	}
	entries, _ := restored.Entries(journal.Filter{})
	for _, pair := range [][2]int{{0, 2}, {3, 4}} {
		if entries[pair[0]].Facts.Vendor != entries[pair[1]].Facts.Vendor {
			t.Errorf("the entries %v have records of their own", pair)
		}
	}
}
