package contract

import (
	"fmt"

	"github.com/pb33f/jsonschema/v6"
)

// join gives a shape, and those below it, the compiled schemas that they are the
// names and types of. It fails where a schema asks something of a list or an
// object as a whole that cannot be told from its pieces.
func (s *shape) join(compiled *jsonschema.Schema) error {
	s.compiled = compiled
	var unsupported string
	eachPart(compiled, func(part *jsonschema.Schema) {
		if part.MinItems != nil {
			s.minItems = max(s.minItems, *part.MinItems)
		}
		s.unique = s.unique || part.UniqueItems
		if part.MaxItems != nil || part.Contains != nil || part.PrefixItems != nil ||
			part.MaxProperties != nil || part.PatternProperties != nil || part.PropertyNames != nil {
			unsupported = part.Location
		}
	})
	if unsupported != "" {
		return fmt.Errorf("%s: of lists only minItems and uniqueItems, of objects only minProperties are supported", unsupported)
	}
	for name, property := range s.properties {
		below := func(part *jsonschema.Schema) *jsonschema.Schema { return part.Properties[name] }
		if err := property.joinBelow(compiled, below); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if s.items != nil {
		if err := s.items.joinBelow(compiled, itemsOf); err != nil {
			return fmt.Errorf("items: %w", err)
		}
	}
	if s.others != nil {
		if err := s.others.joinBelow(compiled, othersIn); err != nil {
			return fmt.Errorf("additionalProperties: %w", err)
		}
	}
	return nil
}

// joinBelow joins a shape with the first schema that the parts of one have below.
func (s *shape) joinBelow(above *jsonschema.Schema, below func(*jsonschema.Schema) *jsonschema.Schema) error {
	var found *jsonschema.Schema
	eachPart(above, func(part *jsonschema.Schema) {
		if found == nil {
			found = below(part)
		}
	})
	if found == nil {
		return fmt.Errorf("the compiled schema lacks it")
	}
	return s.join(found)
}

// eachPart visits the schemas that hold together for one value.
func eachPart(s *jsonschema.Schema, visit func(*jsonschema.Schema)) {
	visit(s)
	if s.Ref != nil {
		eachPart(s.Ref, visit)
	}
	for _, parts := range [][]*jsonschema.Schema{s.AllOf, s.OneOf, s.AnyOf} {
		for _, part := range parts {
			eachPart(part, visit)
		}
	}
}

func itemsOf(part *jsonschema.Schema) *jsonschema.Schema {
	if part.Items2020 != nil {
		return part.Items2020
	}
	items, _ := part.Items.(*jsonschema.Schema)
	return items
}

func othersIn(part *jsonschema.Schema) *jsonschema.Schema {
	others, _ := part.AdditionalProperties.(*jsonschema.Schema)
	return others
}
