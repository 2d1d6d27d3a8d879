package api

import (
	"encoding/json"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// observed is the answer to an error as it was seen (A70): without a name, with null
// for debugInfo, and what a request does not meet as a list.
func observed(row errorRow, reason Error, op *contract.Operation) exchange.Response {
	body := observedEnvelope(row)
	var invalid []contract.InvalidProperty
	if row.message == "" && op != nil {
		invalid = op.InvalidProperties(reason.Violations)
	}
	switch {
	case reason.Kind == NoCredentialsOutside:
		body.DebugInfo = nil // A36
	case row.message != "" || op == nil:
	case len(invalid) > 0:
		body.Message = bounded(invalid)
	default: // of a parser, or of the operation itself (A73)
		body.Message = exchange.Abbreviate(reason.Detail, maxMessage)
	}
	return body.response()
}

// observedStatus is the answer with a status that did not come about by itself. A 400
// is about a property that the request might have had (A75).
func observedStatus(op *contract.Operation, row errorRow) exchange.Response {
	body := observedEnvelope(row)
	if invalid := op.AnInvalidProperty(); row.status == errorTable[Invalid].status && len(invalid) > 0 {
		body.Message = invalid
	}
	return body.response()
}

func observedEnvelope(row errorRow) envelope {
	var null *debugView
	return envelope{StatusCode: row.status, Message: row.message, Code: row.code, DebugInfo: &null}
}

// bounded are as many of these as a message has room for: their names may be anything
// that a client sent.
func bounded(all []contract.InvalidProperty) []contract.InvalidProperty {
	size := 0
	for i, invalid := range all {
		size += len(invalid.Property)
		for key, text := range invalid.Constraints {
			size += len(key) + len(text)
		}
		if size > maxMessage && i > 0 {
			return all[:i]
		}
	}
	return all
}

// AsPublished is an answer in the observed form as the contract declares it, with
// nothing changed but what the form makes of an error (A70): so whatever else differs
// is found.
func AsPublished(op *contract.Operation, response exchange.Response) exchange.Response {
	var body map[string]json.RawMessage
	if json.Unmarshal(response.Body, &body) != nil || body == nil {
		return response
	}
	var invalid []contract.InvalidProperty
	if json.Unmarshal(body["message"], &invalid) == nil && len(invalid) > 0 && !slices.ContainsFunc(invalid, isNone) {
		body["message"] = json.RawMessage(`""`)
	}
	if string(body["debugInfo"]) == "null" {
		delete(body, "debugInfo")
	}
	if _, named := body["name"]; !named && hasName(op, response.Status) {
		body["name"] = json.RawMessage(`""`)
	}
	published, err := json.Marshal(body)
	if err != nil { // it is made of JSON
		panic(err)
	}
	response.Body = published
	return response
}

func isNone(p contract.InvalidProperty) bool { return p.Property == "" || len(p.Constraints) == 0 }
