package reviews_test

import (
	"errors"
	"os"
	"testing"
	"time"

	"example.com/reviews"
)

// newClient is a client of the simulator that vsrsim exec has started.
func newClient(t *testing.T) *reviews.Client {
	t.Helper()
	url, key := os.Getenv("VSRSIM_URL"), os.Getenv("VSRSIM_KEY")
	if url == "" || key == "" {
		t.Fatal("VSRSIM_URL and VSRSIM_KEY are not set: run this with vsrsim exec --scenario ../client.yaml -- go test ./...")
	}
	return &reviews.Client{URL: url, Key: key, Attempts: 3, Pause: 20 * time.Millisecond}
}

func newReview(title, note string) reviews.NewReview {
	return reviews.NewReview{
		Title: title, Note: note, Due: time.Date(2027, 3, 31, 17, 0, 0, 0, time.UTC),
		Status: "NOT_YET_STARTED", Type: "SECURITY",
	}
}

func TestImport(t *testing.T) {
	client := newClient(t)
	wanted := []reviews.NewReview{
		newReview("Hosting", "Before the contract is renewed."),
		newReview("Backups", "With the report of last year."),
	}
	done, err := client.Import(t.Context(), 1, wanted)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(done.Created) + len(done.Uncertain); got != len(wanted) {
		t.Errorf("%d of %d reviews are accounted for", got, len(wanted))
	}
	for _, created := range done.Created {
		read, err := client.Review(t.Context(), 1, created.ID)
		if err != nil || read != created {
			t.Errorf("review %d: got %+v, %v; want %+v", created.ID, read, err, created)
		}
	}
}

func TestRename(t *testing.T) {
	client := newClient(t)
	if err := client.Rename(t.Context(), 1, reviews.Title{Review: 1, Text: "Yearly review"}); err != nil {
		t.Fatal(err)
	}
	read, err := client.Review(t.Context(), 1, 1)
	if err != nil || read.Title != "Yearly review" {
		t.Errorf("got %+v, %v", read, err)
	}
}

func TestRenameWithoutTerms(t *testing.T) {
	client := newClient(t)
	err := client.Rename(t.Context(), 1,
		reviews.Title{Review: 2, Text: "SOC 2 report 2027"},
		reviews.Title{Review: 4, Text: "SOC 1 report 2027"},
		reviews.Title{Review: 5, Text: "Penetration test 2027"},
	)
	if !errors.Is(err, reviews.ErrTerms) {
		t.Errorf("got %v, want %v", err, reviews.ErrTerms)
	}
}

func TestFinalize(t *testing.T) {
	client := newClient(t)
	if err := client.Finalize(t.Context(), 1, 3); err != nil {
		t.Fatal(err)
	}
	read, err := client.Review(t.Context(), 1, 3)
	if err != nil || read.Status != "COMPLETED" {
		t.Errorf("got %+v, %v", read, err)
	}
}
