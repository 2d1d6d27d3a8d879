package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/mattn/go-isatty"

	"github.com/vsrsim/vsrsim/simulator/internal/visible"
)

// writeRaw writes an answer with the value that it has, in a line of its own.
func writeRaw(out io.Writer, body []byte) {
	if json.Valid(body) {
		body = visible.JSON(body)
	} else {
		body = []byte(visible.Lines(string(body)))
	}
	writeDocument(out, body)
	if len(body) > 0 && body[len(body)-1] != '\n' {
		fmt.Fprintln(out)
	}
}

// writeDocument writes a document as it is, but for what would move the cursor of a
// terminal.
func writeDocument(out io.Writer, body []byte) {
	if file, ok := unwatched(out).(*os.File); ok && isatty.IsTerminal(file.Fd()) {
		body = []byte(visible.Lines(string(body)))
	}
	_, _ = out.Write(body) // the output says what it could not write
}

// writeForPeople writes JSON as people read it: a list as a table if its elements are
// short, all else as YAML. An empty list is said to be one beside the output. What is hidden,
// by its names at the top, is for programs alone.
func writeForPeople(out, beside io.Writer, body []byte, hidden ...string) error {
	value, err := decodeOrdered(body)
	if err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	answer, isObject := value.(object)
	if isObject {
		answer = slices.DeleteFunc(answer, func(p property) bool { return slices.Contains(hidden, p.name) })
		value = answer
	}
	list, isList := answer.get("data").([]any)
	if !isList {
		writeYAML(out, value, "")
		return nil
	}
	if len(list) == 0 {
		fmt.Fprintln(beside, "none")
	}
	switch {
	case areCalls(list):
		writeCalls(out, list)
	case !writeTable(out, list):
		writeYAML(out, list, "")
	}
	for _, more := range answer { // such as how many there are beside those that are shown
		if text := fmt.Sprint(more.value); more.name != "data" && text != "0" && text != fmt.Sprint(len(list)) {
			writeYAML(beside, object{more}, "")
		}
	}
	return nil
}

// mostColumns is how many columns people can take in.
const mostColumns = 10

// widest is how many characters a cell of a table has at most.
const widest = 100

// writeTable writes the elements of a list with a column for each property that is no
// object, and tells whether that can be done.
func writeTable(out io.Writer, list []any) bool {
	var columns []string
	known := map[string]bool{}
	for _, element := range list {
		row, ok := element.(object)
		if !ok {
			return false
		}
		for _, property := range row {
			if _, nested := cellOf(property.value); !nested && !known[property.name] {
				known[property.name] = true
				columns = append(columns, property.name)
			}
		}
	}
	if len(columns) > mostColumns {
		return false
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	var heads []string
	for _, column := range columns {
		heads = append(heads, visible.Line(column))
	}
	fmt.Fprintln(table, strings.Join(heads, "\t"))
	for _, element := range list {
		var cells []string
		for _, column := range columns {
			cell, _ := cellOf(element.(object).get(column))
			cells = append(cells, cell)
		}
		fmt.Fprintln(table, strings.TrimRight(strings.Join(cells, "\t"), "\t"))
	}
	_ = table.Flush() // the output says what it could not write
	return true
}

// cellOf is a value in a table; nested tells that it is too much for one.
func cellOf(value any) (text string, nested bool) {
	switch value := value.(type) {
	case nil:
		return "-", false
	case object:
		return "", true
	case []any:
		var texts []string
		for _, one := range value {
			text, inner := cellOf(one)
			if inner {
				return "", true
			}
			texts = append(texts, text)
		}
		return strings.Join(texts, ", "), false
	case string:
		text := visible.Line(firstSentence(inMillis(strings.Join(strings.Fields(value), " "))))
		if runes := []rune(text); len(runes) > widest {
			text = string(runes[:widest-1]) + "…"
		}
		return text, false
	default:
		return fmt.Sprint(value), false
	}
}

// object is an object of JSON with its properties in their order.
type object []property

type property struct {
	name  string
	value any // nil, a bool, a json.Number, a string, a []any or an object
}

func (o object) get(name string) any {
	for _, p := range o {
		if p.name == name {
			return p.value
		}
	}
	return nil
}

// decodeOrdered reads JSON and keeps the order of properties.
func decodeOrdered(text []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	return nextValue(decoder)
}

func nextValue(decoder *json.Decoder) (any, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('['):
		list := []any{}
		for decoder.More() {
			value, err := nextValue(decoder)
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		_, err := decoder.Token()
		return list, err
	case json.Delim('{'):
		made := object{}
		for decoder.More() {
			name, err := decoder.Token()
			if err != nil {
				return nil, err
			}
			value, err := nextValue(decoder)
			if err != nil {
				return nil, err
			}
			made = append(made, property{name.(string), value})
		}
		_, err := decoder.Token()
		return made, err
	default:
		return token, nil
	}
}
