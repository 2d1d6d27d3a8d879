package report

import (
	"fmt"

	"github.com/dustin/go-humanize"
)

// number is one of those that stand at the top of the page.
type number struct {
	Title, Number, About string
	Bad                  bool
}

func (r Report) numbers() []number {
	violations := r.violationCount()
	return []number{
		{"Calls", humanize.Comma(int64(r.Calls)), r.where(), r.Calls == 0},
		{"Documented answers", percent(r.Coverage.Percent), r.Coverage.short(), r.Coverage.belowMinimum()},
		{"Violations", humanize.Comma(int64(violations)), "of the contract", violations > 0},
		{"Checks", fraction(r.outcome(Passed), len(r.Checks)), r.checksLine(), r.outcome(Passed) < len(r.Checks)},
		{"Expectations", fraction(len(r.Expectations)-len(r.unmet()), len(r.Expectations)), "met", len(r.unmet()) > 0},
	}
}

// fraction is how many are as they should be: 2 of 3, or 0 where there are none.
func fraction(good, all int) string {
	if all == 0 {
		return "0"
	}
	return fmt.Sprintf("%d of %d", good, all)
}

func (r Report) where() string {
	text := "in " + count(r.Sandboxes, "sandbox")
	if r.UnknownPathCalls > 0 {
		text += ", " + humanize.Comma(int64(r.UnknownPathCalls)) + " to no operation"
	}
	return text
}

func (c Coverage) short() string {
	text := fmt.Sprintf("%d of %d delivered", c.Delivered, c.Documented)
	if c.Minimum != nil {
		text += ", at least " + percent(*c.Minimum) + " asked for"
	}
	return text
}
