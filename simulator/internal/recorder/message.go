package recorder

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// The bounds of a message that is kept. All sizes are in bytes.
const (
	maxMethod = 64
	maxPath   = 4 << 10
	maxQuery  = 16 << 10
	maxBody   = 64 << 10 // of a body, and of a value of a form

	maxHeaders     = 100      // values of headers
	maxHeaderBytes = 16 << 10 // of their names and values together
	maxHeader      = 4 << 10  // of one value

	maxParts     = 100     // of a form
	maxPartBytes = 1 << 20 // of the values of its fields together
	maxName      = 256     // of a header, of a part, of a file, of a content type
)

// Request is a request as it is kept. What its message says of a header stands in Header.
type Request struct {
	journal.Message
	Header Header
}

// Plain is the request as people get it. It shares nothing with what is kept.
func (r Request) Plain() journal.Message {
	m := cloned(r.Message)
	if r.Header != nil {
		m.Header = r.Header.plain()
	}
	return m
}

// RequestMessage is a request as it is kept: without secrets, within bounds, with
// the hash of a file in the place of its bytes.
func RequestMessage(r *exchange.Request, mask Mask) Request {
	t := trimmer{mask: mask}
	query := mask.RawQuery(r.RawQuery)
	m := journal.Message{
		Method: t.text(r.Method, maxMethod, journal.TruncatedMethod),
		Path:   t.text(r.Path, maxPath, journal.TruncatedPath),
		Query:  t.text(query, maxQuery, journal.TruncatedQuery),
	}
	if m.Method != r.Method || m.Path != r.Path || m.Query != r.RawQuery {
		// Else the three are parts of the one line that came, which they would keep in memory.
		m.Method, m.Path, m.Query = strings.Clone(m.Method), strings.Clone(m.Path), strings.Clone(m.Query)
	}
	header := t.header(r.Header)
	m.Body = t.body(maskedBody(r.Body, mask))
	if r.Form != nil {
		m.Parts = t.parts(r.Form)
	}
	m.Truncated = t.truncated
	return Request{m, header}
}

// ResponseMessage is an answer as it is kept, without the headers that every call gets.
func ResponseMessage(r exchange.Response, mask Mask) journal.Message {
	t := trimmer{mask: mask}
	m := journal.Message{Status: r.Status, Unsent: r.Status != 0 && r.Fault.Silent()}
	m.Header = t.answerHeader(r.Header)
	m.Body = t.answerBody(r.Body)
	m.Truncated = t.truncated
	return m
}

// truncate is a text as it is kept: valid UTF-8, no longer than limit, and a copy, so
// that it holds no larger one in memory.
func truncate(text []byte, limit int) (kept string, goesOn bool) {
	return truncateText(string(text[:min(len(text), limit+1)]), limit)
}

// truncateText is truncate of a string, which is not copied unless it has to be changed.
func truncateText(text string, limit int) (kept string, goesOn bool) {
	kept, goesOn = exchange.Truncate(text, limit)
	return strings.ToValidUTF8(kept, "\ufffd"), goesOn
}

// trimmer makes the parts of a message fit to be kept, and notes where it cuts.
type trimmer struct {
	mask      Mask
	truncated []string
}

func (t *trimmer) note(place string) {
	if !slices.Contains(t.truncated, place) {
		t.truncated = append(t.truncated, place)
	}
}

func (t *trimmer) text(text string, limit int, place string) string {
	kept, goesOn := truncateText(text, limit)
	if goesOn {
		t.note(place)
	}
	return kept
}

func (t *trimmer) body(body []byte) string {
	kept, goesOn := truncate(body, maxBody)
	if goesOn {
		t.note(journal.TruncatedBody)
	}
	return kept
}

// answerHeader is the header of an answer, which is made for each call and never changed:
// where nothing in it has to be, it is kept as it is.
func (t *trimmer) answerHeader(header http.Header) map[string][]string {
	bytes := 0
	for name, values := range header {
		if t.mask.HidesHeader(name) {
			return t.header(header).plain()
		}
		for _, value := range values {
			bytes += len(name) + len(value)
			if len(value) > maxHeader {
				return t.header(header).plain()
			}
		}
	}
	if len(header) > maxHeaders || bytes > maxHeaderBytes {
		return t.header(header).plain()
	}
	return header
}

// answerBody is the body of an answer, which nobody changes once it is made: where nothing
// in it has to be, it is kept without a copy.
func (t *trimmer) answerBody(body []byte) string {
	kept := maskedBody(body, t.mask)
	if len(body) == 0 || len(kept) > maxBody || &kept[0] != &body[0] || !utf8.Valid(body) {
		return t.body(kept)
	}
	return unsafe.String(&body[0], len(body))
}

// parts are the parts of a form: the fields and then the files, by name.
func (t *trimmer) parts(form *exchange.Form) []journal.Part {
	parts := []journal.Part{}
	room := maxPartBytes
	add := func(part journal.Part) {
		if len(parts) == maxParts {
			t.note(journal.TruncatedParts)
			return
		}
		parts = append(parts, part)
	}
	for _, name := range slices.Sorted(maps.Keys(form.Fields)) {
		for _, value := range form.Fields[name] {
			part := t.field(name, value, min(maxBody, room))
			room -= len(part.Value)
			add(part)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(form.Files)) {
		for _, file := range form.Files[name] {
			add(t.file(name, file))
		}
	}
	return parts
}

func (t *trimmer) field(name, value string, limit int) journal.Part {
	p := journal.Part{Name: t.text(name, maxName, journal.TruncatedParts)}
	if t.mask.Hides(name) {
		value = exchange.Masked
	}
	p.Value, p.Truncated = truncateText(value, limit)
	return p
}

// file keeps no hash of a file that is secret: what is short can be guessed by it.
func (t *trimmer) file(name string, file exchange.File) journal.Part {
	p := journal.Part{Name: t.text(name, maxName, journal.TruncatedParts), Size: file.Size, SHA256: exchange.Masked}
	if file.Content != nil {
		p.Size = len(file.Content)
	}
	if !t.mask.Hides(name) {
		sum := sha256.Sum256(file.Content)
		p.SHA256 = hex.EncodeToString(sum[:])
	}
	file = t.mask.File(name, file)
	p.FileName = t.text(file.Name, maxName, journal.TruncatedParts)
	p.ContentType = t.text(file.ContentType, maxName, journal.TruncatedParts)
	return p
}
