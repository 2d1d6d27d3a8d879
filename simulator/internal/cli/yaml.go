package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/visible"
)

// writeYAML writes a value as YAML for people, each line with an indent. What cannot be
// seen stands as its escape.
func writeYAML(out io.Writer, value any, indent string) {
	switch value := value.(type) {
	case object:
		for _, p := range value {
			fmt.Fprintf(out, "%s%s:", indent, yamlText(p.name))
			writeBehind(out, p.value, indent)
		}
	case []any:
		for _, element := range value {
			writeElement(out, element, indent)
		}
	default:
		fmt.Fprintf(out, "%s%s\n", indent, yamlScalar(value))
	}
}

// writeBehind writes the value of a property: behind its colon if it fits in a line, and
// below it otherwise.
func writeBehind(out io.Writer, value any, indent string) {
	switch of := value.(type) {
	case object:
		if len(of) == 0 {
			fmt.Fprintln(out, " {}")
			return
		}
		fmt.Fprintln(out)
		writeYAML(out, of, indent+"  ")
	case []any:
		if line, short := flowOf(of); short {
			fmt.Fprintf(out, " %s\n", line)
			return
		}
		fmt.Fprintln(out)
		writeYAML(out, of, indent)
	case string:
		writeText(out, of, indent+"  ")
	default:
		fmt.Fprintf(out, " %s\n", yamlScalar(value))
	}
}

// writeElement writes an element of a list: an object begins behind its dash.
func writeElement(out io.Writer, element any, indent string) {
	var below strings.Builder
	writeYAML(&below, element, indent+"  ")
	text := below.String()
	if _, isList := element.([]any); text == "" && isList {
		text = "[]\n"
	} else if text == "" {
		text = "{}\n"
	}
	fmt.Fprintf(out, "%s- %s", indent, strings.TrimPrefix(text, indent+"  "))
}

// flowLength is how long a list may be that stands in a line.
const flowLength = 80

func flowOf(list []any) (line string, short bool) {
	var texts []string
	for _, element := range list {
		switch element := element.(type) {
		case object, []any:
			return "", false
		case string:
			if strings.ContainsAny(element, ",[]{}?:") { // which end an element
				texts = append(texts, quoted(element))
				continue
			}
		}
		texts = append(texts, yamlScalar(element))
	}
	line = "[" + strings.Join(texts, ", ") + "]"
	return line, len(line) <= flowLength && !strings.Contains(line, "\n")
}

// writeText writes a text of several lines as a block.
func writeText(out io.Writer, text, indent string) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) == 1 || visible.Lines(text) != text || strings.HasPrefix(text, " ") || lines[0] == "" || lines[len(lines)-1] == "" {
		fmt.Fprintf(out, " %s\n", yamlText(text))
		return
	}
	chomp := "-"
	if strings.HasSuffix(text, "\n") {
		chomp = ""
	}
	fmt.Fprintf(out, " |%s\n", chomp)
	for _, line := range lines {
		fmt.Fprintf(out, "%s%s\n", indent, line)
	}
}

func yamlScalar(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case string:
		return yamlText(value)
	default:
		return fmt.Sprint(value)
	}
}

var (
	plainText = regexp.MustCompile(`^[\p{L}0-9_/.(][^\n]*$`)
	// otherwise are texts that mean something else in YAML.
	otherwise = regexp.MustCompile(`(?i)^(true|false|yes|no|on|off|y|n|null|~|[-+]?(0[xob][0-9a-f_]+|[0-9][0-9_,:]*(\.[0-9_]*)?(e[-+]?[0-9]+)?|\.([0-9_]+(e[-+]?[0-9]+)?|inf|nan)))$`)
)

// yamlText is a text in one line, quoted where it has to be.
func yamlText(text string) string {
	shown := visible.Line(text)
	if shown == text && plainText.MatchString(text) && !otherwise.MatchString(text) &&
		!strings.Contains(text, ": ") && !strings.Contains(text, " #") && !strings.HasSuffix(text, ":") && !strings.HasSuffix(text, " ") {
		return text
	}
	return quoted(text)
}

// quoted is a text in quotes: single ones if it has double ones, such as a body of JSON.
func quoted(text string) string {
	if visible.Line(text) == text && strings.Contains(text, `"`) && !strings.Contains(text, "'") {
		return "'" + text + "'"
	}
	written, err := json.Marshal(text)
	if err != nil { // a text can be written
		panic(err)
	}
	unescaped := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(written))
	return visible.Line(unescaped)
}
