package recorder

import (
	"unsafe"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// The sizes of the parts of an entry, in bytes, on a machine of 64 bits. They are a
// little more than the memory that a process is seen to take.
const (
	slotSize      = int(unsafe.Sizeof((*kept)(nil)))
	entrySize     = (int(unsafe.Sizeof(kept{})) + 127) &^ 127 // of its own: it is rounded up
	partSize      = int(unsafe.Sizeof(journal.Part{}))
	violationSize = int(unsafe.Sizeof(contract.Violation{}))
	hintSize      = int(unsafe.Sizeof(contract.Hint{}))
	textOverhead  = 16       // of a text of its own: it is rounded up
	listOverhead  = 40       // of a list of texts, with the room of one
	mapOverhead   = 48       // of a map
	mapRoom       = 8*40 + 8 // of a map, for 8 names
)

func textSize(text string) int {
	if text == "" {
		return 0
	}
	return textOverhead + len(text)
}

// Size is how many bytes the entry takes in a journal, without what it shares with
// others.
func (e *Entry) Size() int { return slotSize + e.size() }

// size is how many bytes an entry holds, without its slot and what it shares with
// others.
func (e *Entry) size() int {
	n := entrySize + textSize(e.ID) + messageSize(&e.Request) + e.Header.size() + messageSize(&e.Response) + e.Trace.Size() + violationsSize(e.Violations)
	for _, h := range e.Hints {
		n += hintSizeOf(h)
	}
	return n + factsSize(e.Facts)
}

func violationsSize(violations []contract.Violation) int {
	n := 0
	for _, v := range violations {
		n += violationSizeOf(v)
	}
	return n
}

func violationSizeOf(v contract.Violation) int {
	return violationSize + textSize(v.Pointer) + textSize(v.Name) + textSize(v.Text) + textSize(v.Fix)
}

func hintSizeOf(h contract.Hint) int {
	return hintSize + textSize(h.Name) + textSize(h.Text) + textSize(h.Fix)
}

func unsimulatedSize(u Unsimulated) int {
	return int(unsafe.Sizeof(u)) + textSize(u.Operation) + textSize(u.Revision)
}

func messageSize(m *journal.Message) int {
	n := textSize(m.Method) + textSize(m.Path) + textSize(m.Query) + textSize(m.Body) + headerSize(m.Header)
	if len(m.Truncated) > 0 {
		n += listOverhead * len(m.Truncated)
	}
	for _, p := range m.Parts {
		n += partSize + textSize(p.Name) + textSize(p.Value) + textSize(p.FileName) + textSize(p.ContentType) + textSize(p.SHA256)
	}
	return n
}

func headerSize(header map[string][]string) int {
	if len(header) == 0 {
		return 0
	}
	n := mapOverhead + mapRoom
	if len(header) > 8 { // room is doubled
		n += mapRoom * len(header) / 4
	}
	for name, values := range header {
		n += textSize(name)
		for _, value := range values {
			n += listOverhead + textSize(value)
		}
	}
	return n
}
