package contract

import (
	"math"
	"reflect"
	"slices"

	"github.com/pb33f/jsonschema/v6"
)

// newAcceptor is made of the schemas that the library has for a value, all of which must hold,
// and of the names that a walk lets pass.
func newAcceptor(s *shape, of ...*jsonschema.Schema) *acceptor {
	a := &acceptor{null: true, kinds: ofAnyKind, maxRunes: math.MaxInt, least: -math.MaxFloat64, most: math.MaxFloat64}
	var parts []*jsonschema.Schema
	for _, schema := range of {
		null, known := gather(schema, &parts)
		if !known {
			return &acceptor{}
		}
		a.null = a.null && null
	}
	for _, part := range parts {
		if !a.addText(part) || !a.addNumber(part) {
			return &acceptor{}
		}
		a.addKinds(part)
	}
	if !a.addList(s, parts) || !a.addObject(s, parts) {
		return &acceptor{}
	}
	return a
}

// maxParts is how many schemas may hold together for one value: those that refer to each
// other in a circle are more.
const maxParts = 16

// gather adds the schemas that hold together for a value other than null. It tells whether
// all of them let null pass, too, and whether all of their rules are known.
func gather(schema *jsonschema.Schema, parts *[]*jsonschema.Schema) (null, known bool) {
	if len(*parts) == maxParts || !isKnown(schema) {
		return false, false
	}
	*parts = append(*parts, schema)
	null = letsNullPass(schema)
	below := schema.AllOf
	if schema.Ref != nil {
		below = append(slices.Clip(below), schema.Ref)
	}
	for _, part := range below {
		n, known := gather(part, parts)
		if !known {
			return false, false
		}
		null = null && n
	}
	if len(schema.OneOf) == 0 {
		return null, true
	}
	other := orNull(schema.OneOf)
	if other == nil {
		return false, false
	}
	alsoNull, known := gather(other, parts)
	return null, known && !alsoNull // null must not be both
}

// orNull is the one of two schemas that stands beside null; nil if they are anything else.
func orNull(oneOf []*jsonschema.Schema) *jsonschema.Schema {
	if len(oneOf) != 2 {
		return nil
	}
	for i, schema := range oneOf {
		if schema.Types != nil && slices.Equal(schema.Types.ToStrings(), []string{"null"}) && slices.Equal(rules(schema), []string{"Types"}) {
			return oneOf[1-i]
		}
	}
	return nil
}

func letsNullPass(schema *jsonschema.Schema) bool {
	return (schema.Types == nil || slices.Contains(schema.Types.ToStrings(), "null")) &&
		(schema.Enum == nil || slices.Contains(schema.Enum.Values, nil))
}

// knownRules are the fields of a schema that ask something of a value and that an acceptor
// knows.
var knownRules = []string{
	"AdditionalProperties", "AllOf", "Enum", "Format", "Items2020", "MaxLength", "Maximum", "MinItems", "MinLength", "MinProperties",
	"Minimum", "OneOf", "Pattern", "Properties", "Ref", "Required", "Types", "UniqueItems",
}

// annotations are the fields that ask nothing.
var annotations = []string{
	"Comment", "Default", "Deprecated", "Description", "DraftVersion", "Examples", "Location", "ReadOnly", "Title", "WriteOnly",
}

// fields are those of a schema that others can read, by their index, without the annotations.
var fields = func() map[int]string {
	fields := map[int]string{}
	for _, field := range reflect.VisibleFields(reflect.TypeFor[jsonschema.Schema]()) {
		if field.IsExported() && !slices.Contains(annotations, field.Name) {
			fields[field.Index[0]] = field.Name
		}
	}
	return fields
}()

// rules are the names of what a schema asks for, sorted.
func rules(schema *jsonschema.Schema) []string {
	var names []string
	value := reflect.ValueOf(schema).Elem()
	for i, name := range fields {
		if !value.Field(i).IsZero() && !(name == "Extensions" && saysNothing(schema.Extensions)) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// knownDraft is that of the library's OpenAPI. In others the same rules may mean other things.
const knownDraft = 2020

func isKnown(schema *jsonschema.Schema) bool {
	return schema.DraftVersion == knownDraft && !slices.ContainsFunc(rules(schema), func(name string) bool { return !slices.Contains(knownRules, name) })
}

// silent are the extensions of the library that ask nothing of a value, by their types,
// which have no other names.
var silent = []string{"*openapi_vocabulary.deprecatedExtension", "*openapi_vocabulary.exampleExtension"}

// saysNothing tells whether all that OpenAPI adds to JSON Schema asks nothing here.
func saysNothing(extensions []jsonschema.SchemaExt) bool {
	for _, extension := range extensions {
		combined := reflect.Indirect(reflect.ValueOf(extension))
		if combined.Kind() != reflect.Struct || combined.NumField() != 1 || combined.Field(0).Kind() != reflect.Slice {
			return false
		}
		list := combined.Field(0)
		for i := range list.Len() {
			if item := list.Index(i); item.Kind() != reflect.Interface || !slices.Contains(silent, item.Elem().Type().String()) {
				return false
			}
		}
	}
	return true
}

// kindNamed are the kinds by their names in a schema.
var kindNamed = map[string]kindSet{
	"boolean": ofBoolean, "number": ofNumber, "integer": ofNumber, "string": ofText, "array": ofList, "object": ofObject,
}

func (a *acceptor) addKinds(part *jsonschema.Schema) {
	if part.Types == nil {
		return
	}
	var allowed kindSet
	names := part.Types.ToStrings()
	for _, name := range names {
		allowed |= kindNamed[name]
	}
	a.kinds &= allowed
	a.whole = a.whole || !slices.Contains(names, "number")
}

// formatsOfTexts are those that let values of other kinds pass.
var formatsOfTexts = []string{"date", "date-time", "email"}

func (a *acceptor) addText(part *jsonschema.Schema) (known bool) {
	if part.Enum != nil {
		a.kinds &= ofText
		texts := a.enum[:0:0]
		for _, value := range part.Enum.Values {
			text, isText := value.(string)
			if !isText && value != nil {
				return false
			}
			if isText && (!a.isEnum || slices.Contains(a.enum, text)) {
				texts = append(texts, text)
			}
		}
		a.enum, a.isEnum = texts, true
	}
	if part.Format != nil {
		a.formats = append(a.formats, part.Format)
		if !slices.Contains(formatsOfTexts, part.Format.Name) {
			return false
		}
	}
	if part.Pattern != nil {
		a.patterns = append(a.patterns, part.Pattern)
	}
	if part.MinLength != nil {
		a.minRunes = max(a.minRunes, *part.MinLength)
	}
	if part.MaxLength != nil {
		a.maxRunes = min(a.maxRunes, *part.MaxLength)
	}
	return true
}

// addNumber knows only bounds that are integers of which each is a number of its own: what
// is below such a bound is so in decimal, too, as the library compares.
func (a *acceptor) addNumber(part *jsonschema.Schema) (known bool) {
	if part.Minimum != nil {
		bound, exact := part.Minimum.Float64()
		if !exact || !part.Minimum.IsInt() || math.Abs(bound) > maxWhole {
			return false
		}
		a.least = max(a.least, bound)
	}
	if part.Maximum != nil {
		bound, exact := part.Maximum.Float64()
		if !exact || !part.Maximum.IsInt() || math.Abs(bound) > maxWhole {
			return false
		}
		a.most = min(a.most, bound)
	}
	return true
}

func (a *acceptor) addList(s *shape, parts []*jsonschema.Schema) (known bool) {
	var items []*jsonschema.Schema
	for _, part := range parts {
		a.unique = a.unique || part.UniqueItems
		if part.MinItems != nil {
			a.minItems = max(a.minItems, *part.MinItems)
		}
		if part.Items2020 != nil {
			items = append(items, part.Items2020)
		}
	}
	if s.items != nil && len(items) > 0 {
		a.items = newAcceptor(s.items, items...)
	}
	return (s.items == nil) == (len(items) == 0)
}

// addObject knows only schemas in which every property that is required or that the library
// looks at is one that a walk looks at, too, in its own place.
func (a *acceptor) addObject(s *shape, parts []*jsonschema.Schema) (known bool) {
	a.open = len(s.properties) == 0 && s.others == nil
	var others []*jsonschema.Schema
	for _, part := range parts {
		if part.MinProperties != nil {
			a.minProperties = max(a.minProperties, *part.MinProperties)
		}
		additional, isSchema := part.AdditionalProperties.(*jsonschema.Schema)
		if isSchema {
			others = append(others, additional)
		}
		if !a.open && (isSchema || part.AdditionalProperties == false) && len(part.Properties) != len(s.properties) {
			return false
		}
		if a.open && (len(part.Properties)+len(part.Required) > 0 || isSchema || part.AdditionalProperties == false) {
			return false
		}
		for name := range part.Properties {
			if s.properties[name] == nil {
				return false
			}
		}
	}
	if s.others != nil {
		if len(others) == 0 || a.minProperties > 0 {
			return false
		}
		a.others = newAcceptor(s.others, others...)
	}
	return a.addProperties(s, parts)
}

func (a *acceptor) addProperties(s *shape, parts []*jsonschema.Schema) (known bool) {
	if len(s.order) > maxProperties {
		return false
	}
	a.index = make(map[string]int, len(s.order))
	for i, name := range s.order {
		var of []*jsonschema.Schema
		for _, part := range parts {
			if property := part.Properties[name]; property != nil {
				of = append(of, property)
			}
		}
		if len(of) == 0 {
			return false
		}
		a.index[name] = i
		a.properties = append(a.properties, acceptedProperty{name, newAcceptor(s.properties[name], of...)})
	}
	for _, part := range parts {
		for _, name := range part.Required {
			i, listed := a.index[name]
			if !listed {
				return false
			}
			a.required |= 1 << i
		}
	}
	return true
}
