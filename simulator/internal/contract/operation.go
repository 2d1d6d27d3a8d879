package contract

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// Operation is one documented method and path.
type Operation struct {
	ID         string // the part of its operationId after "_"
	FullID     string // its operationId
	Method     string
	Path       string // with {names} in braces
	Permission string // slug from x-drata-permissions; empty if none is named
	// PermissionName is what the permission is called where keys are made.
	PermissionName string
	// Lookup marks an operation beside those on reviews: x-vsrsim-lookup.
	Lookup bool
	// MediaTypes are the content types that the request body may have, in
	// order; none if there is no body.
	MediaTypes []string
	Statuses   []int // documented, ascending
	// Assumed are the statuses that only x-vsrsim-assumption puts into the
	// document, ascending.
	Assumed []int
	// Elements are what a request may have, in the order of the contract.
	Elements []Element

	uses         uses
	elsewhere    map[Element][]string // that only other revisions have, with those
	parameters   []*parameter
	bodies       map[string]*schema // of the request, by media type
	bodyRequired bool
	line         int             // of the operation in the document
	responses    map[int]*schema // of JSON bodies
	unchecked    map[int]bool    // statuses whose bodies may be other than JSON
}

// Documents tells whether the contract names that status for the operation.
func (op *Operation) Documents(status int) bool {
	return slices.Contains(op.Statuses, status)
}

// Answers tells whether the operation has answers with that status, documented or
// assumed.
func (op *Operation) Answers(status int) bool {
	return op.Documents(status) || slices.Contains(op.Assumed, status)
}

// StatusList is the documented statuses, and those that are assumed, for people.
func (op *Operation) StatusList() string {
	var texts []string
	for _, status := range op.Statuses {
		texts = append(texts, strconv.Itoa(status))
	}
	for _, status := range op.Assumed {
		texts = append(texts, strconv.Itoa(status)+" (assumed)")
	}
	return strings.Join(texts, ", ")
}

// Takes tells whether a body may have that media type.
func (op *Operation) Takes(mediaType string) bool { return op.bodies[mediaType] != nil }

// Params are the values of the path parameters, decoded, in a path of the
// operation that is not, with or without what base URLs end in.
func (op *Operation) Params(path string) exchange.Params {
	want, got := strings.Split(op.Path, "/"), strings.Split(strings.TrimSuffix(path, "/"), "/")
	got = got[max(0, len(got)-len(want)+1):] // the first of want is empty
	var params exchange.Params
	for i, segment := range want[1:] {
		if name, is := strings.CutPrefix(segment, "{"); is && i < len(got) {
			value, err := url.PathUnescape(got[i])
			if err != nil { // no path that came over the wire
				value = got[i]
			}
			params = append(params, exchange.Param{Name: strings.TrimSuffix(name, "}"), Value: value})
		}
	}
	return params
}

// ResponseHas tells whether the body that is documented for a status has that
// property at its top.
func (op *Operation) ResponseHas(status int, property string) bool {
	s := op.responses[status]
	return s != nil && s.shape.properties[property] != nil
}

func newOperation(c *compiler, path, method string, item *v3.PathItem, described *v3.Operation) (*Operation, error) {
	if described.OperationId == "" || described.Responses == nil {
		return nil, fmt.Errorf("%s %s: an operation needs an operationId and responses", method, path)
	}
	_, id, found := strings.Cut(described.OperationId, "_")
	if !found {
		id = described.OperationId
	}
	op := &Operation{
		ID: id, FullID: described.OperationId, Method: method, Path: path,
		bodies: map[string]*schema{}, responses: map[int]*schema{}, unchecked: map[int]bool{},
		line: described.GoLow().OperationId.KeyNode.Line,
	}
	err := errors.Join(
		readPermission(op, described),
		readParameters(op, c, item.Parameters, described.Parameters),
		readBodies(op, c, described.RequestBody),
		readResponses(op, c, described.Responses),
	)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", method, path, err)
	}
	_, op.Lookup = described.Extensions.Get("x-vsrsim-lookup")
	op.findElements()
	return op, nil
}

// What reads the document are functions and not methods: a method that names a type
// of libopenapi makes every package that names Operation load all of that library,
// which took the compiler 15 seconds for each.

func readPermission(op *Operation, described *v3.Operation) error {
	if node, ok := described.Extensions.Get("x-vsrsim-permission-name"); ok {
		op.PermissionName = node.Value
	}
	node, ok := described.Extensions.Get("x-drata-permissions")
	if !ok {
		return nil
	}
	var slugs []string
	if err := node.Decode(&slugs); err != nil || len(slugs) != 1 {
		return errors.New("x-drata-permissions must be a list of one permission")
	}
	op.Permission = slugs[0]
	return nil
}

func readParameters(op *Operation, c *compiler, ofPath, own []*v3.Parameter) error {
	var problems []error
	for i, p := range slices.Concat(ofPath, own) {
		at := parameterPath(operationPath(op.Path), i, p)
		if i >= len(ofPath) {
			at = parameterPath(operationPath(op.Path, strings.ToLower(op.Method)), i-len(ofPath), p)
		}
		parameter, err := newParameter(c, p, at)
		problems = append(problems, err)
		op.parameters = append(op.parameters, parameter)
	}
	return errors.Join(problems...)
}

func readBodies(op *Operation, c *compiler, described *v3.RequestBody) error {
	if described == nil {
		return nil
	}
	op.bodyRequired = described.Required != nil && *described.Required
	var problems []error
	for mediaType, media := range described.Content.FromOldest() {
		s, err := c.compile(media.Schema, contentPath(bodyPlace(op.Path, op.Method, described), mediaType))
		problems = append(problems, err)
		if s != nil && mediaType == "multipart/form-data" {
			s = s.texts()
		}
		op.bodies[mediaType] = s
		op.MediaTypes = append(op.MediaTypes, mediaType)
	}
	slices.Sort(op.MediaTypes)
	return errors.Join(problems...)
}

const jsonType = "application/json"

func readResponses(op *Operation, c *compiler, described *v3.Responses) error {
	var problems []error
	for code, response := range described.Codes.FromOldest() {
		status, err := strconv.Atoi(code)
		if err != nil {
			problems = append(problems, fmt.Errorf("the response %q is not a status", code))
			continue
		}
		if _, assumed := response.Extensions.Get("x-vsrsim-assumption"); assumed {
			op.Assumed = append(op.Assumed, status)
		} else {
			op.Statuses = append(op.Statuses, status)
		}
		if response.Content == nil {
			continue // an answer without a body
		}
		media, isJSON := response.Content.Get(jsonType)
		op.unchecked[status] = !isJSON || response.Content.Len() > 1
		if !isJSON {
			continue
		}
		s, err := c.compile(media.Schema, contentPath(responsePlace(op.Path, op.Method, code, response), jsonType))
		problems = append(problems, err)
		op.responses[status] = s
	}
	slices.Sort(op.Statuses)
	slices.Sort(op.Assumed)
	return errors.Join(problems...)
}
