package contract

import (
	"fmt"
	"sync"

	"github.com/pb33f/jsonschema/v6"
	"github.com/pb33f/libopenapi-validator/config"
	"github.com/pb33f/libopenapi-validator/schema_validation"
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
	s.made.Do(func() { s.fast = newAcceptor(s.shape, s.shape.compiled) })
	return s.fast
}

// compiler turns schemas of one document into compiled ones, each only once:
// most of the time of a start would go into the error envelopes otherwise.
type compiler struct {
	options    *config.ValidationOptions
	version    float32
	components map[string]*jsonschema.Schema // by reference
	done       map[compiled]*schema
}

type compiled struct {
	reference string
	purpose   schema_validation.SchemaValidationPurpose
}

func newCompiler(model *v3.Document, document []byte) (*compiler, error) {
	c := &compiler{
		// Formats are not asserted unless asked for: dates would go unchecked.
		options: config.NewValidationOptions(config.WithFormatAssertions()),
		version: majorMinor(model.Version),
		done:    map[compiled]*schema{},
	}
	var err error
	c.components, err = c.compileComponents(model, document)
	return c, err
}

func majorMinor(version string) float32 {
	var number float32
	if _, err := fmt.Sscanf(version, "%3f", &number); err != nil {
		return 3.0
	}
	return number
}

func (c *compiler) request(proxy *base.SchemaProxy) (*schema, error) {
	return c.compile(proxy, schema_validation.SchemaValidationPurposeRequestBody)
}

// parameter compiles the schema of a parameter that stands at a reference.
func (c *compiler) parameter(proxy *base.SchemaProxy, at string) (*schema, error) {
	known := c.components[at]
	if known == nil {
		return c.request(proxy)
	}
	s := &schema{shape: newShape(proxy)}
	return s, s.shape.join(known)
}

func (c *compiler) response(proxy *base.SchemaProxy) (*schema, error) {
	return c.compile(proxy, schema_validation.SchemaValidationPurposeResponseBody)
}

func (c *compiler) compile(proxy *base.SchemaProxy, purpose schema_validation.SchemaValidationPurpose) (*schema, error) {
	if proxy == nil {
		return nil, fmt.Errorf("a body or parameter has no schema")
	}
	name := compiled{proxy.GetReference(), purpose}
	if s, ok := c.done[name]; ok && name.reference != "" {
		return s, nil
	}
	s := &schema{shape: newShape(proxy)}
	inForce, err := c.compiled(proxy, purpose)
	if err != nil {
		return nil, err
	}
	if err := s.shape.join(inForce); err != nil {
		return nil, err
	}
	c.done[name] = s
	return s, nil
}

func (c *compiler) compiled(proxy *base.SchemaProxy, purpose schema_validation.SchemaValidationPurpose) (*jsonschema.Schema, error) {
	if known := c.components[proxy.GetReference()]; known != nil {
		return known, nil
	}
	described, err := proxy.BuildSchema()
	if err != nil {
		return nil, err
	}
	result, err := schema_validation.CompileSchemaForValidation(described, purpose, c.options, c.version)
	if err != nil {
		return nil, err
	}
	return result.CompiledSchema, nil
}
