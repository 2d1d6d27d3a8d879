package control

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"gopkg.in/yaml.v3"
	"pgregory.net/rapid"
)

// Any text that JSON can hold, in any of the ways to write it, reads the same
// as YAML.
func TestYAMLOfJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		var written strings.Builder
		for _, r := range text {
			written.WriteString(rapid.SampledFrom(waysToWrite(r)).Draw(t, "way"))
		}
		document := "[\t\"" + written.String() + "\"\t,\n\t-1.5e3]"
		if !json.Valid([]byte(document)) {
			t.Fatalf("not JSON: %q", document)
		}
		var got []any
		if err := yaml.Unmarshal(yamlOf([]byte(document)), &got); err != nil {
			t.Fatalf("%q: %v", document, err)
		}
		if got[0] != text || got[1] != -1500.0 {
			t.Errorf("got %q, want %q", got, text)
		}
	})
}

// waysToWrite a character in a JSON string.
func waysToWrite(r rune) []string {
	ways := []string{escaped(r)}
	switch {
	case r == '"' || r == '\\':
		ways = append(ways, `\`+string(r))
	case r == '/':
		ways = append(ways, "/", `\/`)
	case r >= ' ':
		ways = append(ways, string(r))
	}
	return ways
}

func escaped(r rune) string {
	var text strings.Builder
	for _, unit := range utf16.Encode([]rune{r}) {
		fmt.Fprintf(&text, `\u%04x`, unit)
	}
	return text.String()
}
