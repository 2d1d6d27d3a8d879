package when

import (
	"maps"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// maxWritten is how much of a value is written for people, in bytes: what
// a call has may be a whole body.
const maxWritten = 200

// written is a value as it would stand in a scenario file, as far as one line shows
// it.
func written(value any) string {
	var text strings.Builder
	write(&text, value)
	return exchange.Abbreviate(text.String(), maxWritten)
}

// write stops once there is more than is written.
func write(text *strings.Builder, value any) {
	if text.Len() > maxWritten {
		return
	}
	switch v := value.(type) {
	case string:
		if v == "" {
			v = `""`
		}
		text.WriteString(v[:min(len(v), 2*maxWritten)])
	case nil:
		text.WriteString("null")
	case []any:
		text.WriteByte('[')
		for i := 0; i < len(v) && text.Len() <= maxWritten; i++ {
			if i > 0 {
				text.WriteString(", ")
			}
			write(text, v[i])
		}
		text.WriteByte(']')
	case map[string]any:
		writeObject(text, v)
	default:
		text.WriteString(textOf(v))
	}
}

func writeObject(text *strings.Builder, object map[string]any) {
	const most = 1000 // names that are put in order
	if len(object) > most {
		text.WriteString("{…}")
		return
	}
	text.WriteByte('{')
	for i, name := range slices.Sorted(maps.Keys(object)) {
		if i > 0 {
			text.WriteString(", ")
		}
		write(text, name)
		text.WriteString(": ")
		write(text, object[name])
	}
	text.WriteByte('}')
}
