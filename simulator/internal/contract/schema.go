package contract

import (
	"fmt"
	"sync"

	"github.com/pb33f/jsonschema/v6"
	"github.com/pb33f/libopenapi-validator/config"
	"github.com/pb33f/libopenapi/datamodel/high/base"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"
)

// schema is one schema of the document, whose shape has its compiled form, too.
type schema struct {
	shape   *shape
	ofTexts bool // its values come as texts, in a query or a form

	made sync.Once // of acceptor
	fast *acceptor
}

// texts is the same schema, for values that come as texts.
func (s *schema) texts() *schema { return &schema{shape: s.shape, ofTexts: true} }

// acceptor is made when it is first asked for: most schemas of a contract never are.
func (s *schema) acceptor() *acceptor {
	s.made.Do(func() {
		s.shape.ready()
		s.fast = newAcceptor(s.shape, s.shape.compiled)
	})
	return s.fast
}

// compiler turns schemas of one document into compiled ones, each only once.
type compiler struct {
	options *config.ValidationOptions
	version float32
	text    []byte                        // of the document, as JSON
	noted   []string                      // the references of all schemas
	schemas map[string]*jsonschema.Schema // by reference
	done    map[string]*schema
}

// options are those that all schemas are compiled with. Formats are not asserted unless
// asked for: dates would go unchecked.
func options() *config.ValidationOptions {
	return config.NewValidationOptions(config.WithFormatAssertions())
}

func newCompiler(model *v3.Document, document []byte) (*compiler, error) {
	if directional(string(document)) {
		return nil, errDirections
	}
	text, err := JSON(document)
	if err != nil {
		return nil, err
	}
	c := &compiler{options: options(), version: majorMinor(model.Version), text: text, done: map[string]*schema{}}
	c.schemas, err = c.compileAll(model)
	return c, err
}

func majorMinor(version string) float32 {
	var number float32
	if _, err := fmt.Sscanf(version, "%3f", &number); err != nil {
		return 3.0
	}
	return number
}

// compile returns the schema that stands at a reference; where it only refers to one
// that has a name, that one.
func (c *compiler) compile(proxy *base.SchemaProxy, at string) (*schema, error) {
	if proxy == nil {
		return nil, fmt.Errorf("a body or parameter has no schema")
	}
	if named := proxy.GetReference(); named != "" {
		at = named
	}
	if s, ok := c.done[at]; ok {
		return s, nil
	}
	s := &schema{shape: newShape(proxy)}
	s.shape.at = at
	known := c.schemas[at]
	if known == nil {
		return nil, fmt.Errorf("the schema %s is not compiled", at)
	}
	if err := s.shape.join(known); err != nil {
		return nil, err
	}
	c.done[at] = s
	return s, nil
}
