package yamlfile

import (
	"bytes"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// syntaxError is where a file is not YAML, and why. The parser itself knows a line
// at best, and often that of the block around it.
func syntaxError(data []byte, err error) (line, column int, text string) {
	lines := bytes.SplitAfter(data, []byte("\n"))
	at := errorLine(data, lines, err)
	line = at + 1
	if tab := tabInIndentation(lines[at]); tab >= 0 {
		return line, tab + 1, "not valid YAML: a tab is used for indentation: indent with blanks"
	}
	return line, errorColumn(data, lines, at, err), "not valid YAML: " + causeWithoutLine(err)
}

// searchable is the size of a file that can be parsed a few times over.
const searchable = 64 << 10

// errorLine is the index of the line with the error: the end of the shortest
// beginning of the file that fails in the same way. Of a large file only a few
// lines around that of the parser are tried.
func errorLine(data []byte, lines [][]byte, err error) int {
	if alias := unknownAlias(data, err); alias >= 0 {
		return bytes.Count(data[:alias], []byte("\n"))
	}
	first, last := 0, len(lines)-1
	if len(data) > searchable {
		told, _ := strconv.Atoi(lineInError.FindStringSubmatch(err.Error())[1])
		if told == 0 {
			return last // the parser came to the end
		}
		first, last = min(max(0, told-2), last), min(told+1, last)
	}
	ends := endsOf(lines)
	if causeWithoutLine(err) == unclosed && len(data) <= searchable {
		return quoteLine(data, ends)
	}
	return first + sort.Search(last-first, func(i int) bool { return sameError(data[:ends[first+i]], err) })
}

// unclosed is the error of a quote that the file does not end.
var unclosed = plain("found unexpected end of stream")

// quoteLine is the line after the longest beginning of the file that is in order:
// the quote that is not closed begins there.
func quoteLine(data []byte, ends []int) int {
	const most = 200 // a file is parsed for each line
	for i := len(ends) - 2; i >= max(0, len(ends)-most); i-- {
		if _, err := documents(data[:ends[i]]); err == nil {
			return i + 1
		}
	}
	if len(ends) <= most {
		return 0
	}
	return len(ends) - 1
}

// endsOf are the bytes at which lines end.
func endsOf(lines [][]byte) []int {
	ends := make([]int, len(lines))
	end := 0
	for i, text := range lines {
		end += len(text)
		ends[i] = end
	}
	return ends
}

func sameError(data []byte, err error) bool {
	_, other := documents(data)
	return other != nil && other.Error() == err.Error()
}

// errorColumn is that of the last character of the shortest beginning of the line
// that fails for the same cause, or else of the first character of the line.
func errorColumn(data []byte, lines [][]byte, at int, err error) int {
	text := bytes.TrimRight(lines[at], "\r\n")
	indent := len(text) - len(bytes.TrimLeft(text, " "))
	start := 0
	for _, before := range lines[:at] {
		start += len(before)
	}
	if alias := unknownAlias(data, err); alias >= start {
		return utf8.RuneCount(data[start:alias]) + 1
	}
	if len(data) > searchable || len(text) > searchable>>4 {
		return indent + 1
	}
	fails := func(length int) bool {
		_, other := documents(data[:start+length])
		return other != nil && causeWithoutLine(other) == causeWithoutLine(err)
	}
	length := indent + 1 + sort.Search(max(0, len(text)-indent-1), func(i int) bool { return fails(indent + 1 + i) })
	if length > len(text) || !fails(length) {
		return indent + 1
	}
	return max(1, utf8.RuneCount(text[:length]))
}

// tabInIndentation is the index of the first tab before what a line says, or -1.
func tabInIndentation(line []byte) int {
	return strings.Index(string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))]), "\t")
}

var unknownAnchor = regexp.MustCompile(`^yaml: unknown anchor '(.*)' referenced$`)

// unknownAlias is the byte at which the alias begins whose anchor the parser
// misses, or -1 for any other error.
func unknownAlias(data []byte, err error) int {
	found := unknownAnchor.FindStringSubmatch(err.Error())
	if found == nil {
		return -1
	}
	return bytes.Index(data, []byte("*"+found[1]))
}

var lineInError = regexp.MustCompile(`^(?:yaml: )?(?:line (\d+): )?`)

func causeWithoutLine(err error) string { return plain(lineInError.ReplaceAllString(err.Error(), "")) }

func plain(cause string) string {
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
}
