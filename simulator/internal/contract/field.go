package contract

// Field is what the contract says of a value of an answer, as plain data.
type Field struct {
	Name     string // of a property; else empty
	Type     string // string, number, boolean, array or object
	Format   string // date, date-time, or none
	Enum     []string
	Nullable bool
	Required bool
	Fields   []Field // of an object, in the order of the contract
	Items    *Field  // of a list
}

// Answer is the body that the contract has for a status. It is made anew for each
// call, and has no fields where there is no such body.
func (op *Operation) Answer(status int) Field {
	s := op.responses[status]
	if s == nil {
		return Field{}
	}
	return s.shape.field("", false)
}

// Field is a property of an object by its name; nil if there is none.
func (f *Field) Field(name string) *Field {
	for i := range f.Fields {
		if f.Fields[i].Name == name {
			return &f.Fields[i]
		}
	}
	return nil
}

func (s *shape) field(name string, required bool) Field {
	f := Field{Name: name, Format: s.format, Enum: s.enum, Nullable: s.nullable, Required: required}
	switch {
	case len(s.types) > 0:
		f.Type = s.types[0]
	case len(s.enum) > 0:
		f.Type = "string"
	}
	for _, name := range s.order {
		f.Fields = append(f.Fields, s.properties[name].field(name, s.required[name]))
	}
	if s.items != nil {
		items := s.items.field("", false)
		f.Items = &items
	}
	return f
}
