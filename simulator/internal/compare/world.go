package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// world is what the load has to know of the world that it is sent to.
type world struct {
	vendors []int
	reviews []review
	users   []int
	// paths of a document and of a questionnaire of each vendor that has one.
	documents, questionnaires []string
}

// review is one that was there before the load.
type review struct {
	Vendor int    `json:"-"`
	ID     int    `json:"id"`
	Type   string `json:"type"`
	Status string `json:"status"`
}

func (r review) path() string {
	return fmt.Sprintf("/vendors/%d/security-reviews/%d", r.Vendor, r.ID)
}

// page is a page of a list.
type page[T any] struct {
	Data []T `json:"data"`
}

type named struct {
	ID int `json:"id"`
}

// explore reads what there is in the world of a simulator.
func explore(ctx context.Context, p *server) (*world, error) {
	var w world
	var vendors, users page[named]
	if err := p.get(ctx, "/vendors?size=500", &vendors); err != nil {
		return nil, err
	}
	if err := p.get(ctx, "/users?size=500", &users); err != nil {
		return nil, err
	}
	for _, user := range users.Data {
		w.users = append(w.users, user.ID)
	}
	for _, vendor := range vendors.Data {
		w.vendors = append(w.vendors, vendor.ID)
		if err := w.exploreVendor(ctx, p, vendor.ID); err != nil {
			return nil, err
		}
	}
	return &w, nil
}

func (w *world) exploreVendor(ctx context.Context, p *server, vendor int) error {
	path := fmt.Sprintf("/vendors/%d", vendor)
	var reviews page[review]
	if err := p.get(ctx, path+"/security-reviews?size=500", &reviews); err != nil {
		return err
	}
	for _, r := range reviews.Data {
		r.Vendor = vendor
		w.reviews = append(w.reviews, r)
	}
	for list, paths := range map[string]*[]string{"/documents": &w.documents, "/questionnaires": &w.questionnaires} {
		var all page[named]
		if err := p.get(ctx, path+list, &all); err != nil {
			return err
		}
		if len(all.Data) > 0 {
			*paths = append(*paths, fmt.Sprint(path, list, "/", all.Data[0].ID))
		}
	}
	return nil
}

// get reads an answer of a server into a value.
func (p *server) get(ctx context.Context, target string, value any) error {
	_, body, err := p.ask(ctx, request{method: http.MethodGet, target: target, want: http.StatusOK})
	if err != nil {
		return err
	}
	return json.Unmarshal(body, value)
}

// ask sends one request, and returns the answer if it has the status that is wanted.
func (p *server) ask(ctx context.Context, r request) (status int, body []byte, err error) {
	call, err := http.NewRequestWithContext(ctx, r.method, "http://"+p.address+p.base+r.target, strings.NewReader(string(r.body)))
	if err != nil {
		return 0, nil, err
	}
	call.Header.Set("Authorization", "Bearer sim-full")
	if r.body != nil {
		call.Header.Set("Content-Type", r.contentType)
	}
	answer, err := http.DefaultClient.Do(call)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	body, err = io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != r.want {
		err = fmt.Errorf("%s answers %s %s with %d, want %d: %s", p.name, r.method, r.target, answer.StatusCode, r.want, body)
	}
	return answer.StatusCode, body, err
}
