package simulator

import (
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/version"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// HAR is the calls of all sandboxes that are there as an HTTP archive, which many
// tools can show: http://www.softwareishard.com/blog/har-12-spec/. It has what
// their journals still hold.
func (s *Simulator) HAR() journal.HAR {
	var journals []*recorder.Journal
	for _, box := range s.registry.Boxes() {
		journals = append(journals, box.Journal())
	}
	entries, _, _ := recorder.Newest(journals, journal.Filter{}, 0, -1)
	return journal.NewHAR(recorder.Plain(entries), strings.TrimSuffix(s.URL(), BasePath), version.Of())
}
