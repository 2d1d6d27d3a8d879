package schema

// The forms of words in YAML.

// AnyText is a text, which need not be quoted where it looks like another value.
func AnyText() Schema { return OneType("string", "number", "boolean") }

// OneType is a value of one of the types. A list of types would be shorter, but what
// editors check schemas with refuses it.
func OneType(types ...string) Schema {
	var each []Schema
	for _, name := range types {
		each = append(each, Schema{"type": name})
	}
	return AnyOf(each...)
}

// AnyOf is a value of one of the forms.
func AnyOf(forms ...Schema) Schema { return Schema{"anyOf": forms} }

// Matching is a text that a regular expression matches.
func Matching(pattern string, examples ...string) Schema {
	return Schema{"type": "string", "pattern": pattern, "examples": examples}
}

// OneWord is one of the words.
func OneWord(words ...string) Schema { return Schema{"enum": words} }
