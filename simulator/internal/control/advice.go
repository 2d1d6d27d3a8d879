package control

import (
	"net/url"
	"regexp"
	"strings"
)

// advised finds the calls of operations in a text.
var advised = regexp.MustCompile(`\b(GET|PUT|POST|PATCH|DELETE) ` + regexp.QuoteMeta(Prefix) + `(/[\w./%~@+-]*[\w/%~@+-])?`)

// pathOf is the path of a sandbox as texts advise it: a dot at its end is escaped, which
// would be taken for that of the sentence.
func pathOf(name string) string {
	if rest, dotted := strings.CutSuffix(name, "."); dotted {
		name = rest + "%2E"
	}
	return Prefix + "/sandboxes/" + name
}

// InWordsOf is a text, such as the message of an error, in which the calls that it advises
// are named as the caller makes them: by a command, or a tool. Name is asked with the row of
// the operation, and the values of its path by the names of the inputs; a call stays as it is
// if that has no name for it.
func InWordsOf(text string, name func(of Row, values map[string]string) string) string {
	return advised.ReplaceAllStringFunc(text, func(found string) string {
		method, path, _ := strings.Cut(found, " ")
		for _, row := range Rows() {
			if row.Method != method {
				continue
			}
			if values, fits := matchPath(row.Path, strings.TrimPrefix(path, Prefix)); fits {
				if its := name(row, values); its != "" {
					return its
				}
			}
		}
		return found
	})
}

// matchPath are the segments of a path that stand where a template has a name.
func matchPath(template, path string) (values map[string]string, fits bool) {
	of, is := strings.Split(template, "/"), strings.Split(path, "/")
	if len(of) != len(is) {
		return nil, false
	}
	values = map[string]string{}
	for i, segment := range of {
		name, named := strings.CutPrefix(segment, "{")
		if named {
			value, err := url.PathUnescape(is[i])
			if err != nil {
				return nil, false
			}
			values[strings.TrimSuffix(name, "}")] = value
		} else if segment != is[i] {
			return nil, false
		}
	}
	return values, true
}
