package page_test

import (
	"fmt"
	"strings"
	"testing"
)

// A world with more records than a page reads at once says so, and is read on. What an address
// names is found among those that are not read, too.
func TestALargeWorldIsReadStepByStep(t *testing.T) {
	shared := browser(t)
	f := run(t)
	var reviews []string
	for id := 1001; id <= 3001; id++ {
		reviews = append(reviews, fmt.Sprintf(`{"id": %d, "vendor": 3, "type": "SECURITY", "status": "IN_PROGRESS", "title": "Number %d", "requestedAt": "2026-01-01T00:00:00Z", "reviewDeadlineAt": "2027-01-01T00:00:00Z"}`, id, id))
	}
	f.control("PATCH", "/sandboxes/default/world", `{"reviews": [`+strings.Join(reviews, ",")+`]}`)
	b := newTab(t, shared, f.sim.ControlURL())
	b.open("world/reviews/3001")
	b.sees("Number 3001", "Read are 2,000 of 2,007 reviews: only they are searched.")
	b.choose("Search vendors and reviews", "Number 3000")
	b.sees("No vendor and no review has that.")
	b.press("Read more")
	b.wait("document.querySelector('main .vendor [data-row]')?.innerText.includes('Number 3000')")
	b.wait("!document.body.innerText.includes('only they are searched')")
	b.click("main .vendor [data-row]")
	b.sees("review 3000")
	b.wait("document.querySelector('main .vendor [data-row]')?.innerText.includes('Number 3000')") // and it is still found
	for _, missing := range []string{"3002", "0", "1.5", "9007199254740993"} {
		b.open("world/reviews/" + missing)
		b.sees("There is no review " + missing + " in default")
	}
}
