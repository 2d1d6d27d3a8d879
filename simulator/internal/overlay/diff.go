package overlay

import (
	"cmp"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/pb33f/go-yaml"
	"github.com/pb33f/libopenapi/datamodel"
	v3 "github.com/pb33f/libopenapi/datamodel/low/v3"
	changed "github.com/pb33f/libopenapi/what-changed"
	"github.com/pb33f/libopenapi/what-changed/model"
)

// Change is one difference between two documents.
type Change struct {
	Breaking bool
	What     string // added, removed or changed
	Place    string // such as paths./vendors.get.responses.200
	From, To string // of a changed value
}

// Changes are what differs from one OpenAPI document to another, what breaks clients
// first. What only people read, as descriptions and examples, is left out.
func Changes(from, to Named) ([]Change, error) {
	before, err := readDocument(from)
	if err != nil {
		return nil, err
	}
	after, err := readDocument(to)
	if err != nil {
		return nil, err
	}
	compared := changed.CompareOpenAPIDocuments(before.low, after.low)
	if compared == nil {
		return nil, nil
	}
	var changes []Change
	for _, c := range compared.GetAllChanges() {
		if change := newChange(c, before.places, after.places); !forPeople(change.Place) {
			change.judgeRequired(before, after)
			changes = append(changes, change)
		}
	}
	slices.SortFunc(changes, func(a, b Change) int {
		if a.Breaking != b.Breaking {
			if a.Breaking {
				return -1
			}
			return 1
		}
		return cmp.Or(strings.Compare(a.Place, b.Place), strings.Compare(a.What, b.What), strings.Compare(a.From+a.To, b.From+b.To))
	})
	return slices.Compact(changes), nil
}

// document is one with where things stand in it.
type document struct {
	low    *v3.Document
	places map[int]string // by the line
	// The names of the schemas that requests have something of, and answers.
	sent, answered map[string]bool
}

func readDocument(from Named) (document, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(from.Text, &root); err != nil {
		return document{}, fmt.Errorf("%s: %w", from.Name, err)
	}
	if len(root.Content) == 0 || child(root.Content[0], "openapi") == nil {
		return document{}, fmt.Errorf("%s: is no OpenAPI 3 document: it has no property openapi", from.Name)
	}
	// References to other files or hosts are never followed, and errors are all that is said.
	config := &datamodel.DocumentConfiguration{Logger: slog.New(slog.DiscardHandler)}
	info, err := datamodel.ExtractSpecInfo(from.Text)
	if err != nil {
		return document{}, fmt.Errorf("%s: %w", from.Name, err)
	}
	low, err := v3.CreateDocumentFromConfig(info, config)
	if err != nil {
		return document{}, fmt.Errorf("%s: %w", from.Name, err)
	}
	places := map[int]string{}
	note(root.Content[0], "", places)
	return document{
		low, places,
		schemasIn(root.Content[0], "parameters", "requestBody"), schemasIn(root.Content[0], "responses"),
	}, nil
}

// note keeps the place of each line: that of what begins there outermost.
func note(node *yaml.Node, at string, places map[int]string) {
	keep := func(line int, place string) {
		if _, known := places[line]; !known {
			places[line] = strings.TrimPrefix(place, ".")
		}
	}
	switch node.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			place := at + "." + node.Content[i].Value
			keep(node.Content[i].Line, place)
			note(node.Content[i+1], place, places)
		}
	case yaml.SequenceNode:
		for i, item := range node.Content {
			place := fmt.Sprintf("%s[%d]", at, i)
			if name := child(item, "name"); item.Kind == yaml.MappingNode && name != nil {
				place = at + "." + name.Value
			} else if item.Kind == yaml.ScalarNode {
				place = at
			}
			keep(item.Line, place)
			note(item, place, places)
		}
	default:
	}
}

func newChange(c *model.Change, before, after map[int]string) Change {
	out := Change{Breaking: c.Breaking, What: "changed", From: c.Original, To: c.New}
	switch c.ChangeType {
	case model.ObjectAdded, model.PropertyAdded:
		out.What, out.From = "added", ""
	case model.ObjectRemoved, model.PropertyRemoved:
		out.What, out.To = "removed", ""
	}
	if at := c.Context; at != nil {
		if at.NewLine != nil {
			out.Place = after[*at.NewLine]
		}
		if out.Place == "" && at.OriginalLine != nil {
			out.Place = before[*at.OriginalLine]
		}
	}
	if out.Place == "" {
		out.Place = c.Property
	}
	out.nameWhole(c)
	return out
}

// nameWhole takes the place for what it is of: the line of an object that came or went
// is that of the first thing in it.
func (c *Change) nameWhole(of *model.Change) {
	if c.What == "changed" {
		return
	}
	value := c.From + c.To
	name := cmp.Or(value, of.Property)
	if before, _, within := cutLast(c.Place, "."+name+"."); within {
		c.Place = before + "." + name
	}
	if value != "" && strings.HasSuffix(c.Place, "."+value) {
		c.From, c.To = "", ""
	}
}

func cutLast(text, separator string) (before, after string, found bool) {
	i := strings.LastIndex(text, separator)
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+len(separator):], true
}

// forPeople tells whether a place has what nothing but people go by.
func forPeople(place string) bool {
	if place == "" || place == "openapi" || strings.HasPrefix(place, "info.") || strings.HasPrefix(place, "tags") || strings.Contains("."+place, ".x-") {
		return true
	}
	for _, name := range []string{"description", "summary", "example", "examples"} {
		if strings.HasSuffix(place, "."+name) || strings.Contains(place, "."+name+".") {
			return true
		}
	}
	return false
}

// String is the change in a line.
func (c Change) String() string {
	text := c.What + " " + c.Place
	switch {
	case c.From != "" && c.To != "":
		text += fmt.Sprintf(": %s, was %s", short(c.To), short(c.From))
	case c.From != "" || c.To != "":
		text += ": " + short(c.From+c.To)
	}
	if c.Breaking {
		return "breaking: " + text
	}
	return text
}

// short is a value on one line.
func short(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > 100 {
		return strings.ToValidUTF8(text[:100], "") + "…"
	}
	return text
}
