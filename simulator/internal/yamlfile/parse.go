package yamlfile

import (
	"bytes"
	"fmt"
	"io"
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
		line, column, text := syntaxError(data, err)
		return nil, Problems{f.problem(line, column, "", text)}
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

// position counts the lines and characters before a byte.
func position(data []byte, at int) (line, column int) {
	before := data[:at]
	start := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte("\n")) + 1, utf8.RuneCount(before[start:]) + 1
}
