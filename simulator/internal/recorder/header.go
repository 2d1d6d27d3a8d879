package recorder

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// Header is the header of a request as it is kept: each value with its name, those of one
// name in their order. A list takes a third of the memory of a map, and of the time that
// it takes to make it; most entries are never looked at.
type Header []HeaderValue

// HeaderValue is one value of a header.
type HeaderValue struct{ Name, Value string }

// plain is the header as people get it, in a map of its own.
func (h Header) plain() map[string][]string {
	if len(h) == 0 {
		return nil
	}
	header := make(map[string][]string, len(h))
	for _, v := range h {
		header[v.Name] = append(header[v.Name], v.Value)
	}
	return header
}

// sorted is the header in an order that does not depend on the order of a map.
func (h Header) sorted() Header {
	return slices.SortedStableFunc(slices.Values(h), func(a, b HeaderValue) int { return cmp.Compare(a.Name, b.Name) })
}

func (h Header) size() int {
	if len(h) == 0 {
		return 0
	}
	n := listOverhead
	for _, v := range h {
		n += 2*textOverhead + textSize(v.Name) + textSize(v.Value)
	}
	return n
}

// header is that of a request, without secrets and within bounds.
func (t *trimmer) header(header http.Header) Header {
	n := 0
	for _, values := range header {
		n += len(values)
	}
	if n == 0 {
		return nil
	}
	kept := keptHeader{room: maxHeaderBytes, values: make(Header, 0, min(n, maxHeaders))}
	if n <= maxHeaders/2 {
		for name, values := range header { // in any order: all of it is likely to be kept
			t.keep(&kept, name, values)
		}
	}
	if kept.full || n > maxHeaders/2 { // what is kept must not differ from call to call
		kept = keptHeader{room: maxHeaderBytes, values: kept.values[:0]}
		for _, name := range slices.Sorted(maps.Keys(header)) {
			t.keep(&kept, name, header[name])
		}
	}
	return kept.values
}

// keptHeader is a header on its way into the journal.
type keptHeader struct {
	values Header
	room   int  // for so many bytes
	full   bool // something was left out
}

func (t *trimmer) keep(k *keptHeader, name string, values []string) {
	hidden := t.mask.HidesHeader(name)
	for _, value := range values {
		if hidden {
			value = exchange.Masked
		}
		value = t.text(value, maxHeader, journal.TruncatedHeader)
		if k.room -= len(name) + len(value); k.room < 0 || len(k.values) == maxHeaders || len(name) > maxName {
			k.full = true
			t.note(journal.TruncatedHeader)
			return
		}
		k.values = append(k.values, HeaderValue{strings.ToValidUTF8(name, "\ufffd"), value})
		if hidden {
			return
		}
	}
}
