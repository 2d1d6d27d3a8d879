package simulator

import (
	"strings"

	"github.com/vsrsim/vsrsim/simulator/journal"
)

// HAR is the calls of all sandboxes that are there as an HTTP archive, which many
// tools can show: http://www.softwareishard.com/blog/har-12-spec/. It has what
// their journals still hold.
func (s *Simulator) HAR() journal.HAR {
	var journals [][]journal.Entry
	for _, box := range s.registry.Boxes() {
		entries, _ := box.Journal.Entries(journal.Filter{})
		journals = append(journals, entries)
	}
	return journal.NewHAR(journal.Merge(journals...), strings.TrimSuffix(s.URL(), BasePath), s.version)
}
