package report

import (
	"slices"
	"strconv"
)

// cell is what became of one status of one operation.
type cell string

const (
	cellShown   cell = "shown"
	cellMissing cell = "missing"
	cellLost    cell = "lost"
	cellExtra   cell = "extra"
	cellAbsent  cell = "absent"
)

// cells are all of them with the sign and the words that every format uses, in
// the order of a legend.
var cells = []struct {
	cell  cell
	Sign  string
	Words string
}{
	{cellShown, "✓", "shown"},
	{cellMissing, "–", "never shown"},
	{cellLost, "!", "answered, but the connection broke"},
	{cellExtra, "+", "shown, not documented"},
	{cellAbsent, "", "not documented"},
}

func (s Status) cell() cell {
	switch {
	case s.Shown > 0 && s.Documented:
		return cellShown
	case s.Shown > 0:
		return cellExtra
	case s.Answered > 0:
		return cellLost
	case s.Documented:
		return cellMissing
	}
	return cellAbsent
}

func (c cell) sign() string {
	for _, known := range cells {
		if known.cell == c {
			return known.Sign
		}
	}
	return ""
}

func (c cell) words() string {
	for _, known := range cells {
		if known.cell == c {
			return known.Words
		}
	}
	return ""
}

// short is the sign with the number of calls, if there were any: ✓ 3
func (s Status) short() string {
	switch s.cell() {
	case cellShown, cellExtra:
		return s.cell().sign() + " " + strconv.Itoa(s.Shown)
	case cellLost:
		return s.cell().sign() + " " + strconv.Itoa(s.Answered)
	}
	return s.cell().sign()
}

// status is that of the operation with this number; one that it neither documents
// nor answered with is the zero Status.
func (op Operation) status(number int) Status {
	for _, s := range op.Statuses {
		if s.Status == number {
			return s
		}
	}
	return Status{Status: number}
}

// columns are the statuses that occur in the report, ascending.
func (r Report) columns() []int {
	var numbers []int
	for _, op := range r.Operations {
		for _, s := range op.Statuses {
			if s.cell() != cellAbsent {
				numbers = append(numbers, s.Status)
			}
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}
