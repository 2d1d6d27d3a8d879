package exchange

import (
	"net/url"
	"strings"
)

// RawQuery is the text of a query with the values masked that are secret. All else
// is left as it came.
func (m Mask) RawQuery(query string) string {
	if m.IsZero() || query == "" {
		return query
	}
	var b strings.Builder
	for query != "" {
		end := strings.IndexAny(query, "&;") // some take ; for & as well
		if end < 0 {
			end = len(query)
		}
		b.WriteString(m.parameter(query[:end]))
		b.WriteString(query[end:min(end+1, len(query))])
		query = query[min(end+1, len(query)):]
	}
	return b.String()
}

func (m Mask) parameter(parameter string) string {
	escaped, _, hasValue := strings.Cut(parameter, "=")
	name, err := url.QueryUnescape(escaped)
	if err != nil {
		name = escaped
	}
	if hasValue && m.Hides(name) {
		return escaped + "=" + Masked
	}
	return parameter
}
