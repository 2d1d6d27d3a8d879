package report

import (
	"fmt"
	"strconv"
)

// matrix is operation × status as a picture: everything that the template draws,
// with its place.
type matrix struct {
	Class         string // of the layout
	Width, Height int
	Columns       []matrixLabel
	Rows          []matrixRow
}

type matrixLabel struct {
	X, Y int
	Text string
}

type matrixRow struct {
	Name   string
	Calls  string
	Muted  bool // does not count, or was never called
	Y      int  // of the name and the calls
	CallsX int  // where they end
	Cells  []matrixCell
}

type matrixCell struct {
	X, Y, Width, Height int
	TextX, TextY        int
	Cell                cell
	Text                string
	Title               string
}

// layout is the measure of a matrix, in pixels.
type layout struct {
	class     string
	left      int // where cells begin
	head      int // height of the line with the statuses
	above     int // of the name, where it stands above its cells and not before them
	cell      int // width
	tall      int // height of a cell
	gap       int
	minimum   int // width
	callsLeft int // space between the calls and the cells, where the name stands before them
	name      int // the most letters of a name
}

var (
	wide   = layout{class: "wide", left: 424, head: 24, cell: 56, tall: 28, gap: 4, callsLeft: 12, name: 42}
	narrow = layout{class: "narrow", head: 22, above: 22, cell: 33, tall: 26, gap: 3, minimum: 357, name: 42}
)

func (l layout) draw(r Report) matrix {
	columns := r.columns()
	m := matrix{Class: l.class, Width: max(l.minimum, l.x(len(columns))-l.gap)}
	for i, number := range columns {
		m.Columns = append(m.Columns, matrixLabel{l.x(i) + l.cell/2, l.head - 9, strconv.Itoa(number)})
	}
	m.Height = l.head
	for _, op := range r.Operations {
		m.Rows = append(m.Rows, l.row(op, columns, m.Height, m.Width))
		m.Height += l.above + l.tall + l.gap
	}
	return m
}

// x is where a column begins.
func (l layout) x(column int) int { return l.left + column*(l.cell+l.gap) }

func (l layout) row(op Operation, columns []int, top, width int) matrixRow {
	row := matrixRow{Name: fitting(op.ID, l.name), Calls: op.callsLine(), Muted: op.Calls == 0 || !op.Counts}
	row.Y, row.CallsX = top+l.tall/2+5, l.left-l.callsLeft
	if l.above > 0 {
		row.Y, row.CallsX = top+l.above-7, width
	}
	for i, number := range columns {
		row.Cells = append(row.Cells, l.cellOf(op, op.status(number), l.x(i), top+l.above))
	}
	return row
}

// fitting is a text of at most so many letters.
func fitting(text string, most int) string {
	if letters := []rune(text); len(letters) > most {
		return string(letters[:most-1]) + "…"
	}
	return text
}

func (l layout) cellOf(op Operation, s Status, x, y int) matrixCell {
	return matrixCell{
		X: x, Y: y, Width: l.cell, Height: l.tall,
		TextX: x + l.cell/2, TextY: y + l.tall/2 + 4,
		Cell:  s.cell(),
		Text:  s.brief(),
		Title: op.ID + " " + s.inWords(),
	}
}

// brief is the sign and the calls, in the room of a cell.
func (s Status) brief() string {
	n := s.Delivered
	if s.cell() == cellLost {
		n = s.Answered
	}
	switch {
	case n == 0:
		return s.cell().sign()
	case n < 1000:
		return s.cell().sign() + strconv.Itoa(n)
	case n < 1_000_000:
		return s.cell().sign() + strconv.Itoa(n/1000) + "k"
	}
	return s.cell().sign() + strconv.Itoa(n/1_000_000) + "M"
}

// inWords is the cell as it is read out: 200: delivered, 3 calls
func (s Status) inWords() string {
	text := fmt.Sprintf("%d: %s", s.Status, s.cell().words())
	if s.Answered > 0 {
		text += ", " + count(s.Answered, "call")
	}
	if s.Delivered > 0 && s.Delivered < s.Answered {
		text += fmt.Sprintf(", %d of them broken off", s.Answered-s.Delivered)
	}
	return text
}
