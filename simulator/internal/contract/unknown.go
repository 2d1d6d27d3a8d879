package contract

import (
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/suggest"
)

// unknown is the finding about a property, or a query key, that the schema does
// not name.
func (s *shape) unknown(at []string) difference {
	name, refused := at[len(at)-1], constraint{key: whitelistValidation}
	if meant := suggest.Nearest(name, s.names()); meant != "" {
		return difference{path: at, text: "should not exist, did you mean " + meant + "?", fix: "rename it to " + meant, constraint: refused}
	}
	text := "should not exist"
	if len(s.properties) > 0 {
		text += ", allowed are: " + strings.Join(s.names(), ", ")
	}
	return difference{path: at, text: text, fix: "leave it out", constraint: refused}
}
