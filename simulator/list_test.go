package simulator_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// walkPages goes through a list as clients do: it follows the cursor to null, and
// fails where a page is empty and says that there are more.
func walkPages(c *client, path, query string, between func(page int)) (ids []int) {
	c.t.Helper()
	cursor := ""
	for page := 0; ; page++ {
		if page > 1000 {
			c.t.Fatalf("%s?%s does not end", path, query)
		}
		at := path + "?" + query
		if cursor != "" {
			at += "&cursor=" + url.QueryEscape(cursor)
		}
		answer := c.get(at).Want(200)
		data, ok := answer.At("data").([]any)
		if !ok {
			c.t.Fatalf("%s: no data", at)
		}
		for _, row := range data {
			ids = append(ids, int(row.(map[string]any)["id"].(float64)))
		}
		next, more := answer.At("pagination.cursor").(string)
		if !more {
			return ids
		}
		if len(data) == 0 || next == cursor {
			c.t.Fatalf("%s: %d records and the cursor %q after %q", at, len(data), next, cursor)
		}
		cursor = next
		between(page)
	}
}

// A40, A41: each review that is there throughout is met exactly once, whatever is
// written meanwhile.
func TestPagesMeetEachReviewOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := newClient(t, simulator.WithRevision("2026-08"), simulator.WithoutLookups())
		world, clock := c.sim.World(), c.sim.Clock()
		add := func(vendor int64) {
			_, err := world.AddReview(state.Target{AccountID: 1, VendorID: vendor}, state.NewReview{
				Type: state.TypeSecurity, Status: state.StatusInProgress, DeadlineAt: simtest.Now,
			}, clock.Now())
			must(t, err)
		}
		for range rapid.IntRange(0, 30).Draw(rt, "reviews") {
			add(int64(rapid.IntRange(1, 2).Draw(rt, "vendor")))
			must(t, c.sim.FastForward(time.Duration(rapid.IntRange(0, 2).Draw(rt, "seconds"))*time.Second))
		}
		path := rapid.SampledFrom([]string{"/vendors/1/security-reviews", "/vendors/2/security-reviews", "/vendor-security-reviews"}).Draw(rt, "path")
		query := fmt.Sprintf("size=%d&sort=%s&sortDir=%s", rapid.IntRange(1, 7).Draw(rt, "size"),
			rapid.SampledFrom([]string{"createdAt", "updatedAt"}).Draw(rt, "sort"), rapid.SampledFrom([]string{"ASC", "DESC"}).Draw(rt, "dir"))
		want := walkPages(c, path, "size=500", func(int) {})
		title := "changed"
		got := walkPages(c, path, query, func(int) {
			must(t, c.sim.FastForward(time.Second))
			for range rapid.IntRange(0, 3).Draw(rt, "writes") {
				if rapid.Bool().Draw(rt, "add") {
					add(int64(rapid.IntRange(1, 2).Draw(rt, "vendor")))
					continue
				}
				id := int64(want[rapid.IntRange(0, len(want)-1).Draw(rt, "which")])
				for _, vendor := range []int64{1, 2} {
					_, _ = world.UpdateReview(state.Target{AccountID: 1, VendorID: vendor, ReviewID: id}, state.ReviewChange{Title: &title}, clock.Now())
				}
			}
		})
		for _, id := range want {
			if n := len(slices.DeleteFunc(slices.Clone(got), func(other int) bool { return other != id })); n != 1 {
				rt.Fatalf("%s?%s: review %d was met %d times; met %v, there were %v", path, query, id, n, got, want)
			}
		}
	})
}

// The same with clients that write at the same time.
func TestPagesUnderConcurrentWrites(t *testing.T) {
	c := newClient(t)
	for range 100 {
		c.post(creation, newReview(nil)).Want(201)
	}
	want := walkPages(c, "/vendors/1/security-reviews", "size=500", func(int) {})
	stop := make(chan struct{})
	var writers sync.WaitGroup
	for i := range 4 {
		writers.Go(func() {
			for n := i; ; n += 7 {
				select {
				case <-stop:
					return
				default:
				}
				c.put(reviewPath(want[n%len(want)]), `{"title":"x"}`).Want(200)
				c.post(creation, newReview(nil)).Want(201)
			}
		})
	}
	for _, query := range []string{"size=9", "size=9&sortDir=DESC", "size=9&sort=updatedAt", "size=9&sort=updatedAt&sortDir=DESC"} {
		got := walkPages(c, "/vendors/1/security-reviews", query, func(page int) {
			if page > 300 {
				t.Errorf("%s: writers are faster than the list", query)
			}
		})
		for _, id := range want {
			if n := len(slices.DeleteFunc(slices.Clone(got), func(other int) bool { return other != id })); n != 1 {
				t.Errorf("%s: review %d was met %d times", query, id, n)
			}
		}
	}
	close(stop)
	writers.Wait()
}

func TestListsAreFilteredAndCounted(t *testing.T) {
	c := newClient(t, simulator.WithRevision("2026-08"), simulator.WithoutLookups())
	list := "/vendors/1/security-reviews"
	c.get(list+"?includeTotalCount=true&size=2").Want(200).Has("pagination.totalCount", 5).Has("data.0.vendorId", 1)
	c.get(list).Want(200).Has("pagination.totalCount", simtest.Absent{}).Has("pagination.cursor", "<nil>")
	c.get(list+"?status%5B%5D=COMPLETED&includeTotalCount=true").Want(200).Has("pagination.totalCount", 1).Has("data.0.id", 4)
	c.get(list+"?status[]=COMPLETED&status[]=IN_PROGRESS&type[]=SOC_REPORT&decision[]=APPROVED").Want(200).Has("data.0.id", 4).Has("data.1", simtest.Absent{})
	c.get(list+"?createdAtFrom=2026-03-02&createdAtTo=2026-03-02").Want(200).Has("data.0.id", 4).Has("data.1", simtest.Absent{})
	c.get("/vendor-security-reviews?vendorIds[]=1&expand[]=vendor").Want(200).Has("data.0.vendor.id", 1).Has("data.0.user", simtest.Absent{})
	c.get("/vendor-security-reviews?vendorIds[]=77").Want(200).Has("data.0", simtest.Absent{}).Has("pagination.cursor", "<nil>")
	for _, noID := range []string{"0", "-1", "1.5", "1e300"} { // A65
		c.get("/vendor-security-reviews?vendorIds[]="+noID).Want(200).Has("data.0", simtest.Absent{})
	}
	c.get(list+"?size=1.9").Want(200).Has("data.0.vendorId", 1).Has("data.1", simtest.Absent{}) // A65
	c.get(list + "?size=0.9").Want(400).Says("must not be less than 1")
	second := c.get(list + "?size=2&includeTotalCount=true").Want(200).At("pagination.cursor").(string)
	c.get(list+"?size=2&includeTotalCount=true&cursor="+second).Want(200).Has("pagination.totalCount", simtest.Absent{})
}

// A40
func TestBadCursorsAreRefused(t *testing.T) {
	c := newClient(t)
	list := "/vendors/1/security-reviews"
	cursor := c.get(list + "?size=2&sort=updatedAt&sortDir=DESC").Want(200).At("pagination.cursor").(string)
	rest := c.get(list + "?size=2&cursor=" + cursor).Want(200)
	if want := c.get(list + "?size=2&sort=updatedAt&sortDir=DESC&cursor=" + cursor); string(rest.Body) != string(want.Body) {
		t.Errorf("a cursor alone does not go on: %s, want %s", rest.Body, want.Body)
	}
	for query, says := range map[string]string{
		"cursor=abc":                             "cursor must be the cursor of a page before",
		"cursor=" + strings.Repeat("a", 5000):    "at most 200 characters",
		"cursor=" + cursor + "x":                 "must be the cursor",
		"sort=createdAt&cursor=" + cursor:        "sorted in another way",
		"sortDir=ASC&cursor=" + cursor:           "sorted in another way",
		"status[]=COMPLETED&cursor=" + cursor:    "other filters",
		"size=0":                                 "size must not be less than 1",
		"size=501":                               "size must not be greater than 500",
		"size=many":                              "size must be a number",
		"sort=name":                              "sort must be one of",
		"expand[]=vendor":                        "expand[0] must be one of",
		"includeTotalCount=yes":                  "includeTotalCount must be",
		"cursor=" + cursor + "&cursor=" + cursor: "must be given once",
	} {
		c.get(list + "?" + query).Want(400).Says(says)
	}
	c.get("/vendors/2/security-reviews?cursor=" + cursor).Want(400).Says("of another list")
	c.get(list+"?cursor=").Want(200).Has("data.0.id", 4) // the first page
	filtered := c.get(list + "?size=1&status[]=COMPLETED&status[]=IN_PROGRESS&_=1").Want(200).At("pagination.cursor").(string)
	c.get(list + "?size=1&status[]=IN_PROGRESS&status[]=COMPLETED&_=2&cursor=" + filtered).Want(200) // asks for the same
	july := c.get(list).Want(200)
	if got := c.get(list + "?createdAtFrom=x&updatedAtTo=2000-01-01&vendorIds[]=2").Want(200); got.Body != july.Body {
		t.Errorf("filters of August count in July: %s", got.Body)
	}
	box := c.sim.BoxT(t)
	must(t, box.Reset())
	c.as(box.Key()).get(list + "?size=2&cursor=" + cursor).Want(200) // a walk that nobody remembers goes on
}

// A27, A42, A43
func TestTheRevisionOfAugust(t *testing.T) {
	c := newClient(t, simulator.WithRevision("2026-08"), simulator.WithoutLookups())
	actions := reviewPath(1) + "/actions" // of a security review
	c.get(actions).Want(200).Has("data.0.action", "finalize")
	c.post(actions, `{"action":"reopen"}`).Want(422)
	c.post(actions, `{"action":"finalize","resetDecision":true}`).Want(400).Says("resetDecision goes with the action reopen only")
	c.post(actions, `{"action":"finalize","decision":"PENDING"}`).Want(400).Says("decision must be one of")
	c.post(actions, `{"action":"finalize","decision":"REJECTED","note":"no"}`).Want(200).Has("newStatus", "COMPLETED")
	c.get(reviewPath(1)).Want(200).Has("decision", "REJECTED").Has("note", "no").Has("vendorId", 1)
	c.post(actions, `{"action":"reopen","decision":"APPROVED","note":"x"}`).Want(400).Says("decision goes with", "note goes with")
	c.post(actions, `{"action":"reopen"}`).Want(200)
	c.get(reviewPath(1)).Want(200).Has("decision", "REJECTED")
	c.post(actions, `{"action":"finalize"}`).Want(200)
	c.get(reviewPath(1)).Want(200).Has("decision", "APPROVED").Has("note", "no")
	c.post(actions, `{"action":"reopen","resetDecision":true}`).Want(200)
	c.get(reviewPath(1)).Want(200).Has("decision", "PENDING")
	c.post(reviewPath(2)+"/actions", `{"action":"finalize"}`).Want(422).Says("its SOC form lacks reviewerInformation.reviewer").
		Has("message", "The requested action is not available for the current state of this security review.")
	c.upload(reviewPath(1)+"/security-questionnaires", simtest.File("files", "a.pdf", "x")).Want(201).
		Has("status", "SENT").Has("completedAt", simtest.NowText).Has("totalQuestions", "<nil>").Has("reminderDate", "<nil>")
	c.get(reviewPath(1)+"/security-questionnaires").Want(200).Has("data.0.title", "a.pdf")
	c.post("/vendors/1/security-reviews/with-file", newReview(map[string]any{
		"title": "t", "file": pdfURL, "documentType": "TRUST_CENTER_PAGE",
	})).Want(201)
}

// The rules of a revision hold in every sandbox, whatever its world is made of.
func TestRulesOutliveTheWorld(t *testing.T) {
	for _, scenario := range []string{"", "plan-lost"} {
		opts := []simulator.Option{simulator.WithRevision("2026-08")}
		if scenario != "" {
			opts = append(opts, simulator.WithScenario(scenario))
		}
		c := newClient(t, opts...)
		actions := func(box *simulator.Sandbox, when string) {
			t.Helper()
			answer := c.as(box.KeyNamed("sim-full")).get(reviewPath(1) + "/actions")
			if answer.Status != 200 || answer.At("data.0.action") != "finalize" {
				t.Errorf("%s, with the scenario %q: got %d %s", when, scenario, answer.Status, answer.Body)
			}
		}
		actions(c.sim.Sandbox, "at first")
		box := c.sim.BoxT(t)
		actions(box, "in a fresh sandbox")
		must(t, box.Play("plan-lost"))
		actions(box, "after a setup")
		must(t, box.Checkpoint("here"))
		must(t, box.Rewind("here"))
		actions(box, "after a rewind")
		fork, err := box.Fork("fork-of-" + box.Name())
		must(t, err)
		actions(fork, "in a fork")
		must(t, box.Reset())
		actions(box, "after a reset")
		world, err := box.World().Snapshot().Restore()
		must(t, err)
		box.World().Become(world)
		actions(box, "in another world")
	}
}

// A reset sandbox answers like a fresh one to the byte, cursors included.
func TestAResetSandboxHasTheCursorsOfAFreshOne(t *testing.T) {
	c := newClient(t)
	list := "/vendors/1/security-reviews?size=1&sort=updatedAt"
	first := c.get(list).Want(200)
	c.get(list).Want(200)
	must(t, c.sim.Reset())
	if again := c.get(list).Want(200); again.Body != first.Body {
		t.Errorf("got %s, want %s", again.Body, first.Body)
	}
}

func TestTheRevisionOfApril(t *testing.T) {
	c := newClient(t, simulator.WithRevision("2026-04"), simulator.WithoutLookups())
	c.get(reviewPath(4)).Want(200).Has("title", simtest.Absent{}).Has("socReviewForm", simtest.Absent{})
	c.post(creation, newReview(map[string]any{"title": "kept"})).Want(201).Has("title", simtest.Absent{})
	c.put(reviewPath(1), `{}`).Want(501)
	c.get(reviewPath(3) + "/actions").Want(501)
}
