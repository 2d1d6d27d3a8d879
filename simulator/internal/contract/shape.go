package contract

import (
	"cmp"
	"slices"

	"github.com/pb33f/jsonschema/v6"
	"github.com/pb33f/libopenapi/datamodel/high/base"
)

// shape is what a schema says of names and types, without its other rules: the
// compiled schema lets undeclared properties pass, the real API does not (it
// answers "property x should not exist"), and form fields arrive as text.
type shape struct {
	at         string             // the reference to the schema, if it is that of a whole body or parameter
	late       *late              // compiles it and those below it; nil if they are
	compiled   *jsonschema.Schema // for the same values
	types      []string
	properties map[string]*shape
	order      []string // of the properties in the document
	required   map[string]bool
	nullable   bool
	format     string
	others     *shape // of properties that are not listed; nil if there may be none
	items      *shape
	minItems   int
	unique     bool     // no item of the list may be there twice
	enum       []string // the values that are allowed, if the schema lists them
	line       int      // in the document
	listed     int      // the line where its properties begin; 0 without any
	appends    bool     // a list that is added to what is there
	says       string   // what a value must be, in words, where its rules have none
}

func newShape(proxy *base.SchemaProxy) *shape {
	s := &shape{properties: map[string]*shape{}, required: map[string]bool{}}
	if node := proxy.GetSchemaKeyNode(); node != nil {
		s.line = node.Line
	}
	add(s, proxy.Schema())
	return s
}

// add takes one schema into a shape; those of an allOf hold together, so their
// properties are added up.
func add(s *shape, described *base.Schema) {
	if described == nil {
		return
	}
	s.types = append(s.types, described.Type...)
	if described.Extensions != nil {
		_, appends := described.Extensions.Get("x-vsrsim-appends")
		s.appends = s.appends || appends
		if words, ok := described.Extensions.Get("x-vsrsim-says"); ok {
			s.says = words.Value
		}
	}
	for _, node := range described.Enum {
		if node.Tag == "!!str" {
			s.enum = append(s.enum, node.Value)
		}
	}
	s.nullable = s.nullable || described.Nullable != nil && *described.Nullable
	s.format = cmp.Or(s.format, described.Format)
	for _, name := range described.Required {
		s.required[name] = true
	}
	for _, part := range described.AllOf {
		add(s, part.Schema())
	}
	if described.Properties != nil {
		s.listed = described.GoLow().Properties.KeyNode.Line
		for name, property := range described.Properties.FromOldest() {
			if s.properties[name] == nil {
				s.order = append(s.order, name)
			}
			s.properties[name] = newShape(property)
		}
	}
	if described.Items != nil && described.Items.IsA() {
		s.items = newShape(described.Items.A)
	}
	if described.AdditionalProperties != nil && described.AdditionalProperties.IsA() {
		s.others = newShape(described.AdditionalProperties.A)
	}
}

// names are the declared properties, sorted.
func (s *shape) names() []string {
	names := make([]string, 0, len(s.properties))
	for name := range s.properties {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// is tells whether the schema names that type.
func (s *shape) is(kind string) bool { return slices.Contains(s.types, kind) }

// lineOf is where the document has what a path of names and indexes leads to; if
// there is no such property, where it lists those that there are.
func (s *shape) lineOf(path []string) int {
	for _, step := range path {
		next := s.next(step)
		if next == nil {
			return cmp.Or(s.listed, s.line)
		}
		s = next
	}
	return s.line
}

// next is where a name or an index leads to; nil if the schema says nothing of it.
func (s *shape) next(step string) *shape { return cmp.Or(s.properties[step], s.items, s.others) }

// wordsFor are what the document says in words of the value at a path, empty if it
// leaves that to its rules. They stand for a regular expression, and for all that is
// wrong with a value that may be of several types.
func (s *shape) wordsFor(f difference) string {
	for _, step := range f.path {
		if s = s.next(step); s == nil {
			return ""
		}
	}
	if f.pattern || len(s.types) == 0 {
		return s.says
	}
	return ""
}

// adds tells whether a value has something in a list that is added to what is
// there.
func (s *shape) adds(value any) bool {
	switch v := value.(type) {
	case map[string]any:
		for name, property := range s.properties {
			if child, there := v[name]; there && property.adds(child) {
				return true
			}
		}
	case []any:
		return s.appends && len(v) > 0
	}
	return false
}
