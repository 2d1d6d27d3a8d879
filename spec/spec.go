// Package spec holds the contracts, compiled into the binary: OpenAPI 3.0.3 documents.
package spec

import (
	"embed"
	"fmt"
	"slices"
	"strings"
)

//go:generate go run ../simulator/internal/overlay/make

// DefaultRevision is the revision of the contract that holds where none is asked for.
const DefaultRevision = "2026-07"

// Baseline is the revision with the eight operations of openapi.yaml alone.
const Baseline = "baseline"

// overlays are those of each revision, in their order.
var overlays = map[string][]string{
	Baseline:  {"assumed"},
	"2026-04": {"assumed", "2026-04"},
	"2026-07": {"assumed", pages, "2026-07"},
	"2026-08": {"assumed", pages, "2026-07", "2026-08"},
}

// Lookups are the operations that clients call before those on reviews.
const Lookups = "lookups"

const pages = "pages" // what all lists need

// Revisions are the names of all revisions: baseline, and the others by their dates.
func Revisions() []string { return []string{Baseline, "2026-04", "2026-07", "2026-08"} }

// Overlays are the names of the overlays that make a revision of openapi.yaml, in
// their order. The baseline has no look-ups.
func Overlays(revision string, withLookups bool) []string {
	names := slices.Clone(overlays[revision])
	if !withLookups || revision == Baseline {
		return names
	}
	if !slices.Contains(names, pages) {
		names = append(names, pages)
	}
	return append(names, Lookups)
}

// MadeName is the file of a revision below spec.
func MadeName(revision string, withLookups bool) string {
	if withLookups && revision != Baseline {
		return "made/" + revision + ".yaml"
	}
	if revision == Baseline {
		return "made/baseline.yaml"
	}
	return "made/" + revision + "-without-lookups.yaml"
}

//go:embed made/*.yaml made/*.json
var made embed.FS

// Contract is the text of a revision of the contract. It fails for a name that is
// none of Revisions.
func Contract(revision string, withLookups bool) ([]byte, error) {
	if _, known := overlays[revision]; !known {
		return nil, fmt.Errorf("there is no revision %q of the contract, there are %s", revision, strings.Join(Revisions(), ", "))
	}
	return made.ReadFile(MadeName(revision, withLookups))
}

// Made is what a start reads of a revision in place of its text, as contract.FromMade takes
// it. It fails like Contract.
func Made(revision string, withLookups bool) ([]byte, error) {
	if _, err := Contract(revision, withLookups); err != nil {
		return nil, err
	}
	return made.ReadFile(strings.TrimSuffix(MadeName(revision, withLookups), ".yaml") + ".json")
}

// ControlMadeName is the file below spec that a start reads in place of control.yaml.
const ControlMadeName = "made/control.json"

// ControlMade is what a start reads in place of control.yaml.
func ControlMade() ([]byte, error) { return made.ReadFile(ControlMadeName) }

// ControlDescribedName is the file below spec with what control.yaml says to who calls its
// operations.
const ControlDescribedName = "made/control-described.json"

// ControlDescribed is what control.yaml says to who calls its operations, as
// contract.Descriptions takes it.
func ControlDescribed() ([]byte, error) { return made.ReadFile(ControlDescribedName) }

//go:embed made/baseline.yaml
var openAPI string

// OpenAPI is the text of the baseline, as it is served.
func OpenAPI() []byte { return []byte(openAPI) }

//go:embed control.yaml
var control string

// Control is the text of control.yaml, the control API of the simulator.
func Control() []byte { return []byte(control) }

//go:embed made/operations.txt
var operations string

// Operations are the operations that other revisions have than the baseline, a line
// each: the first revision that has it, or Lookups, its method and its path.
func Operations() string { return operations }

//go:embed made/elements.txt
var elements string

// Elements are what not all revisions let requests to an operation have, a line each: a
// revision that does, the operation, the kind of element, its name, and its value if it
// is one.
func Elements() string { return elements }

//go:embed published-operations.txt
var published string

// Published is the text of published-operations.txt: the method and path of every
// operation that is published of the API, a line each, whether simulated or not.
func Published() string { return published }
