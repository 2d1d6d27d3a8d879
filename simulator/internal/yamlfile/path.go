package yamlfile

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// Join is the path of the value under a key of the value at the path. A key
// with other characters than letters, digits, '_' and '-' is quoted as in Go:
// when.body["$.a.b"].
func Join(path, key string) string {
	switch {
	case !isPlainKey(key):
		return fmt.Sprintf("%s[%q]", path, key)
	case path == "":
		return key
	default:
		return path + "." + key
	}
}

func isPlainKey(key string) bool {
	isOther := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-'
	}
	return key != "" && !strings.ContainsFunc(key, isOther)
}

// Element is the path of an Element of the list at the path.
func Element(path string, index int) string {
	return fmt.Sprintf("%s[%d]", path, index)
}

// step is a key or an index in a path.
type step struct {
	name string
	end  int // the path up to here is that of the value that the step leads to
}

// split takes a path apart. It forgives what is not well-formed.
func split(path string) []step {
	var steps []step
	for rest := path; rest != ""; {
		name, after, ok := cutStep(rest)
		if ok {
			after = strings.TrimPrefix(after, "]")
			steps = append(steps, step{name, len(path) - len(after)})
		}
		rest = after
	}
	return steps
}

// cutStep takes one step off the path, or a character that is between steps.
func cutStep(path string) (name, after string, ok bool) {
	if name, after, ok := cutQuoted(path); ok {
		return name, after, true
	}
	switch end := strings.IndexAny(path, ".[]"); end {
	case -1:
		return path, "", true
	case 0:
		return "", path[1:], false
	default:
		return path[:end], path[end:], true
	}
}

// cutQuoted takes off a key in quotes, all but the closing bracket.
func cutQuoted(path string) (key, after string, ok bool) {
	if !strings.HasPrefix(path, `["`) {
		return "", "", false
	}
	quoted, err := strconv.QuotedPrefix(path[1:])
	after = path[1+len(quoted):]
	if err != nil || !strings.HasPrefix(after, "]") {
		return "", "", false
	}
	key, err = strconv.Unquote(quoted)
	return key, after, err == nil
}
