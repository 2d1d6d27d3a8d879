package contract

import (
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// What differs from the contract is told in the words of the journal, which are
// public.
type (
	Violation = journal.Violation
	Side      = journal.Side
	Place     = journal.Place
	Hint      = journal.Hint
)

// The sides and the places.
const (
	InRequest  = journal.InRequest
	InResponse = journal.InResponse
	InPath     = journal.InPath
	InQuery    = journal.InQuery
	InHeader   = journal.InHeader
	InBody     = journal.InBody
	InStatus   = journal.InStatus
)

var escape = strings.NewReplacer("~", "~0", "/", "~1")

// pointer is a JSON pointer (RFC 6901). A step that a client made up is cut.
func pointer(path []string) string {
	var b strings.Builder
	for _, step := range path {
		b.WriteByte('/')
		b.WriteString(escape.Replace(exchange.Excerpt(step)))
	}
	return b.String()
}
