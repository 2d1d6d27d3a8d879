package recorder

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// What is kept of a message. All sizes are in bytes.
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

// RequestMessage is a request as it is kept: without secrets, within bounds, with
// the hash of a file in the place of its bytes.
func RequestMessage(r *exchange.Request, mask Mask) journal.Message {
	k := trimmer{mask: mask}
	query := mask.RawQuery(r.RawQuery)
	m := journal.Message{
		Method: k.text(r.Method, maxMethod, journal.CutMethod),
		Path:   k.text(r.Path, maxPath, journal.CutPath),
		Query:  k.text(query, maxQuery, journal.CutQuery),
	}
	if m.Method != r.Method || m.Path != r.Path || m.Query != r.RawQuery {
		// Else the three are parts of the one line that came, which they would hold.
		m.Method, m.Path, m.Query = strings.Clone(m.Method), strings.Clone(m.Path), strings.Clone(m.Query)
	}
	m.Header = k.ownHeader(r.Header)
	m.Body, m.Truncated = cut(maskedBody(r.Body, mask), maxBody)
	if r.Form != nil {
		m.Parts = k.parts(r.Form)
	}
	m.Cut = k.cut
	return m
}

// ResponseMessage is an answer as it is kept.
func ResponseMessage(r exchange.Response, mask Mask) journal.Message {
	k := trimmer{mask: mask}
	m := journal.Message{Status: r.Status, Unsent: r.Status != 0 && r.Fault.Silent()}
	m.Header = k.header(r.Header)
	m.Body, m.Truncated = cut(maskedBody(r.Body, mask), maxBody)
	m.Cut = k.cut
	return m
}

// cut is a text as it is kept: valid UTF-8, no longer than limit, and a copy, so
// that it holds no larger one in memory.
func cut(text []byte, limit int) (kept string, goesOn bool) {
	return cutText(string(text[:min(len(text), limit+1)]), limit)
}

// cutText is cut of a string, which is not copied unless it has to be changed.
func cutText(text string, limit int) (kept string, goesOn bool) {
	kept, goesOn = exchange.Shorten(text, limit)
	return strings.ToValidUTF8(kept, "\ufffd"), goesOn
}

// trimmer makes what is kept of a message, and notes where it cuts.
type trimmer struct {
	mask Mask
	cut  []string
}

func (k *trimmer) noteCut(place string) {
	if !slices.Contains(k.cut, place) {
		k.cut = append(k.cut, place)
	}
}

func (k *trimmer) text(text string, limit int, place string) string {
	kept, goesOn := cutText(text, limit)
	if goesOn {
		k.noteCut(place)
	}
	return kept
}

// header is kept as it is where nothing in it has to be changed: the headers of an
// answer are made for each call.
func (k *trimmer) header(header http.Header) map[string][]string {
	bytes := 0
	for name, values := range header {
		if k.mask.HidesHeader(name) {
			return k.ownHeader(header)
		}
		for _, value := range values {
			bytes += len(name) + len(value)
			if len(value) > maxHeader {
				return k.ownHeader(header)
			}
		}
	}
	if len(header) > maxHeaders || bytes > maxHeaderBytes {
		return k.ownHeader(header)
	}
	return header
}

// ownHeader is a copy of a header, whose map and slices are the server's.
func (k *trimmer) ownHeader(header http.Header) map[string][]string {
	if len(header) == 0 {
		return nil
	}
	own := make(map[string][]string, min(len(header), maxHeaders))
	room := headerRoom{values: make([]string, 0, min(len(header), maxHeaders)), bytes: maxHeaderBytes}
	if len(header) <= maxHeaders/2 {
		for name, values := range header { // in any order: all of it is likely to be kept
			k.keepHeader(own, &room, name, values)
		}
	}
	if room.full || len(header) > maxHeaders/2 { // what is kept must not differ from call to call
		clear(own)
		room.values, room.bytes = room.values[:0], maxHeaderBytes
		for _, name := range slices.Sorted(maps.Keys(header)) {
			k.keepHeader(own, &room, name, header[name])
		}
	}
	return own
}

// headerRoom is what room there is for headers yet.
type headerRoom struct {
	values []string // of all headers; each has a part of it
	bytes  int
	full   bool
}

func (k *trimmer) keepHeader(own map[string][]string, room *headerRoom, name string, values []string) {
	if k.mask.HidesHeader(name) && len(values) > 0 {
		values = []string{exchange.Masked}
	}
	first := len(room.values)
	for _, value := range values {
		value = k.text(value, maxHeader, journal.CutHeader)
		if room.bytes -= len(name) + len(value); room.bytes < 0 || len(room.values) == maxHeaders || len(name) > maxName {
			room.full = true
			k.noteCut(journal.CutHeader)
			break
		}
		room.values = append(room.values, value)
	}
	if len(room.values) > first || len(values) == 0 && len(name) <= maxName && len(own) < maxHeaders {
		own[strings.ToValidUTF8(name, "\ufffd")] = room.values[first:len(room.values):len(room.values)]
	}
}

// parts are the fields and then the files, by name.
func (k *trimmer) parts(form *exchange.Form) []journal.Part {
	parts := []journal.Part{}
	room := maxPartBytes
	add := func(part journal.Part) {
		if len(parts) == maxParts {
			k.noteCut(journal.CutParts)
			return
		}
		parts = append(parts, part)
	}
	for _, name := range slices.Sorted(maps.Keys(form.Fields)) {
		for _, value := range form.Fields[name] {
			part := k.field(name, value, min(maxBody, room))
			room -= len(part.Value)
			add(part)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(form.Files)) {
		for _, file := range form.Files[name] {
			add(k.file(name, file))
		}
	}
	return parts
}

func (k *trimmer) field(name, value string, limit int) journal.Part {
	p := journal.Part{Name: k.text(name, maxName, journal.CutParts)}
	if k.mask.Hides(name) {
		value = exchange.Masked
	}
	p.Value, p.Truncated = cutText(value, limit)
	return p
}

// file keeps no hash of a file that is secret: what is short can be guessed by it.
func (k *trimmer) file(name string, file exchange.File) journal.Part {
	p := journal.Part{Name: k.text(name, maxName, journal.CutParts), Size: file.Size, SHA256: exchange.Masked}
	if file.Content != nil {
		p.Size = len(file.Content)
	}
	if !k.mask.Hides(name) {
		sum := sha256.Sum256(file.Content)
		p.SHA256 = hex.EncodeToString(sum[:])
	}
	file = k.mask.File(name, file)
	p.FileName = k.text(file.Name, maxName, journal.CutParts)
	p.ContentType = k.text(file.ContentType, maxName, journal.CutParts)
	return p
}
