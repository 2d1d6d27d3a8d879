package report

import (
	"slices"
	"strconv"
	"strings"
)

// cell is what became of one status of one operation.
type cell string

const (
	cellDelivered cell = "delivered"
	cellMissing   cell = "missing"
	cellLost      cell = "lost"
	cellExtra     cell = "extra"
	cellAbsent    cell = "absent"
)

// cellSign is how people are shown a cell.
type cellSign struct {
	Cell  cell
	Sign  string
	Words string
}

// cells are all of them, as every format shows them, in the order of a legend.
var cells = []cellSign{
	{cellDelivered, "✓", "delivered"},
	{cellMissing, "–", "never delivered"},
	{cellLost, "!", "answered, but the connection broke"},
	{cellExtra, "+", "delivered, not documented"},
	{cellAbsent, "", "not documented"},
}

func (s Status) cell() cell {
	switch {
	case s.Delivered > 0 && s.Documented:
		return cellDelivered
	case s.Delivered > 0:
		return cellExtra
	case s.Answered > 0:
		return cellLost
	case s.Documented:
		return cellMissing
	}
	return cellAbsent
}

func (c cell) shownAs() cellSign {
	for _, known := range cells {
		if known.Cell == c {
			return known
		}
	}
	return cellSign{Cell: c}
}

func (c cell) sign() string { return c.shownAs().Sign }

func (c cell) words() string { return c.shownAs().Words }

// legend has the signs that occur; an empty place needs none.
func legend(operations []Operation) []cellSign {
	var signs []cellSign
	for _, known := range cells {
		if known.Sign != "" && occurs(known.Cell, operations) {
			signs = append(signs, known)
		}
	}
	return signs
}

func legendLine(operations []Operation) string {
	var parts []string
	for _, known := range legend(operations) {
		parts = append(parts, known.Sign+" "+known.Words)
	}
	return strings.Join(parts, ", ")
}

func occurs(c cell, operations []Operation) bool {
	return slices.ContainsFunc(operations, func(op Operation) bool {
		return slices.ContainsFunc(op.Statuses, func(s Status) bool { return s.cell() == c })
	})
}

// short is the sign with the number of calls, if there were any: ✓ 3
func (s Status) short() string {
	switch s.cell() {
	case cellDelivered, cellExtra:
		return s.cell().sign() + " " + strconv.Itoa(s.Delivered)
	case cellLost:
		return s.cell().sign() + " " + strconv.Itoa(s.Answered)
	case cellMissing, cellAbsent:
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
