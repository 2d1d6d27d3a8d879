package contract

import (
	"fmt"
	"strconv"
	"strings"

	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// parameter is one documented parameter of an operation.
type parameter struct {
	*schema
	name     string
	in       Place
	required bool
	line     int
}

func newParameter(c *compiler, described *v3.Parameter, at string) (*parameter, error) {
	p := &parameter{
		name: described.Name, in: Place(described.In),
		required: described.Required != nil && *described.Required,
		line:     described.GoLow().Name.KeyNode.Line,
	}
	var err error
	if p.schema, err = c.compile(described.Schema, at); err != nil {
		return p, fmt.Errorf("parameter %s: %w", p.name, err)
	}
	p.schema = p.schema.texts()
	if p.in != InPath && p.in != InQuery && p.in != InHeader {
		return p, fmt.Errorf("parameter %s: parameters in a %s are not supported", p.name, p.in)
	}
	return p, nil
}

// check returns what is wrong with the parameter in this request.
func (p *parameter) check(r *exchange.Request) differences {
	if p.in == InPath {
		return p.checkPath(r.Params.Value(p.name))
	}
	texts := p.values(r)
	switch {
	case len(texts) == 0 && p.required:
		return only(difference{text: isRequired, fix: "send " + p.name, constraint: constraint{key: isNotEmpty}})
	case len(texts) == 0:
		return differences{}
	case p.shape.is("array"):
		return p.checkItems(texts)
	case len(texts) > 1:
		return only(difference{text: "must be given once", fix: "send it once", constraint: p.shape.constraint()})
	}
	return p.schema.check(p.shape.parse(texts[0]))
}

// isID tells whether the parameter is the id of a record.
func (p *parameter) isID() bool {
	return p.in == InPath && (p.shape.is("number") || p.shape.is("integer"))
}

func (p *parameter) checkPath(text string) differences {
	switch {
	case p.isID():
		return checkID(text)
	case p.shape.is("array"):
		return p.checkItems([]string{text})
	}
	return p.schema.check(p.shape.parse(text))
}

func (p *parameter) checkItems(texts []string) differences {
	if p.shape.items.isText() && p.acceptor().acceptsTexts(texts) {
		return differences{}
	}
	return p.schema.check(p.items(texts))
}

// items are the values of an array.
func (p *parameter) items(texts []string) []any {
	items := make([]any, len(texts))
	for i, text := range texts {
		items[i] = p.shape.items.parse(text)
	}
	return items
}

// values are those that the request has, in the path one.
func (p *parameter) values(r *exchange.Request) []string {
	switch p.in {
	case InPath:
		return []string{r.Params.Value(p.name)}
	case InQuery:
		return r.Query[p.name]
	default:
		return r.Header.Values(p.name)
	}
}

// checkID takes a number in a path for what it is, the id of a record: the
// contract would let 1.5 and NaN pass (A5).
func checkID(text string) differences {
	if _, ok := exchange.ParseID(text); ok {
		return differences{}
	}
	return only(difference{
		text: fmt.Sprintf("must be a positive integer up to %d", exchange.MaxID),
		fix:  "send the id of a record, such as 1", constraint: constraint{key: isInt},
	})
}

// isText tells whether parse leaves every text as it is.
func (s *shape) isText() bool { return !s.is("integer") && !s.is("number") && !s.is("boolean") }

// parse reads text as the type that the schema names; what cannot be read
// stays text, so that the schema says what is wrong with it.
func (s *shape) parse(text string) any {
	switch {
	case s.is("integer"):
		if number, err := strconv.ParseInt(text, 10, 64); err == nil {
			return float64(number)
		}
	case s.is("number"):
		if number, err := strconv.ParseFloat(text, 64); err == nil && !strings.ContainsAny(text, "xXpPnN_") {
			return number
		}
	case s.is("boolean"):
		if text == "true" || text == "false" {
			return text == "true"
		}
	}
	return text
}
