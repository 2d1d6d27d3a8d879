// Package reviews is a small client of the Vendor Security Reviews API.
package reviews

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// Client calls the API with one key.
type Client struct {
	URL      string // base URL
	Key      string
	Attempts int           // at one call
	Pause    time.Duration // before the second attempt; then it doubles
}

// NewReview is a review to create.
type NewReview struct {
	Title  string    `json:"title,omitempty"`
	Note   string    `json:"notes,omitempty"`
	Due    time.Time `json:"reviewDeadlineAt"`
	Status string    `json:"securityReviewStatus"`
	Type   string    `json:"securityReviewType"`
}

// Review is a review as the API answers it.
type Review struct {
	ID     int    `json:"id"`
	Title  string `json:"title"`
	Status string `json:"status"`
}

// Title is a title that a review is to have.
type Title struct {
	Review int
	Text   string
}

// Imported is what became of reviews that were to be created.
type Imported struct {
	Created   []Review
	Uncertain []NewReview // somebody has to look whether they were created
}

var (
	// ErrTerms: somebody has to accept the terms of the API.
	ErrTerms = errors.New("the terms are not accepted")
	// ErrUncertain: the call may have been carried out or not.
	ErrUncertain = errors.New("the outcome is not known")
)

// StatusError is an answer other than success.
type StatusError struct {
	Status  int
	Message string
}

func (e StatusError) Error() string { return fmt.Sprintf("%d: %s", e.Status, e.Message) }

// Import creates reviews of a vendor.
func (c *Client) Import(ctx context.Context, vendor int, reviews []NewReview) (Imported, error) {
	var done Imported
	for _, review := range reviews {
		created, err := c.Create(ctx, vendor, review)
		switch {
		case errors.Is(err, ErrUncertain):
			done.Uncertain = append(done.Uncertain, review)
		case err != nil:
			return done, fmt.Errorf("create %q: %w", review.Title, err)
		default:
			done.Created = append(done.Created, created)
		}
	}
	return done, nil
}

// Create creates a review of a vendor. Where a note is not known it does without.
func (c *Client) Create(ctx context.Context, vendor int, review NewReview) (Review, error) {
	var created Review
	path := fmt.Sprintf("/vendors/%d/security-reviews", vendor)
	err := c.send(ctx, http.MethodPost, path, review, &created)
	if statusOf(err) == http.StatusBadRequest {
		review.Note = ""
		err = c.send(ctx, http.MethodPost, path, review, &created)
	}
	return created, err
}

// Review reads a review.
func (c *Client) Review(ctx context.Context, vendor, id int) (Review, error) {
	var review Review
	err := c.send(ctx, http.MethodGet, reviewPath(vendor, id), nil, &review)
	return review, err
}

// Rename gives reviews of a vendor other titles.
func (c *Client) Rename(ctx context.Context, vendor int, titles ...Title) error {
	var problems []error
	for _, title := range titles {
		body := map[string]string{"title": title.Text}
		err := c.send(ctx, http.MethodPut, reviewPath(vendor, title.Review), body, nil)
		if err != nil {
			problems = append(problems, fmt.Errorf("rename review %d: %w", title.Review, err))
		}
	}
	return errors.Join(problems...)
}

// Finalize ends a review.
func (c *Client) Finalize(ctx context.Context, vendor, id int) error {
	body := map[string]string{"action": "finalize"}
	return c.send(ctx, http.MethodPost, reviewPath(vendor, id)+"/actions", body, nil)
}

func reviewPath(vendor, id int) string {
	return fmt.Sprintf("/vendors/%d/security-reviews/%d", vendor, id)
}

// send calls the API, and again if that may help.
func (c *Client) send(ctx context.Context, method, path string, body, into any) error {
	pause := c.Pause
	for attempt := 1; ; attempt++ {
		err := c.try(ctx, method, path, body, into)
		if attempt >= c.Attempts || !worthTrying(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		case <-time.After(pause):
			pause *= 2
		}
	}
}

// worthTrying tells whether to send a call again.
func worthTrying(err error) bool {
	return errors.Is(err, ErrUncertain) || statusOf(err) == http.StatusTooManyRequests
}

func statusOf(err error) int {
	var refused StatusError
	errors.As(err, &refused)
	return refused.Status
}

// try calls the API once.
func (c *Client) try(ctx context.Context, method, path string, body, into any) error {
	var text bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&text).Encode(body); err != nil {
			return err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, c.URL+path, &text)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+c.Key)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUncertain, err)
	}
	defer response.Body.Close()
	return read(response, into)
}

// read takes the answer into a value, or says why there is none.
func read(response *http.Response, into any) error {
	success := response.StatusCode < http.StatusMultipleChoices
	if success && into == nil {
		return nil
	}
	if success {
		return json.NewDecoder(response.Body).Decode(into)
	}
	refused := StatusError{Status: response.StatusCode}
	var envelope struct{ Message string }
	if json.NewDecoder(response.Body).Decode(&envelope) == nil {
		refused.Message = envelope.Message
	}
	switch {
	case refused.Status == http.StatusPreconditionFailed:
		return fmt.Errorf("%w: %w", ErrTerms, refused)
	case refused.Status >= http.StatusInternalServerError:
		return fmt.Errorf("%w: %w", ErrUncertain, refused)
	}
	return refused
}
