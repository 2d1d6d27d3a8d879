package contract

import (
	"fmt"
	"strconv"
	"strings"

	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"

	"github.com/vsrsim/vsrsim/simulator/exchange"
)

// parameter is one documented parameter of an operation.
type parameter struct {
	*schema
	name     string
	in       Place
	required bool
	line     int
}

func newParameter(c *compiler, described *v3.Parameter) (*parameter, error) {
	p := &parameter{
		name: described.Name, in: Place(described.In),
		required: described.Required != nil && *described.Required,
		line:     described.GoLow().Name.KeyNode.Line,
	}
	var err error
	if p.schema, err = c.request(described.Schema); err != nil {
		return p, fmt.Errorf("parameter %s: %w", p.name, err)
	}
	if p.in != InPath && p.in != InQuery && p.in != InHeader {
		return p, fmt.Errorf("parameter %s: parameters in a %s are not supported", p.name, p.in)
	}
	return p, nil
}

// check returns what is wrong with the parameter in this request.
func (p *parameter) check(r *exchange.Request) []finding {
	texts := p.values(r)
	if len(texts) == 0 {
		if p.required {
			return []finding{{text: isRequired, fix: "send " + p.name}}
		}
		return nil
	}
	if p.in == InPath && p.shape.is("number") {
		return checkID(texts[0])
	}
	if p.shape.is("array") {
		items := make([]any, len(texts))
		for i, text := range texts {
			items[i] = p.shape.items.parse(text)
		}
		return p.schema.check(items)
	}
	if len(texts) > 1 {
		return []finding{{text: "must be given once", fix: "send it once"}}
	}
	return p.schema.check(p.shape.parse(texts[0]))
}

func (p *parameter) values(r *exchange.Request) []string {
	switch p.in {
	case InPath:
		return []string{r.Params[p.name]}
	case InQuery:
		return r.Query[p.name]
	default:
		return r.Header.Values(p.name)
	}
}

// maxID is the largest integer that every JSON client holds exactly.
const maxID = 1<<53 - 1

const idFix = "send the id of a record, such as 1"

// checkID takes a number in a path for what it is, the id of a record: the
// contract would let 1e3, 1.5 and NaN pass (A5).
func checkID(text string) []finding {
	digits := strings.TrimPrefix(text, "-")
	for _, r := range digits {
		if r < '0' || r > '9' {
			return []finding{{text: "must be an integer", fix: idFix}}
		}
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id > maxID || id < -maxID {
		return []finding{{text: fmt.Sprintf("must be an integer up to %d", maxID), fix: idFix}}
	}
	return nil
}

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
