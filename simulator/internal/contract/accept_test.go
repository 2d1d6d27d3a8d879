package contract

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/pb33f/jsonschema/v6"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"
	"pgregory.net/rapid"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/spec"
)

// What an acceptor accepts, a walk finds nothing wrong with: these tests draw values near
// every schema, as values and as JSON. And of the API's own schemas it accepts all that they
// make themselves: else it would be worth nothing.

// schemas are all that an operation has, in an order of their own.
func (op *Operation) schemas() (all []*schema) {
	for _, p := range op.parameters {
		all = append(all, p.schema)
	}
	for _, mediaType := range op.MediaTypes {
		all = append(all, op.bodies[mediaType])
	}
	for _, status := range slices.Sorted(maps.Keys(op.responses)) {
		if s := op.responses[status]; s != nil {
			all = append(all, s)
		}
	}
	return all
}

const control = "control" // the document of the control API

// everyDocument are all contracts of all revisions, by their names.
func everyDocument(t testing.TB) map[string][]byte {
	t.Helper()
	all := map[string][]byte{control: spec.Control()}
	for _, revision := range spec.Revisions() {
		text, err := spec.Contract(revision, true)
		if err != nil {
			t.Fatal(err)
		}
		all[revision] = text
	}
	return all
}

// inOrder is the old way: a walk finds nothing.
func (s *schema) inOrder(value any) bool {
	found := s.walk(value, func(difference) bool { return true })
	return len(found.list) == 0 && found.more == 0
}

func TestWhatIsAcceptedIsInOrder(t *testing.T) {
	inOrder, accepted := 0, 0 // of values that were bent
	for document, text := range everyDocument(t) {
		c, err := Load(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, op := range c.Operations {
			schemas := op.schemas()
			t.Run(document+" "+op.ID, func(t *testing.T) {
				rapid.Check(t, func(t *rapid.T) {
					s := rapid.SampledFrom(schemas).Draw(t, "schema")
					value := drawFor(t, s.shape.compiled, s.shape)
					if document != control && !s.isChoice() && s.inOrder(value) && !s.compare(t, value) {
						t.Fatalf("not accepted, and is in order: %v", value)
					}
					for range rapid.IntRange(1, 3).Draw(t, "bends") {
						value = bendFor(t, value)
					}
					if s.compare(t, value) {
						accepted++
					}
					if s.inOrder(value) {
						inOrder++
					}
					s.compareJSON(t, drawText(t, value))
				})
			})
		}
	}
	if accepted < inOrder*9/10 || accepted < 1000 {
		t.Errorf("of %d bent values that are in order %d were accepted", inOrder, accepted)
	}
}

// isChoice tells whether a value may be of several schemas, which no acceptor looks into.
func (s *schema) isChoice() bool { return len(s.shape.compiled.OneOf) > 0 }

// fataler is a test, of whichever kind.
type fataler interface{ Fatalf(string, ...any) }

// compare holds what is accepted against what a walk finds.
func (s *schema) compare(t fataler, value any) (accepted bool) {
	accepted = s.acceptor().accepts(value)
	if accepted && !s.inOrder(value) {
		t.Fatalf("accepted: %v; a walk finds %v", value, s.walk(value, func(difference) bool { return true }).list)
	}
	return accepted
}

// compareJSON holds what is accepted without being decoded against what is found in the value.
func (s *schema) compareJSON(t fataler, text []byte) {
	value, err := exchange.DecodeJSON(text)
	if err == nil {
		s.compare(t, value)
	}
	switch accepted := s.acceptor().acceptsJSON(text); {
	case accepted && err != nil:
		t.Fatalf("accepted: %q; cannot be decoded: %v", text, err)
	case accepted && !s.inOrder(value):
		t.Fatalf("accepted: %q; a walk finds %v", text, s.walk(value, func(difference) bool { return true }).list)
	}
}

// drawFor draws a value that the schema is for, mostly in order: of many lengths, at the
// bounds of numbers, with and without what is not required.
func drawFor(t *rapid.T, of *jsonschema.Schema, s *shape) any {
	parts := partsOf(of)
	for _, part := range parts {
		if part.Enum != nil {
			return rapid.SampledFrom(part.Enum.Values).Draw(t, "of the enum")
		}
	}
	types := []string{"string", "number", "boolean", "null"}
	for _, part := range parts {
		if part.Types != nil {
			types = slices.DeleteFunc(part.Types.ToStrings(), func(name string) bool {
				return name == "null" && !rapid.Bool().Draw(t, "null") && part.Types.String() != "[null]"
			})
		}
	}
	switch rapid.SampledFrom(types).Draw(t, "type") {
	case "null":
		return nil
	case "boolean":
		return rapid.Bool().Draw(t, "boolean")
	case "integer":
		return math.Trunc(drawNumber(t, parts))
	case "number":
		return drawNumber(t, parts)
	case "string":
		return drawString(t, parts)
	case "array":
		return drawList(t, of, s)
	default:
		return drawObject(t, of, s)
	}
}

// partsOf are the schemas that hold together, without the null that may stand beside them.
func partsOf(of *jsonschema.Schema) (parts []*jsonschema.Schema) {
	eachPart(of, func(part *jsonschema.Schema) {
		if part.Types == nil || part.Types.String() != "[null]" {
			parts = append(parts, part)
		}
	})
	return parts
}

func drawNumber(t *rapid.T, parts []*jsonschema.Schema) float64 {
	some := []float64{1, 2, 7, 42, 1000}
	for _, part := range parts {
		for _, bound := range []interface{ Float64() (float64, bool) }{part.Minimum, part.Maximum} {
			if fmt.Sprint(bound) != "<nil>" {
				number, _ := bound.Float64()
				some = append(some, number)
			}
		}
	}
	return rapid.SampledFrom(some).Draw(t, "number")
}

var textsOfFormats = map[string][]string{
	"date":      {"2026-01-31", "2024-02-29", "0001-01-01", "9999-12-31"},
	"date-time": {"2026-01-31T12:00:00.000Z", "2024-02-29t23:59:59z", "2026-12-31T00:00:00+01:30", "2026-06-30T23:00:00.5-23:59"},
	"email":     {"a@b", "ann.lee+x@example.com", "a_b-c.d@sub-1.example.com"},
}

func drawString(t *rapid.T, parts []*jsonschema.Schema) string {
	most := 40
	for _, part := range parts {
		if part.Format != nil {
			return rapid.SampledFrom(textsOfFormats[part.Format.Name]).Draw(t, "text")
		}
		if part.Pattern != nil {
			return "AB"
		}
		if part.MaxLength != nil {
			most = *part.MaxLength
		}
	}
	size := rapid.SampledFrom([]int{0, 1, 2, most - 1, most}).Draw(t, "runes")
	return strings.Repeat(rapid.SampledFrom([]string{"x", "é", "語", "😀", "\n", `"`, `\`, "\x00"}).Draw(t, "rune"), size)
}

func drawList(t *rapid.T, of *jsonschema.Schema, s *shape) any {
	list := make([]any, rapid.IntRange(0, 4).Draw(t, "items"))
	for i := range list {
		list[i] = "anything"
		if s.items != nil {
			list[i] = drawFor(t, s.items.compiled, s.items)
		}
	}
	return list
}

func drawObject(t *rapid.T, of *jsonschema.Schema, s *shape) any {
	object := map[string]any{}
	sparse := rapid.Bool().Draw(t, "sparse")
	for _, name := range s.order {
		property := s.properties[name]
		if s.required[name] || !sparse && rapid.Bool().Draw(t, "with "+name) {
			object[name] = drawFor(t, property.compiled, property)
		}
	}
	for _, name := range []string{"a", "b c"} {
		if s.others != nil && rapid.Bool().Draw(t, "with "+name) {
			object[name] = drawFor(t, s.others.compiled, s.others)
		}
	}
	return object
}

// almost are values that only just are, or only just are not, what some schema asks for.
var almost = []any{
	"2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-1-1", "0000-01-01", "2026-01-31T24:00:00Z", "2026-01-31T23:59:60Z",
	"2026-01-31T12:60:00Z", "2026-01-31 12:00:00Z", "2026-01-31T12:00:00", "2026-01-31T12:00:00.Z", "2026-01-31T12:00:00+24:00", "2026-01-31T12:00:00+0100",
	"2100-02-29", "2000-02-29T00:00:00Z", "2026-01-31T12:00:00.000Zx", "2026-04-31", "20a6-01-31", "2026-01-31T12:00:00,5Z", "2026-01-31T12:00:00+01-00",
	"a@", "@b", "a..b@c", "a@-b", "a@b-", "a@b.", "a@b@c", ".a@b", "a.@b", "é@b", "a@b_c", strings.Repeat("a", 65) + "@b", "a+@b", "a@b..c",
	strings.Repeat("é", 191), strings.Repeat("é", 192), strings.Repeat("x", 192), strings.Repeat("\n", 192), strings.Repeat("x", 256), strings.Repeat("\xff", 191), strings.Repeat("x", 30001), "\xff",
	0.5, -1.0, 0.0, math.Copysign(0, -1), 1e21, 1e308, 1<<53 + 0.0, 1<<53 - 1.0, 1e9 + 1, 599.5, 600.0, math.NaN(), math.Inf(1),
	1, int64(1), json.Number("1"), []any{nil}, []any{"SECURITY", "SECURITY"}, []any{1.0, 1.0}, []any{map[string]any{}}, map[string]any{"": nil}, map[string]any{"x": []any{}},
}

func bendFor(t *rapid.T, value any) any {
	switch v := value.(type) {
	case map[string]any:
		if len(v) > 0 && rapid.IntRange(0, 3).Draw(t, "deeper") > 0 {
			name := rapid.SampledFrom(slices.Sorted(maps.Keys(v))).Draw(t, "name")
			v[name] = bendFor(t, v[name])
			return v
		}
	case []any:
		if len(v) > 0 && rapid.Bool().Draw(t, "deeper") {
			i := rapid.IntRange(0, len(v)-1).Draw(t, "index")
			v[i] = bendFor(t, v[i])
			return v
		}
	default:
		if rapid.Bool().Draw(t, "almost") {
			return sample(t, almost, "almost of")
		}
	}
	return bend(t, value)
}

// drawText is a value as JSON, perhaps with something in it that does not belong there.
func drawText(t *rapid.T, value any) []byte {
	text := writeText(t, nil, value)
	for range rapid.IntRange(0, 2).Draw(t, "scratches") {
		at := rapid.IntRange(0, len(text)).Draw(t, "at")
		end := min(len(text), at+rapid.IntRange(0, 2).Draw(t, "without"))
		text = slices.Concat(text[:at], []byte(rapid.SampledFrom(scratches).Draw(t, "scratch")), text[end:])
	}
	return text
}

// writeText writes some members of objects twice.
func writeText(t *rapid.T, text []byte, value any) []byte {
	separated := func(open, end byte, n int, write func(i int)) []byte {
		text = append(text, open)
		for i := range n {
			if i > 0 {
				text = append(text, ',')
			}
			write(i)
		}
		return append(text, end)
	}
	switch v := value.(type) {
	case []any:
		return separated('[', ']', len(v), func(i int) { text = writeText(t, text, v[i]) })
	case map[string]any:
		names := slices.Sorted(maps.Keys(v))
		if len(names) > 0 && rapid.IntRange(0, 9).Draw(t, "twice") == 0 {
			names = append(names, names[0])
		}
		return separated('{', '}', len(names), func(i int) {
			text = append(exchange.AppendText(text, names[i]), ':')
			text = writeText(t, text, v[names[i]])
		})
	default:
		if written, err := exchange.AppendJSON(text, value); err == nil {
			return written
		}
		return append(text, "null"...)
	}
}

var scratches = []string{
	"", " ", "\n\t\r ", ",", ":", "{", "}", "[", "]", `"`, `\`, `\n`, `\u0041`, `\ud83d\ude00`, `\ud83d`, `\u00g0`, `\x`, "\x00", "\xff", "\ufeff", "é",
	"-", "+", "0", "1", ".", "e9", "E+1", "1e999", "-0", "null", "true", `"id":1,`, `"title":null,`, "//",
}

// oddSchemas have rules that no contract has, or has only in other places.
var oddSchemas = []string{
	`{}`, `{type: string}`, `{type: string, nullable: true}`, `{nullable: true, oneOf: [{type: string, nullable: true}]}`,
	`{oneOf: [{type: string, nullable: true}, {enum: [null], nullable: true}]}`, `{nullable: true, allOf: [{type: string, nullable: true}]}`,
	`{nullable: true, allOf: [{type: string}]}`, `{allOf: [{type: string}, {type: string, nullable: true}]}`,
	`{type: string, nullable: true, allOf: [{type: string, enum: [x, SECURITY]}]}`, `{oneOf: [{type: number}, {type: string}]}`,
	`{oneOf: [{type: number}, {type: number, minimum: 1}]}`, `{anyOf: [{type: number}, {maxLength: 1}]}`, `{not: {type: string}}`, `{not: {}}`,
	`{enum: [x, 1]}`, `{enum: [x, null]}`, `{type: string, enum: [x, SECURITY], nullable: true}`, `{allOf: [{enum: [x, SECURITY]}, {enum: [x, y]}]}`,
	`{type: integer}`, `{allOf: [{type: number}, {type: integer}]}`, `{type: number, minimum: 0.5}`, `{type: number, maximum: 0.1}`, `{type: number, multipleOf: 2}`,
	`{type: number, minimum: 1, exclusiveMinimum: true}`, `{type: number, maximum: 1152921504606846976}`, `{type: number, minimum: 0, maximum: 1000000000}`, `{type: integer, format: int32}`,
	`{type: string, format: uuid}`, `{type: string, format: uri}`, `{format: date}`, `{format: int32}`, `{minLength: 1, maxLength: 191}`, `{type: string, maxLength: 191}`, `{type: string, pattern: '^S'}`,
	`{type: string, pattern: '^.n$'}`,
	`{type: array, items: {}}`, `{type: array, items: {type: string}, minItems: 1}`, `{type: array, items: {}, uniqueItems: true}`, `{type: array, items: {type: string}, uniqueItems: true}`,
	`{type: array, items: {type: number}, minItems: 2, uniqueItems: true}`, `{type: array, minItems: 2}`, `{enum: [[SECURITY, SECURITY]]}`,
	`{oneOf: [{type: array, items: {type: string}}, {type: array, items: {type: number}}], type: array, items: {}}`,
	`{type: object}`, `{type: object, additionalProperties: false}`, `{type: object, additionalProperties: true}`, `{type: object, minProperties: 1}`, `{type: object, required: [x]}`,
	`{type: object, properties: {x: {}}}`, `{type: object, properties: {x: {}}, required: [x, y]}`, `{type: object, properties: {x: {}}, minProperties: 1}`,
	`{type: object, properties: {x: {}}, additionalProperties: {type: array}, minProperties: 1}`, `{type: object, properties: {x: {type: number}}, additionalProperties: {type: array, items: {}}}`,
	`{type: object, additionalProperties: {type: number}}`, `{type: object, additionalProperties: {type: array, items: {}}, required: [x]}`,
	`{allOf: [{properties: {x: {type: array, items: {}}}}, {properties: {x: {type: array, items: {}, minItems: 1}}}]}`,
	`{allOf: [{properties: {x: {}}, additionalProperties: false}, {properties: {y: {}}}]}`,
	`{allOf: [{type: object, properties: {x: {type: number}}, additionalProperties: false}, {properties: {y: {type: array, items: {type: number}}}}]}`,
	`{discriminator: {propertyName: x}, properties: {x: {}}}`, `{type: boolean, deprecated: true, example: 1}`,
}

// oddValues are values of every kind that the odd schemas tell apart.
func oddValues() []any {
	values := slices.Concat(almost, strangeValues, []any{"x", "y", "\n", "SECURITY", 2.0, 3.0, 0.1, 1152921504606846976.0, []any{"x"}, []any{1.0}, []any{1.0, 2.0, 1.0}, []any{1.0, 2.0, 2.0, 3.0, 3.0}, false})
	for _, name := range []string{"x", "y"} {
		for _, value := range []any{nil, "x", 1.0, []any{}, []any{1.0}} {
			values = append(values, map[string]any{name: value}, map[string]any{"x": value, "y": []any{}})
		}
	}
	return values
}

func TestWhatIsAcceptedOfOddSchemasIsInOrder(t *testing.T) {
	for _, odd := range oddSchemas {
		t.Run(odd, func(t *testing.T) {
			c, err := Load([]byte(`openapi: 3.0.3
info: {title: x, version: y}
paths:
  /x:
    put:
      operationId: putX
      requestBody: {content: {application/json: {schema: ` + odd + `}}}
      responses: {'204': {description: ok}}
`))
			if err != nil {
				t.Fatal(err)
			}
			s := c.Operations[0].bodies["application/json"]
			for _, value := range oddValues() {
				s.compare(t, value)
				if text, err := exchange.AppendJSON(nil, value); err == nil {
					s.compareJSON(t, text)
				}
			}
		})
	}
}

// Of a text that is accepted for its format the library says the same.
func TestAcceptedFormatsAreThoseOfTheLibrary(t *testing.T) {
	formats := map[string]*jsonschema.Format{}
	for _, name := range formatsOfTexts {
		c, err := Load([]byte(`openapi: 3.0.3
info: {title: x, version: y}
paths: {/x: {put: {operationId: putX, requestBody: {content: {application/json: {schema: {type: string, format: ` + name + `}}}}, responses: {'204': {description: ok}}}}}
`))
		if err != nil {
			t.Fatal(err)
		}
		formats[name] = c.Operations[0].bodies["application/json"].shape.compiled.Format
	}
	accepted := map[string]int{}
	compare := func(t fataler, name, text string) {
		if !hasFormat(name, text) {
			return
		}
		accepted[name]++
		if err := formats[name].Validate(text); err != nil {
			t.Fatalf("%s %q: %v", name, text, err)
		}
	}
	for _, year := range []int{0, 1, 4, 100, 400, 1900, 2000, 2023, 2024, 2100, 9999, 10000} {
		for month := range 14 {
			for day := range 33 {
				date := fmt.Sprintf("%04d-%02d-%02d", year, month, day)
				compare(t, "date", date)
				compare(t, "date-time", date+"T00:00:00Z")
			}
		}
	}
	for n := range 100 {
		for _, time := range []string{"%02d:00:00Z", "00:%02d:00Z", "00:00:%02dZ", "23:59:%02dZ", "00:00:00+%02d:00", "00:00:00-00:%02d", "00:00:00.%dz"} {
			compare(t, "date-time", "2026-01-31t"+fmt.Sprintf(time, n))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		for range 100 {
			name := rapid.SampledFrom(formatsOfTexts).Draw(t, "format")
			text := rapid.SampledFrom(textsOfFormats[name]).Draw(t, "text")
			for range rapid.IntRange(0, 2).Draw(t, "bends") {
				at := rapid.IntRange(0, len(text)).Draw(t, "at")
				end := min(len(text), at+rapid.IntRange(0, 1).Draw(t, "without"))
				text = text[:at] + rapid.SampledFrom([]string{"", "0", "1", "9", ".", "-", "+", ":", "Z", "T", "@", "_", "a", "é", " "}).Draw(t, "with") + text[end:]
			}
			compare(t, name, text)
		}
	})
	for _, name := range formatsOfTexts {
		if accepted[name] < 1000 {
			t.Errorf("%s: %d texts were accepted", name, accepted[name])
		}
	}
}

// The texts of a list in a query are accepted as the values that they stand for.
func TestAcceptedTextsAreInOrder(t *testing.T) {
	all := everyDocument(t)
	all["odd"] = []byte(`openapi: 3.0.3
info: {title: x, version: y}
paths:
  /x:
    get:
      operationId: getX
      parameters:
        - {name: once, in: query, schema: {type: array, minItems: 2, uniqueItems: true, items: {type: string, enum: [a, b, c]}}}
        - {name: numbers, in: query, schema: {type: array, items: {type: integer, maximum: 1}}}
        - {name: either, in: query, schema: {type: array, items: {type: string, allOf: [{type: boolean}]}}}
      responses: {'204': {description: ok}}
`)
	accepted := 0
	for document, text := range all {
		c, err := Load(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, op := range c.Operations {
			for _, p := range op.parameters {
				if !p.shape.is("array") {
					continue
				}
				t.Run(document+" "+op.ID+" "+p.name, func(t *testing.T) {
					some := rapid.SampledFrom(slices.Concat(p.shape.items.enum, p.shape.items.enum, []string{"", "x", "USER", "1", "true", "\xff"}))
					rapid.Check(t, func(t *rapid.T) {
						texts := rapid.SliceOfN(some, 0, 4).Draw(t, "texts")
						inOrder := p.inOrder(p.items(texts))
						if len(p.checkItems(texts).list) == 0 != inOrder {
							t.Fatalf("in order: %t, %q", inOrder, texts)
						}
						if inOrder {
							accepted++
						}
					})
				})
			}
		}
	}
	if accepted == 0 {
		t.Error("none were in order")
	}
}

// What a contract shows of its messages is accepted, as values and as JSON, and that costs no
// memory.
func TestEveryExampleIsAccepted(t *testing.T) {
	for of, examples := range allExamples(t) {
		if strings.HasPrefix(of, control) {
			continue
		}
		for _, text := range examples.texts {
			value, err := exchange.DecodeJSON(text)
			if err != nil {
				t.Fatal(err)
			}
			a, asValue, asJSON := examples.acceptor(), false, false
			n := testing.AllocsPerRun(10, func() { asValue, asJSON = a.accepts(value), a.acceptsJSON(text) })
			if !asValue || !asJSON || n > 0 {
				t.Errorf("%s: accepted as a value: %t, as JSON: %t, with %v allocations: %s", of, asValue, asJSON, n, text)
			}
		}
	}
}

// examples are those of a schema, as JSON.
type examples struct {
	*schema
	texts [][]byte
}

// allExamples are those of the bodies and answers of all documents.
func allExamples(t testing.TB) map[string]examples {
	t.Helper()
	all := map[string]examples{}
	for name, document := range everyDocument(t) {
		m, err := readModel(document)
		if err != nil {
			t.Fatal(err)
		}
		c, err := Load(document)
		if err != nil {
			t.Fatal(err)
		}
		for _, op := range c.Operations {
			item, _ := m.Paths.PathItems.Get(op.Path)
			described := helperOperation(item, op.Method)
			for mediaType, s := range op.bodies {
				media, _ := described.RequestBody.Content.Get(mediaType)
				all[name+" "+op.ID+" "+mediaType] = examples{s, textsOf(t, media)}
			}
			for status, s := range op.responses {
				response, _ := described.Responses.Codes.Get(fmt.Sprint(status))
				media, _ := response.Content.Get("application/json")
				all[fmt.Sprint(name, " ", op.ID, " ", status)] = examples{s, textsOf(t, media)}
			}
		}
	}
	return all
}

func textsOf(t testing.TB, media *v3.MediaType) (texts [][]byte) {
	t.Helper()
	for _, example := range media.Examples.FromOldest() {
		value, err := plain(example.Value)
		if err != nil {
			t.Fatal(err)
		}
		text, err := exchange.AppendJSON(nil, value)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, text)
	}
	return texts
}

// FuzzAccept holds what is accepted of any text for any schema against a walk.
func FuzzAccept(f *testing.F) {
	var all []*schema
	known := allExamples(f)
	for _, of := range slices.Sorted(maps.Keys(known)) {
		for _, text := range known[of].texts {
			f.Add(uint16(len(all)), text)
		}
		all = append(all, known[of].schema)
	}
	f.Fuzz(func(t *testing.T, which uint16, text []byte) {
		all[int(which)%len(all)].compareJSON(t, text)
	})
}
