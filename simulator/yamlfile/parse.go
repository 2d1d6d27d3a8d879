package yamlfile

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"sort"
	"strconv"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// parse finds the one document of the file, and whatever keeps the file from
// being just that. The document is nil if there is none.
func (f *File) parse(data []byte) (*yaml.Node, Problems) {
	if at, text := unreadable(data); text != "" {
		line, column := position(data, at)
		return nil, Problems{f.problem(line, column, "", text)}
	}
	documents, err := documents(data)
	if err != nil {
		line, column := errorPosition(data, err)
		return nil, Problems{f.problem(line, column, "", "not valid YAML: "+plainCause(err))}
	}
	if len(documents) == 0 || isNull(documents[0].Content[0]) {
		return nil, Problems{f.problem(1, 1, "", "the file is empty")}
	}
	root := documents[0].Content[0]
	if len(documents) == 1 {
		return root, nil
	}
	text := "a second document begins here, a file holds one"
	return root, Problems{f.problem(documents[1].Line, documents[1].Column, "", text)}
}

// unreadable finds the first character that YAML does not allow. The parser
// would refuse it too, but without saying where it is.
func unreadable(data []byte) (at int, text string) {
	for at, r := range string(data) {
		switch {
		case r == utf8.RuneError && !bytes.HasPrefix(data[at:], []byte("\ufffd")):
			return at, "not UTF-8 text"
		case !allowed(r) && !(r == '\ufeff' && at == 0):
			return at, fmt.Sprintf("the character %U is not allowed, write it as an escape in double quotes", r)
		}
	}
	return 0, ""
}

func allowed(r rune) bool {
	switch {
	case r < ' ':
		return r == '\t' || r == '\n' || r == '\r'
	case r >= 0x7f && r < 0xa0:
		return r == 0x85
	default:
		return r != '\ufeff' && r != 0xfffe && r != 0xffff
	}
}

// documents parses the first two documents: enough to know that there are too many.
func documents(data []byte) (found []*yaml.Node, err error) {
	// The parser has checks that panic instead of returning an error.
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("yaml: %v", cause)
		}
	}()
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	for len(found) < 2 {
		document := &yaml.Node{}
		err := decoder.Decode(document)
		if err == io.EOF {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		found = append(found, document)
	}
	return found, nil
}

// errorPosition finds the line of a syntax error. The line in the error's own
// text is often that of the block around it, so look for the shortest
// beginning of the file that fails in the same way.
func errorPosition(data []byte, err error) (line, column int) {
	if len(data) > searchable {
		line, _ := strconv.Atoi(lineInError.FindStringSubmatch(err.Error())[1])
		return max(1, line), 1
	}
	lines := bytes.SplitAfter(data, []byte("\n"))
	ends := make([]int, len(lines))
	end := 0
	for i, text := range lines {
		end += len(text)
		ends[i] = end
	}
	i := sort.Search(len(lines)-1, func(i int) bool {
		_, other := documents(data[:ends[i]])
		return other != nil && other.Error() == err.Error()
	})
	indent := len(lines[i]) - len(bytes.TrimLeft(lines[i], " "))
	return i + 1, indent + 1
}

// searchable is the size of a file that can be parsed a few times over.
const searchable = 1 << 20

var lineInError = regexp.MustCompile(`^(?:yaml: )?(?:line (\d+): )?`)

func plainCause(err error) string {
	cause := lineInError.ReplaceAllString(err.Error(), "")
	if hint, ok := hints[cause]; ok {
		cause += " (" + hint + ")"
	}
	return cause
}

// hints explain what the parser puts in its own words.
var hints = map[string]string{
	"found unexpected end of stream":                        "is a quote not closed?",
	"mapping values are not allowed in this context":        "a text with a colon in it needs quotes",
	"found character that cannot start any token":           "a text that begins with @, % or ` needs quotes",
	"did not find expected alphabetic or numeric character": "a text that begins with * or & needs quotes",
	"found a tab character that violates indentation":       "indent with blanks",
}

// position counts the lines and characters before a byte.
func position(data []byte, at int) (line, column int) {
	before := data[:at]
	start := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte("\n")) + 1, utf8.RuneCount(before[start:]) + 1
}
