package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"
)

// load is a kind of traffic: the ways of calling that it mixes.
type load struct {
	name string
	ways []way
}

// way is one way to call an operation.
type way struct {
	operation string
	share     int // of the calls of a load
	paths     func(*world) []string
	make      func(c *caller, path string) request
	own       bool // no two callers may have the same path
}

var (
	readOne   = way{"getVendorSecurityReview", 40, reviews(""), read, false}
	createOne = way{"createVendorSecurityReview", 10, vendors("/security-reviews"), create, false}
)

var loads = []load{
	{"get", []way{readOne}},
	{"post", []way{createOne}},
	{"mix", []way{
		readOne,
		createOne,
		{"getVendorSecurityReview", 8, reviews("?expand[]=user&expand[]=requesterUser"), read, false},
		{"updateVendorSecurityReview", 8, reviews(""), update, false},
		{"listVendorSecurityReviews", 8, vendors("/security-reviews?size=10"), read, false},
		{"listSecurityReviewActions", 4, completed("/actions"), read, false},
		{"performSecurityReviewAction", 4, completed("/actions"), act, true},
		{"listVendorSecurityReviewSecurityQuestionnaires", 2, reviews("/security-questionnaires?size=10"), read, false},
		{"createVendorSecurityReviewWithFile", 2, vendors("/security-reviews/with-file"), createWithFile, false},
		{"sendSecurityQuestionnaire", 1, vendors("/security-questionnaires"), upload, false},
		{"sendSecurityQuestionnaireForSecurityReview", 1, reviews("/security-questionnaires"), upload, false},
		{"getCompany", 2, fixed("/company"), read, false},
		{"listUsers", 1, fixed("/users?size=10"), read, false},
		{"getUser", 2, users, read, false},
		{"listVendors", 1, fixed("/vendors?size=10"), read, false},
		{"getVendor", 2, vendors(""), read, false},
		{"getVendorDocuments", 1, vendors("/documents?size=10"), read, false},
		{"getVendorDocument", 1, func(w *world) []string { return w.documents }, read, false},
		{"listVendorQuestionnaires", 1, vendors("/questionnaires?size=10"), read, false},
		{"getVendorQuestionnaire", 1, func(w *world) []string { return w.questionnaires }, read, false},
	}},
}

func fixed(path string) func(*world) []string {
	return func(*world) []string { return []string{path} }
}

func vendors(rest string) func(*world) []string {
	return func(w *world) (paths []string) {
		for _, vendor := range w.vendors {
			paths = append(paths, fmt.Sprintf("/vendors/%d%s", vendor, rest))
		}
		return paths
	}
}

func users(w *world) (paths []string) {
	for _, user := range w.users {
		paths = append(paths, fmt.Sprintf("/users/%d", user))
	}
	return paths
}

func reviews(rest string) func(*world) []string {
	return func(w *world) (paths []string) {
		for _, r := range w.reviews {
			paths = append(paths, r.path()+rest)
		}
		return paths
	}
}

// completed are SOC reports that can be reopened, and then finalized again.
func completed(rest string) func(*world) []string {
	return func(w *world) (paths []string) {
		for _, r := range w.reviews {
			if r.Type == "SOC_REPORT" && r.Status == "COMPLETED" {
				paths = append(paths, r.path()+rest)
			}
		}
		return paths
	}
}

// caller is what sends the calls of one connection. It draws from a seed, so all
// servers get the same calls, and no two calls that send something send the same.
type caller struct {
	rand     *rand.Rand
	number   int
	ways     []drawn
	shares   int
	users    []int
	reopened bool // the review that it acts on
}

type drawn struct {
	way
	places []string
}

// callers are those of all connections.
func callers(l load, w *world, seed uint64, connections int) ([]*caller, error) {
	all := make([]*caller, connections)
	for i := range all {
		c := &caller{rand: rand.New(rand.NewPCG(seed, uint64(i))), number: i, users: w.users}
		for _, way := range l.ways {
			places := way.paths(w)
			if len(places) == 0 || way.own && len(places) < connections {
				return nil, fmt.Errorf("the world has %d places to call %s at, too few for %d connections", len(places), way.operation, connections)
			}
			c.ways = append(c.ways, drawn{way, places})
			c.shares += way.share
		}
		all[i] = c
	}
	return all, nil
}

// next draws the next call.
func (c *caller) next() request {
	n := c.rand.IntN(c.shares)
	for _, w := range c.ways {
		if n -= w.share; n < 0 {
			if w.own {
				return w.make(c, w.places[c.number])
			}
			return w.make(c, w.places[c.rand.IntN(len(w.places))])
		}
	}
	panic("the shares are more than their sum")
}

func read(_ *caller, path string) request {
	return request{method: http.MethodGet, target: path, want: http.StatusOK}
}

// text is a random text of words that need no escapes in JSON.
func (c *caller) text(most int) string {
	b := make([]byte, 1+c.rand.IntN(most))
	for i := range b {
		b[i] = "abcdefghijklmnopqrstuvwxyz    "[c.rand.IntN(30)]
	}
	return "x" + string(b)
}

func (c *caller) date() string {
	return time.Unix(1_800_000_000+c.rand.Int64N(100_000_000), 0).UTC().Format("2006-01-02T15:04:05.000Z")
}

func (c *caller) one(of ...string) string { return of[c.rand.IntN(len(of))] }

// newReview are the properties of a review that is created.
func (c *caller) newReview() map[string]any {
	properties := map[string]any{
		"reviewDeadlineAt":     c.date(),
		"securityReviewStatus": c.one("NOT_YET_STARTED", "IN_PROGRESS"),
		"securityReviewType":   c.one("SECURITY", "UPLOAD_REPORT"),
		"title":                c.text(60),
		"requesterUserId":      c.users[c.rand.IntN(len(c.users))],
	}
	if c.rand.IntN(2) == 0 {
		properties["note"] = c.text(200)
	}
	return properties
}

func create(c *caller, path string) request {
	return sending(http.MethodPost, path, c.newReview(), http.StatusCreated)
}

func createWithFile(c *caller, path string) request {
	properties := c.newReview()
	properties["file"] = "data:application/pdf;base64,JVBERi0xLjQK"
	return sending(http.MethodPost, path, properties, http.StatusCreated)
}

func update(c *caller, path string) request {
	return sending(http.MethodPut, path, map[string]any{"title": c.text(60)}, http.StatusOK)
}

// act reopens the caller's own review, and finalizes it again the next time.
func act(c *caller, path string) request {
	action := map[string]any{"action": "reopen"}
	if c.reopened {
		action = map[string]any{"action": "finalize"}
	}
	c.reopened = !c.reopened
	return sending(http.MethodPost, path, action, http.StatusOK)
}

func upload(c *caller, path string) request {
	return uploading(path, "%PDF-1.4 "+c.text(200))
}

func uploading(path, file string) request {
	const boundary = "b7d3f1a95c"
	var b strings.Builder
	b.Grow(len(file) + 256)
	b.WriteString("--" + boundary + "\r\nContent-Disposition: form-data; name=\"files\"; filename=\"answers.pdf\"\r\nContent-Type: application/pdf\r\n\r\n")
	b.WriteString(file)
	b.WriteString("\r\n--" + boundary + "--\r\n")
	return request{method: http.MethodPost, target: path, contentType: "multipart/form-data; boundary=" + boundary, body: []byte(b.String()), want: http.StatusCreated}
}

func sending(method, path string, properties map[string]any, want int) request {
	body, err := json.Marshal(properties)
	if err != nil {
		panic(err) // texts and numbers can be written
	}
	return request{method: method, target: path, contentType: "application/json", body: body, want: want}
}
