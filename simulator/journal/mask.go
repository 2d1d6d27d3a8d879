package journal

import (
	"bytes"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/exchange"
)

// secretHeaders are the headers whose values are never kept.
var secretHeaders = []string{"Authorization", "Cookie", "Set-Cookie", "Proxy-Authorization", "X-Api-Key"}

// mask stands in the place of a secret.
const mask = "***"

// Mask names more headers, query parameters, fields of forms and properties of
// JSON whose values are not kept. The zero value names none.
type Mask struct {
	headers map[string]bool // in canonical form
	names   map[string]bool // in lower case
}

// NewMask makes a mask of names, in any case: a client may misspell just that.
func NewMask(names ...string) Mask {
	if len(names) == 0 {
		return Mask{}
	}
	m := Mask{map[string]bool{}, map[string]bool{}}
	for _, name := range names {
		m.headers[http.CanonicalHeaderKey(name)] = true
		m.names[strings.ToLower(name)] = true
	}
	return m
}

func (m Mask) hides(name string) bool { return m.names[strings.ToLower(name)] }

// header copies only what has a secret in it.
func (m Mask) header(header map[string][]string) map[string][]string {
	var kept map[string][]string
	hide := func(name string) {
		if kept == nil {
			kept = maps.Clone(header)
		}
		kept[name] = []string{mask}
	}
	for _, name := range secretHeaders {
		if _, ok := header[name]; ok {
			hide(name)
		}
	}
	if len(m.headers) > 0 {
		for name, values := range header {
			if m.headers[http.CanonicalHeaderKey(name)] && len(values) > 0 {
				hide(name)
			}
		}
	}
	if kept == nil {
		return header
	}
	return kept
}

// query leaves all but the values that are masked as it came.
func (m Mask) query(query string) string {
	if len(m.names) == 0 || query == "" {
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
	if hasValue && m.hides(name) {
		return escaped + "=" + mask
	}
	return parameter
}

// body masks before anything is cut off.
func (m Mask) body(body []byte) (text string, truncated bool) {
	if len(body) == 0 || !m.mayMention(body) {
		return cutText(body)
	}
	return cutText(exchange.MaskJSON(body, m.hides, `"`+mask+`"`, maxBody))
}

// mayMention tells whether a body has one of the names in it, or an escape that
// could be a part of one.
func (m Mask) mayMention(body []byte) bool {
	if len(m.names) == 0 {
		return false
	}
	lower := bytes.ToLower(body)
	for name := range m.names {
		if bytes.Contains(lower, []byte(name)) {
			return true
		}
	}
	return bytes.IndexByte(body, '\\') >= 0
}

// field is a value of a form.
func (m Mask) field(name, value string) Part {
	if m.hides(name) {
		value = mask
	}
	p := Part{Name: name}
	p.Value, p.Truncated = cutText([]byte(value[:min(len(value), maxBody+1)]))
	return p
}
