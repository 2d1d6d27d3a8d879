package api

import (
	"errors"
	"net/http"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/contract"
	"github.com/vsrsim/vsrsim/simulator/exchange"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// Kind is a reason for an answer other than success.
type Kind int

// The reasons.
const (
	Internal Kind = iota // a bug of the simulator
	NoRoute
	NoCredentials
	MalformedCredentials
	UnknownKey
	ExpiredKey
	RevokedKey
	TermsNotAccepted
	PlanTooSmall
	Forbidden
	Invalid
	NotFound
	ActionsUnsupported
	ActionUnavailable
	NoRoom // for another sandbox: not an answer of the API, but of the simulator
)

// errorTable is how each reason looks to the client. Drata publishes no
// registry of codes: 26430 was observed on the wire, 12310 and 10000 are
// reported by its solution architects, the others stand in the error enum of
// its desktop agent and are assumed to be used here too (A3). The messages are
// the documented descriptions (A4).
var errorTable = map[Kind]struct {
	status  int
	code    int
	message string
}{
	Internal:             {500, 10010, "Internal server error"},
	NoRoute:              {404, 10170, "Not Found"},
	NoCredentials:        {401, 26430, "Unauthorized"},
	MalformedCredentials: {401, 10000, "Unauthorized"},
	UnknownKey:           {401, 12310, "Unauthorized"},
	ExpiredKey:           {401, 10000, "Unauthorized"},
	RevokedKey:           {401, 10000, "Unauthorized"},
	TermsNotAccepted:     {412, 10340, "You must accept the Drata terms and conditions to use the API"},
	PlanTooSmall:         {402, 10740, "You must upgrade your plan to use this feature."}, // A30
	Forbidden:            {403, 10820, "You are not allowed to perform this action"},
	Invalid:              {400, 10020, ""}, // the message is what is wrong
	NotFound:             {404, 10170, "Not Found"},
	ActionsUnsupported:   {422, 10000, "Actions are not supported for the given security review type."},
	NoRoom:               {503, 10010, "Service Unavailable"},
	ActionUnavailable: {422, 10000, "The requested action is not available for the current state of this " +
		"security review, or the security review type does not support actions."},
}

// Error is a reason with what the simulator knows about this case.
type Error struct {
	Kind   Kind
	Detail string
}

func (e Error) Error() string { return e.Detail }

// envelope is an error body: ExceptionResponsePublicV2Dto, or without a name
// ExceptionResponseDto.
type envelope struct {
	Name       string      `json:"name,omitzero"`
	StatusCode int         `json:"statusCode"`
	Message    string      `json:"message"`
	Code       int         `json:"code"`
	DebugInfo  **debugView `json:"debugInfo,omitzero"` // absent, null or what the simulator knows
}

// ErrorResponse is the documented answer to an error, in the envelope that the
// contract has for that operation and status. op is nil for a call that reached
// no operation. The text of an unknown error does not get out.
func ErrorResponse(op *contract.Operation, err error) exchange.Response {
	reason := classify(err)
	row := errorTable[reason.Kind]
	// A bad id is the only thing that can be wrong with a call to an operation
	// without a documented 400, and a bad id is the id of nothing (A6).
	if op != nil && reason.Kind == Invalid && !op.Documents(row.status) {
		row = errorTable[NotFound]
	}
	body := envelope{StatusCode: row.status, Message: row.message, Code: row.code, DebugInfo: debugInfo(reason)}
	if row.message == "" {
		body.Message = reason.Detail
		body.DebugInfo = nil
	}
	if op == nil || op.ResponseHas(row.status, "name") {
		body.Name = exceptionName(row.status)
	}
	response, err := exchange.JSONResponse(row.status, body)
	if err != nil { // an envelope is strings and numbers
		panic(err)
	}
	return response
}

// classify is the only translation of errors into reasons.
func classify(err error) Error {
	if reason, ok := errors.AsType[Error](err); ok {
		return reason
	}
	if e, ok := errors.AsType[state.NotFound](err); ok {
		return Error{NotFound, e.Error()}
	}
	if e, ok := errors.AsType[state.Invalid](err); ok {
		return Error{Invalid, e.Error()}
	}
	if e, ok := errors.AsType[state.ActionsUnsupported](err); ok {
		return Error{ActionsUnsupported, e.Error()}
	}
	if e, ok := errors.AsType[state.ActionUnavailable](err); ok {
		return Error{ActionUnavailable, e.Error()}
	}
	return Error{Kind: Internal}
}

// debugView is where the simulator says what it knows: the contract documents
// the property, and the message stays what the real API says (A4).
type debugView struct {
	Name    string `json:"name"`
	Message string `json:"message"`
}

// debugInfo is null without credentials, as the real API was seen to send (A1).
func debugInfo(reason Error) **debugView {
	var view *debugView
	switch {
	case reason.Kind == NoCredentials:
	case reason.Detail == "":
		return nil
	default:
		view = &debugView{"vsrsim", reason.Detail}
	}
	return &view
}

// exceptionName is the class name that NestJS has for a status (A4).
func exceptionName(status int) string {
	return strings.ReplaceAll(http.StatusText(status), " ", "") + "Exception"
}
