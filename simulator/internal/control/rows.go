package control

import (
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/spec"
)

// Row is a row of the table for who calls operations of a simulator that runs: a command,
// or a tool of an agent. Nothing of it may be changed.
type Row struct {
	Name         string
	Method, Path string // below Prefix, with {names} in braces
	// Summary and Description are what spec/control.yaml says, without line breaks in
	// paragraphs.
	Summary, Description string
	Inputs               []Input  // those of the path first
	BodyRequired         bool     // though none of its properties may be
	MediaTypes           []string // of a document or a stream; nil if it answers with a view, or nothing
	HasOutput            bool     // whether it answers with anything
	// Judges tells that a conflict is an answer, too: that something is not as was asserted.
	Judges bool
	// ReadOnly tells that it changes nothing, Loses that it may take something away that
	// cannot be brought back, and Repeatable that doing it twice does no more than once.
	ReadOnly, Loses, Repeatable bool
	Waits                       bool // for a call, which a fault may hold up
	Tool                        bool // for agents
	Verbs                       []Verb
	Elsewhere                   string // the command that calls it in a way of its own
	NoVerb                      string // why no command calls it
}

// Input is something that an operation takes.
type Input struct {
	Name        string // for callers; no two of an operation have the same
	Property    string // what the control API calls it
	In          Place
	Required    bool
	Default     string // what goes out if it is left out; empty for nothing
	Description string
	Schema      contract.JSONSchema
}

// Place is where an input goes in a request.
type Place string

// These are the places. A text is the whole body, in YAML.
const (
	InPath     Place = inPath
	InQuery    Place = inQuery
	InProperty Place = "property"
	InText     Place = "text"
)

// Rows are all operations in the order of the table.
var Rows = sync.OnceValue(func() []Row {
	text, err := spec.ControlDescribed()
	if err != nil { // it comes with the simulator
		panic(err)
	}
	described, err := contract.Descriptions(text)
	if err != nil {
		panic(err)
	}
	rows := make([]Row, len(operations))
	for i, op := range operations {
		rows[i] = op.row(described[op.name])
	}
	return rows
})

// RowNamed is the row of an operation. It panics if the table has none of that name.
func RowNamed(name string) Row {
	i := slices.IndexFunc(Rows(), func(r Row) bool { return r.Name == name })
	if i < 0 {
		panic("control: there is no operation " + name)
	}
	return Rows()[i]
}

func (op operation) row(of contract.Description) Row {
	method, path, _ := strings.Cut(op.at, " ")
	return Row{
		Name: op.name, Method: method, Path: path,
		Summary: of.Summary, Description: paragraphs(of.Description),
		Inputs: op.inputs(of), BodyRequired: of.Body != nil && of.Body.Required,
		MediaTypes: op.mediaTypes,
		HasOutput:  op.output != reflect.TypeFor[none](),
		Judges:     judges(op.output),
		ReadOnly:   op.changes == changesNothing, Loses: op.changes&^(changesClock|changesSeed|changesScenarios) != 0,
		Repeatable: method != "POST" || op.changes == changesNothing,
		Waits:      op.changes == changesByCall,
		Tool:       op.has(tool),
		Verbs:      op.commands.verbs, Elsewhere: op.commands.elsewhere, NoVerb: op.commands.noVerb,
	}
}

// judges tells whether an output may be a conflict: it has the parts of an error then.
func judges(output reflect.Type) bool {
	if output.Kind() != reflect.Struct {
		return false
	}
	_, ok := output.FieldByName(reflect.TypeFor[errorView]().Name())
	return ok
}

// inputs are the parameters and, of the body, the properties or the text.
func (op operation) inputs(of contract.Description) []Input {
	var all []Input
	for _, p := range of.Parameters {
		if Place(p.In) != InPath && Place(p.In) != InQuery { // a header is for browsers
			continue
		}
		input := Input{Name: p.Name, Property: p.Name, In: Place(p.In), Required: p.Required, Description: paragraphs(p.Description), Schema: p.Schema}
		if p.Name == "sandbox" && p.In == inPath && !op.has(makesSandbox) {
			input.Required, input.Default = false, sandbox.Default
		}
		all = append(all, input)
	}
	if of.Body == nil {
		return all
	}
	for _, f := range reflect.VisibleFields(op.input) {
		name := jsonName(f)
		switch {
		case f.Anonymous || f.Tag.Get("in") == inPath || f.Tag.Get("in") == inQuery:
		case f.Tag.Get("in") == inBody:
			all = append(all, Input{Name: name, Property: name, In: InText, Required: of.Body.Required, Description: paragraphs(of.Body.YAML), Schema: contract.JSONSchema{"type": "string"}})
		default:
			property := of.Body.Property(name)
			all = append(all, Input{
				Name: calledOr(f, name), Property: name, In: InProperty, Required: of.Body.Requires(name),
				Description: paragraphs(property.Text()), Schema: property,
			})
		}
	}
	return all
}

// calledOr is what callers know a property by: another name where a parameter has its own,
// by its tag called.
func calledOr(f reflect.StructField, name string) string {
	if called := f.Tag.Get("called"); called != "" {
		return called
	}
	return name
}

// paragraphs joins the lines of each paragraph.
func paragraphs(text string) string {
	var joined []string
	for _, paragraph := range strings.Split(strings.TrimSpace(text), "\n\n") {
		joined = append(joined, strings.Join(strings.Fields(paragraph), " "))
	}
	return strings.Join(joined, "\n\n")
}
