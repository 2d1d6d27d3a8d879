package control

import (
	"regexp"
	"strings"
)

// advised finds the calls of operations in a text.
var advised = regexp.MustCompile(`\b(GET|PUT|POST|PATCH|DELETE) ` + regexp.QuoteMeta(Prefix) + `(/[\w./%~@+-]*[\w/%~@+-])?`)

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
			values[strings.TrimSuffix(name, "}")] = is[i]
		} else if segment != is[i] {
			return nil, false
		}
	}
	return values, true
}
