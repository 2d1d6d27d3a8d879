package contract

import (
	"maps"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/suggest"
)

// maxHinted is how many query keys of a call are looked at.
const maxHinted = 100

// QueryHints are what a query has that is nearly what the operation documents, or that
// another revision documents.
func (op *Operation) QueryHints(r *exchange.Request) []Hint {
	if r.RawQuery == "" {
		return nil
	}
	documented := op.QueryParameters()
	if len(documented) == 0 && len(op.elsewhere) == 0 {
		return nil
	}
	var hints []Hint
	for _, key := range writtenKeys(r.RawQuery) {
		if slices.Contains(documented, key) {
			continue
		}
		revisions := op.withParameter(key)
		switch meant := suggest.Nearest(key, documented); {
		case revisions != nil:
			hints = append(hints, Hint{In: InQuery, Name: key, Text: "is ignored, " + have(revisions, "it"), Fix: "leave it out, or " + startWith(revisions)})
		case meant == "":
		case indexed(key, meant):
			hints = append(hints, Hint{In: InQuery, Name: key, Text: "is taken as " + meant, Fix: "write it as " + meant})
		default:
			hints = append(hints, Hint{In: InQuery, Name: key, Text: "is ignored, did you mean " + meant + "?", Fix: "write it as " + meant})
		}
	}
	return hints
}

// writtenKeys are the keys of a query as the client wrote them, sorted.
func writtenKeys(raw string) []string {
	keys := map[string]bool{}
	for key := range exchange.QueryPairs(raw) {
		keys[key] = true
	}
	return slices.Sorted(maps.Keys(keys))[:min(len(keys), maxHinted)]
}

// indexed tells whether a key is an array's with an index in its brackets, which
// is the same parameter (A29).
func indexed(key, meant string) bool {
	name, isArray := strings.CutSuffix(meant, "[]")
	index, ok := strings.CutPrefix(key, name+"[")
	index, closed := strings.CutSuffix(index, "]")
	return isArray && ok && closed && index != "" && strings.Trim(index, "0123456789") == ""
}
