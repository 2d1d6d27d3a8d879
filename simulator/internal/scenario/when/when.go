// Package when is which calls a rule or a selector is about: the form of a when in a
// file, its lint, and the conditions that a call is held against.
//
// The types of this file are the form of a when. The JSON Schema for editors is made of
// them, so every field has its help in the tag about.
package when

import (
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// When is which calls a rule is for.
type When struct {
	Operation  []string           `yaml:"operation,single" about:"The operation or operations, by the short name or the whole operationId; * stands for any characters."`
	Method     []string           `yaml:"method,single" about:"The HTTP method or methods."`
	Path       map[string]Matcher `yaml:"path" about:"Path parameters by name, such as vendorId."`
	Query      map[string]Matcher `yaml:"query" about:"Query parameters by name. One of several values has to match."`
	Header     map[string]Matcher `yaml:"header" about:"Headers by name. One of several values has to match."`
	Body       map[string]Matcher `yaml:"body" about:"Properties of the JSON body, or fields of the form, by name or JSONPath ($.a.b). One of several values has to match."`
	Part       *PartMatcher       `yaml:"part" about:"A part of a multipart form: one part has to match all that is given."`
	Key        *Matcher           `yaml:"key" about:"The API key, without the name of the sandbox."`
	Permission []string           `yaml:"permission,single" about:"The permission that the operation needs, such as vendors-get; * stands for any characters."`
	Review     *ReviewMatcher     `yaml:"review" about:"The review that the path names, as it is before the call."`
	Vendor     *VendorMatcher     `yaml:"vendor" about:"The vendor that the path names, as it is before the call."`
	State      []string           `yaml:"state,single" about:"The state of the scenario; it begins in the state start."`
	Where      string             `yaml:"where" about:"An expression over the same names (https://expr-lang.org/docs/language-definition): operation, method, path, query, header, body, parts, key, permission, review, vendor, state, now."`
}

// Matcher is what one value has to be. A plain value stands for equals.
type Matcher struct {
	Plain    yamlfile.Any   `yaml:",plain"`
	Equals   yamlfile.Any   `yaml:"equals" about:"Is equal to this value."`
	Contains *string        `yaml:"contains" about:"Is a text that has this text in it, or a list that has this item."`
	Matches  *Pattern       `yaml:"matches" about:"Is a text that this regular expression (RE2) matches a part of."`
	In       []yamlfile.Any `yaml:"in" about:"Is equal to one of these values."`
	Present  *bool          `yaml:"present" about:"true: is there. false: is not there."`
	Absent   *bool          `yaml:"absent" about:"true: is not there. false: is there."`
	Less     *Bound         `yaml:"less" about:"Is a number, a size or a time below this one."`
	Greater  *Bound         `yaml:"greater" about:"Is a number, a size or a time above this one."`
}

// PartMatcher is what one part of a form has to be.
type PartMatcher struct {
	Field     *Matcher `yaml:"field" about:"The name of the field."`
	Name      *Matcher `yaml:"name" about:"The file name."`
	Extension *Matcher `yaml:"extension" about:"What follows the last dot of the file name, in lower case."`
	Size      *Matcher `yaml:"size" about:"The size in bytes; less and greater also take 10MiB."`
}

// ReviewMatcher is what the review of a call has to be.
type ReviewMatcher struct {
	ID              *Matcher `yaml:"id" about:"The id."`
	Type            *Matcher `yaml:"type" about:"SECURITY, SOC_REPORT or UPLOAD_REPORT."`
	Status          *Matcher `yaml:"status" about:"NOT_YET_STARTED, IN_PROGRESS, COMPLETED or NOT_REQUIRED."`
	Decision        *Matcher `yaml:"decision" about:"PENDING, APPROVED and so on."`
	Title           *Matcher `yaml:"title" about:"The title."`
	UserID          *Matcher `yaml:"userId" about:"The id of the reviewer."`
	RequesterUserID *Matcher `yaml:"requesterUserId" about:"The id of the requester."`
	Finalizable     *Matcher `yaml:"finalizable" about:"true: the action finalize is available."`
}

// VendorMatcher is what the vendor of a call has to be.
type VendorMatcher struct {
	ID            *Matcher `yaml:"id" about:"The id."`
	Name          *Matcher `yaml:"name" about:"The name."`
	SecurityOwner *Matcher `yaml:"securityOwner" about:"The user id of the security owner."`
}

// ids are the names of operations.
func ids(operations []*contract.Operation) []string {
	names := make([]string, len(operations))
	for i, op := range operations {
		names[i] = op.ID
	}
	return names
}

// operationsOf are the operations of a contract that a rule is for.
func operationsOf(c *contract.Contract, w When) []*contract.Operation {
	var covered []*contract.Operation
	for _, op := range c.Operations {
		if _, ok := w.Covers(op); ok {
			covered = append(covered, op)
		}
	}
	return covered
}

// Wanted is what a list of names asks for: operation, method, permission or
// state.
func (w When) Wanted(field string) string { return joinedWithOr(w.words(field)) }

func (w When) words(field string) []string {
	switch field {
	case "operation":
		return w.Operation
	case "method":
		return w.Method
	case "state":
		return w.State
	default:
		return w.Permission
	}
}

func joinedWithOr(names []string) string {
	if len(names) == 1 {
		return "is " + names[0]
	}
	return "is one of " + strings.Join(names, ", ")
}
