package exchange

import (
	"net/url"
	"strings"
)

// RawQuery is the text of a query with the values masked that are secret. All else
// is left as it came, so that nearly all queries are not copied.
func (m Mask) RawQuery(query string) string {
	var masked strings.Builder
	kept := 0 // of the query, with what is masked in it
	for start := 0; start < len(query); {
		end := len(query)
		if n := strings.IndexAny(query[start:], "&;"); n >= 0 { // some take ; for & as well
			end = start + n
		}
		if shown := m.parameter(query[start:end]); shown != query[start:end] {
			masked.WriteString(query[kept:start] + shown)
			kept = end
		}
		start = end + 1
	}
	if kept == 0 {
		return query
	}
	return masked.String() + query[kept:]
}

// HidesQuery tells whether the values of a query parameter are secret: those with
// the name of a header with credentials are under any mask, as access_token.
func (m Mask) HidesQuery(name string) bool { return m.Hides(name) || isSecretName(name) }

func (m Mask) parameter(parameter string) string {
	escaped, _, hasValue := strings.Cut(parameter, "=")
	name, err := url.QueryUnescape(escaped)
	if err != nil {
		name = escaped
	}
	if hasValue && m.HidesQuery(name) {
		return escaped + "=" + Masked
	}
	return parameter
}
