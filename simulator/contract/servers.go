package contract

import (
	"bytes"
	"errors"
	"fmt"
	"sync"

	"github.com/pb33f/go-yaml"
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

// NewServed takes a document whose servers are a block of lines at its top level.
func NewServed(document []byte) (*Served, error) {
	first, last, err := serverLines(document)
	if err != nil {
		return nil, fmt.Errorf("find the servers of the contract: %w", err)
	}
	lines := bytes.SplitAfter(document, []byte("\n"))
	s := &Served{
		above: bytes.Join(lines[:first], nil), below: bytes.Join(lines[min(last, len(lines)):], nil), lines: last - first,
	}
	s.asJSON = sync.OnceValues(s.splitJSON)
	return s, nil
}

// serverLines is where the servers stand: from the line first, counted from 0, to
// the one before last.
func serverLines(document []byte) (first, last int, err error) {
	var root yaml.Node
	if err := yaml.Unmarshal(document, &root); err != nil {
		return 0, 0, err
	}
	if len(root.Content) == 0 || root.Content[0].Kind != yaml.MappingNode || root.Content[0].Style&yaml.FlowStyle != 0 {
		return 0, 0, errors.New("the document is no block of lines")
	}
	keys := root.Content[0].Content
	for i := 0; i < len(keys); i += 2 {
		if keys[i].Value != "servers" {
			continue
		}
		if i+2 < len(keys) {
			return keys[i].Line - 1, keys[i+2].Line - 1, nil
		}
		return keys[i].Line - 1, bytes.Count(bytes.TrimSuffix(document, []byte("\n")), []byte("\n")) + 1, nil
	}
	return 0, 0, errors.New("the document has none")
}

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
