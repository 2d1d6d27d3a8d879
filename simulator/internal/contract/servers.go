package contract

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"sync"
)

// Served is a document as it is handed out: its servers are the one that hands it
// out and no others, so that no client made from it calls the real API with a key
// of the simulator. All else is as it was, in the same lines, which violations
// name. It may be used by any number of goroutines.
type Served struct {
	above, below []byte // of the servers
	lines        int    // of the servers
	asJSON       func() ([2][]byte, error)
}

// NewServed takes a YAML document whose servers are a block of lines at its top
// level. It looks for these lines alone: reading the document is most of a start.
func NewServed(document []byte) (*Served, error) {
	at := serverLines.FindIndex(document)
	if at == nil {
		return nil, errors.New("the contract has no lines of servers at its top level")
	}
	block := bytes.TrimSuffix(document[at[0]:at[1]], []byte("\n"))
	s := &Served{above: document[:at[0]], below: document[at[1]:], lines: bytes.Count(block, []byte("\n")) + 1}
	s.asJSON = sync.OnceValues(s.splitJSON)
	return s, nil
}

// serverLines are the key and all that belongs to it: lists, which need no
// indentation, comments, empty lines.
var serverLines = regexp.MustCompile(`(?m)^servers:[^\n]*(?:\n(?:[ #-][^\n]*)?)*(?:\n|\z)`)

// YAML is the document with that URL as its server.
func (s *Served) YAML(url string) []byte {
	servers := []string{"servers:\n", fmt.Sprintf("  - url: '%s'\n", url)}
	if s.lines > len(servers) {
		servers = append(servers, "    description: This simulator. The servers of the real API are left out.\n")
	}
	text := append([]byte(nil), s.above...)
	for _, line := range servers {
		text = append(text, line...)
	}
	for range s.lines - len(servers) {
		text = append(text, "#\n"...) // the lines below keep their numbers
	}
	return append(text, s.below...)
}

// mark stands for the URL where it is not known yet.
const mark = "vsrsim-server"

// splitJSON is the document as JSON, before and after the URL.
func (s *Served) splitJSON() (parts [2][]byte, err error) {
	document, err := JSON(s.YAML(mark))
	if err != nil {
		return parts, err
	}
	before, after, found := bytes.Cut(document, []byte(mark))
	if !found {
		return parts, errors.New("the server of the contract is lost in its JSON")
	}
	return [2][]byte{before, after}, nil
}

// JSON is YAML, as JSON.
func (s *Served) JSON(url string) ([]byte, error) {
	parts, err := s.asJSON()
	if err != nil {
		return nil, err
	}
	return bytes.Join(parts[:], []byte(url)), nil
}
