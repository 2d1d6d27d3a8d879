package contract

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/pb33f/jsonschema/v6"
	"github.com/pb33f/libopenapi-validator/helpers"
)

// made is a contract as plain data: all that Load takes of a document. It is made of the
// documents that come with the simulator when these change, so that no start has to read
// them. Its schemas are compiled when a value is first held against them.
type made struct {
	Revision   string
	Operations []madeOperation
	Shapes     []madeShape // each once
	madeSchemas
}

// madeSchemas are what the shapes are the names and types of.
type madeSchemas struct {
	Version float32 // of OpenAPI
	// Schemas are those of bodies and parameters by reference, and the named schemas that
	// these refer to. What only people read is left out.
	Schemas map[string]json.RawMessage
}

type madeOperation struct {
	ID, FullID, Method, Path   string
	Permission, PermissionName string `json:",omitzero"`
	Lookup                     bool   `json:",omitzero"`
	Line                       int
	Parameters                 []madeParameter `json:",omitzero"`
	MediaTypes                 []string        `json:",omitzero"`
	Bodies                     map[string]madeSchema
	BodyRequired               bool `json:",omitzero"`
	Statuses                   []int
	Assumed                    []int `json:",omitzero"`
	Responses                  map[int]madeSchema
	Unchecked                  map[int]bool `json:",omitzero"`
}

type madeParameter struct {
	Name     string
	In       Place
	Required bool `json:",omitzero"`
	Line     int
	Schema   madeSchema
}

type madeSchema struct {
	At    string // its reference
	Shape int    // its index
	Texts bool   `json:",omitzero"`
}

// madeShape has the indexes of other shapes; those of single ones begin with 1.
type madeShape struct {
	Types      []string `json:",omitzero"`
	Names      []string `json:",omitzero"` // of the properties, in the order of the document
	Properties []int    `json:",omitzero"` // by Names
	Required   []string `json:",omitzero"`
	Nullable   bool     `json:",omitzero"`
	Format     string   `json:",omitzero"`
	Others     int      `json:",omitzero"`
	Items      int      `json:",omitzero"`
	Enum       []string `json:",omitzero"`
	Line       int      `json:",omitzero"`
	Listed     int      `json:",omitzero"`
	Appends    bool     `json:",omitzero"`
	Says       string   `json:",omitzero"`
}

// FromMade is the contract of what Make has made of a document.
func FromMade(data []byte) (*Contract, error) {
	var m made
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("read the made contract: %w", err)
	}
	u := unmaking{made: &m, sources: &madeSchemas{m.Version, m.Schemas}, done: map[string]*shape{}}
	c := &Contract{Revision: m.Revision}
	for i := range m.Operations {
		c.Operations = append(c.Operations, u.operation(&m.Operations[i]))
	}
	return c, nil
}

// unmaking turns plain data into a contract.
type unmaking struct {
	*made
	sources *madeSchemas      // of its own, so that nothing else of what was made is kept
	done    map[string]*shape // of whole bodies and parameters, by reference
}

func (u *unmaking) operation(m *madeOperation) *Operation {
	op := &Operation{
		ID: m.ID, FullID: m.FullID, Method: m.Method, Path: m.Path, Permission: m.Permission, PermissionName: m.PermissionName,
		Lookup: m.Lookup, MediaTypes: m.MediaTypes, Statuses: m.Statuses, Assumed: m.Assumed,
		bodies: u.schemas(m.Bodies), bodyRequired: m.BodyRequired, line: m.Line, unchecked: m.Unchecked,
		responses: make(map[int]*schema, len(m.Responses)),
	}
	for status, s := range m.Responses {
		op.responses[status] = u.schema(s)
	}
	for _, p := range m.Parameters {
		op.parameters = append(op.parameters, &parameter{schema: u.schema(p.Schema), name: p.Name, in: p.In, required: p.Required, line: p.Line})
	}
	op.findElements()
	return op
}

func (u *unmaking) schemas(made map[string]madeSchema) map[string]*schema {
	schemas := make(map[string]*schema, len(made))
	for mediaType, s := range made {
		schemas[mediaType] = u.schema(s)
	}
	return schemas
}

func (u *unmaking) schema(m madeSchema) *schema {
	whole := u.done[m.At]
	if whole == nil {
		whole = u.shape(m.Shape)
		whole.at = m.At
		whole.late = &late{from: u.sources}
		u.done[m.At] = whole
	}
	return &schema{shape: whole, ofTexts: m.Texts}
}

// shape is made anew for each place that it is at: the schemas there are compiled each by
// themselves.
func (u *unmaking) shape(index int) *shape {
	m := &u.Shapes[index]
	s := &shape{
		types: m.Types, order: m.Names, nullable: m.Nullable, format: m.Format, enum: m.Enum,
		line: m.Line, listed: m.Listed, appends: m.Appends, says: m.Says,
	}
	if len(m.Names) > 0 {
		s.properties = make(map[string]*shape, len(m.Names))
	}
	for i, name := range m.Names {
		s.properties[name] = u.shape(m.Properties[i])
	}
	if len(m.Required) > 0 {
		s.required = make(map[string]bool, len(m.Required))
	}
	for _, name := range m.Required {
		s.required[name] = true
	}
	if m.Items > 0 {
		s.items = u.shape(m.Items - 1)
	}
	if m.Others > 0 {
		s.others = u.shape(m.Others - 1)
	}
	return s
}

// late compiles a schema when a value is first held against it: a process needs few of a
// contract. Any number of goroutines may ask.
type late struct {
	once sync.Once
	from *madeSchemas
}

// ready compiles the schema of a whole body or parameter if that was not done yet. It is
// to be called before a value is held against it. It panics if it cannot be compiled:
// tests compile all that is made.
func (s *shape) ready() {
	if s.late == nil {
		return
	}
	s.late.once.Do(func() {
		compiled, err := s.late.from.compile(s.at)
		if err == nil {
			err = s.join(compiled)
		}
		if err != nil {
			panic(fmt.Sprintf("the contract that comes with the simulator: %s: %v", s.at, err))
		}
	})
}

// compile gives the library the schema at a reference with those that it needs, each in
// its place of the document.
func (m *madeSchemas) compile(at string) (*jsonschema.Schema, error) {
	document := map[string]any{}
	for _, needed := range m.closure(at) {
		put(document, stepsTo(needed), m.Schemas[needed])
	}
	text, err := json.Marshal(document)
	if err != nil {
		return nil, err
	}
	return helpers.NewCompiledSchemaResourcesWithVersion(wholeURL+at, map[string][]byte{wholeURL: text}, options(), m.Version)
}

// put puts a value into a document, in objects of which each has the next step.
func put(document map[string]any, steps []string, value any) {
	for _, step := range steps[:len(steps)-1] {
		below, there := document[step].(map[string]any)
		if !there {
			below = map[string]any{}
			document[step] = below
		}
		document = below
	}
	document[steps[len(steps)-1]] = value
}

// closure are the references of a schema and of all that it refers to.
func (m *madeSchemas) closure(at string) []string {
	found := []string{at}
	for i := 0; i < len(found); i++ {
		for _, named := range references(m.Schemas[found[i]]) {
			if !slices.Contains(found, named) {
				found = append(found, named)
			}
		}
	}
	return found
}

// references are the named schemas that a text refers to, in their order.
func references(text json.RawMessage) (found []string) {
	const before = `"$ref":"`
	rest := string(text)
	for {
		_, after, more := strings.Cut(rest, before)
		if !more {
			return found
		}
		reference, behind, _ := strings.Cut(after, `"`)
		found, rest = append(found, reference), behind
	}
}

// stepsTo are the steps of a reference through a document, decoded.
func stepsTo(reference string) []string {
	steps := pointerSteps(strings.TrimPrefix(reference, "#"))
	for i, step := range steps {
		if decoded, err := url.PathUnescape(step); err == nil {
			steps[i] = decoded
		}
	}
	return steps
}
