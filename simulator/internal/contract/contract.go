// Package contract is what the OpenAPI document in force says: its operations,
// and what in a request or a response differs from it. It is the only package
// that knows libopenapi and libopenapi-validator: the one reads the document,
// the other compiles its schemas, and everything that is checked (path, query,
// header, body, answer) is decoded once and held against such a schema.
package contract

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pb33f/libopenapi"
	"github.com/pb33f/libopenapi/datamodel"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"
)

// Contract is one OpenAPI document, ready to check messages against. It does
// not change and may be used by any number of goroutines.
type Contract struct {
	Revision   string       // info.version
	Operations []*Operation // by path, then method
}

// Load reads an OpenAPI 3.0 document. Everything that checking needs later is
// made here, once.
func Load(document []byte) (*Contract, error) {
	model, err := readModel(document)
	if err != nil {
		return nil, fmt.Errorf("read the contract: %w", err)
	}
	c := &Contract{Revision: model.Info.Version}
	compiler, err := newCompiler(model, document)
	if err != nil {
		return nil, fmt.Errorf("read the contract: %w", err)
	}
	var problems []error
	for path, item := range model.Paths.PathItems.FromOldest() {
		for method, described := range item.GetOperations().FromOldest() {
			op, err := newOperation(compiler, path, strings.ToUpper(method), item, described)
			if err != nil {
				problems = append(problems, err)
				continue
			}
			c.Operations = append(c.Operations, op)
		}
	}
	if err := errors.Join(problems...); err != nil {
		return nil, fmt.Errorf("read the contract: %w", err)
	}
	slices.SortFunc(c.Operations, func(a, b *Operation) int {
		return strings.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method)
	})
	return c, nil
}

func readModel(document []byte) (*v3.Document, error) {
	// References to other files or hosts are never followed: a contract is one file.
	doc, err := libopenapi.NewDocumentWithConfiguration(document, &datamodel.DocumentConfiguration{})
	if err != nil {
		return nil, err
	}
	model, err := doc.BuildV3Model()
	if err != nil {
		return nil, err
	}
	m := &model.Model
	if m.Info == nil || m.Paths == nil || m.Paths.PathItems == nil {
		return nil, errors.New("the document has no info or no paths")
	}
	return m, nil
}

// Operation returns the operation with that id, such as getVendorSecurityReview.
func (c *Contract) Operation(id string) (*Operation, bool) {
	for _, op := range c.Operations {
		if op.ID == id {
			return op, true
		}
	}
	return nil, false
}
