package api

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// Kind is a reason for an answer other than success.
type Kind int

// The reasons.
const (
	Internal Kind = iota // a bug of the simulator
	NoRoute
	NotSimulated // a documented operation: not an answer of the API, but of the simulator
	NoCredentials
	NoCredentialsOutside // of the API
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
	ActionUnavailableNow // of a revision where all types have actions
	NoRoom               // for another sandbox or record: not an answer of the API, but of the simulator
	NoMemory             // for another body, likewise
)

// errorTable is how each reason looks to the client. Drata publishes no
// registry of codes: 26430 was observed on the wire, 12310 and 10000 are
// reported by its solution architects, the others stand in the error enum of
// its desktop agent and are assumed to be used here too (A3). The messages are
// the documented descriptions (A4).
var errorTable = map[Kind]errorRow{
	Internal:             {500, 10010, "Internal server error"},
	NoRoute:              {404, 10170, "Not Found"},
	NotSimulated:         {501, 10000, "Not Implemented"}, // A37
	NoCredentials:        {401, 26430, "Unauthorized"},
	NoCredentialsOutside: {401, 12300, "Unauthorized"}, // A36
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
	NoMemory:             {503, 10010, "Service Unavailable"},
	ActionUnavailable: {422, 10000, "The requested action is not available for the current state of this " +
		"security review, or the security review type does not support actions."},
	ActionUnavailableNow: {422, 10000, "The requested action is not available for the current state of this security review."},
}

type errorRow struct {
	status  int
	code    int
	message string
}

// standardKinds are the reasons that a status stands for when a scenario or a
// client asks for it. A 422 depends on the operation.
var standardKinds = map[int]Kind{
	401: ExpiredKey, 402: PlanTooSmall, 403: Forbidden, 404: NotFound,
	412: TermsNotAccepted, 422: ActionUnavailable, 500: Internal,
}

// Error is a reason with what the simulator knows about this case.
type Error struct {
	Kind   Kind
	Detail string
	// Violations are the differences from the contract that led to it, if that
	// is why: those that only the operation could see.
	Violations contract.Violations
}

func (e Error) Error() string { return e.Detail }

// maxMessage is how many bytes of a text an envelope has: it may be made of what a
// client sent.
const maxMessage = 16 << 10

// envelope is an error body: ExceptionResponsePublicV2Dto, or without a name
// ExceptionResponseDto.
type envelope struct {
	Name       string      `json:"name,omitzero"`
	StatusCode int         `json:"statusCode"`
	Message    any         `json:"message"` // a text, or contract.InvalidProperty
	Code       int         `json:"code"`
	DebugInfo  **debugView `json:"debugInfo,omitzero"` // absent, null or what the simulator knows
}

// ErrorResponse is the documented answer to an error, in the envelope that the
// contract has for that operation and status, or as it was observed. op is nil for a
// call that reached no operation. The text of an unknown error does not get out.
func ErrorResponse(op *contract.Operation, err error, form exchange.ErrorForm) exchange.Response {
	reason := classify(err)
	row := errorTable[reason.Kind]
	// A bad id is the only thing that can be wrong with a call to an operation
	// without a 400, and a bad id is the id of nothing (A6).
	if op != nil && reason.Kind == Invalid && !op.Answers(row.status) { // A59
		row = errorTable[NotFound]
	}
	if form == exchange.ErrorsObserved && !slices.Contains(ofSimulator, reason.Kind) {
		return observed(row, reason, op)
	}
	if row.message == "" {
		return respond(op, errorRow{row.status, row.code, reason.Detail}, nil)
	}
	return respond(op, row, debugInfo(reason))
}

// StatusResponse is the API's own answer with an error status that did not come
// about by itself; why says how it did. A status that no reason has is answered
// with its name (A32).
func StatusResponse(op *contract.Operation, status int, why string, form exchange.ErrorForm) exchange.Response {
	row := errorRow{status, errorTable[Invalid].code, http.StatusText(status)}
	if kind, known := standardKinds[status]; known {
		if kind == ActionUnavailable && op.Method == http.MethodGet {
			kind = ActionsUnsupported
		}
		row = errorTable[kind]
	}
	if form == exchange.ErrorsObserved {
		return observedStatus(op, row)
	}
	return respond(op, row, debugInfo(Error{Kind: Internal, Detail: why}))
}

// BadPreference is the answer to a header of the simulator's own, or to Prefer,
// that cannot be followed: a 400 also where none is documented.
func BadPreference(op *contract.Operation, why string) exchange.Response {
	return respond(op, errorRow{http.StatusBadRequest, errorTable[Invalid].code, why}, nil)
}

func respond(op *contract.Operation, row errorRow, debug **debugView) exchange.Response {
	body := envelope{StatusCode: row.status, Message: exchange.Abbreviate(row.message, maxMessage), Code: row.code, DebugInfo: debug}
	if hasName(op, row.status) {
		body.Name = exceptionName(row.status)
	}
	return body.response()
}

func (e envelope) response() exchange.Response {
	response, err := exchange.JSONResponse(e.StatusCode, e)
	if err != nil { // an envelope is strings and numbers
		panic(err)
	}
	return response
}

// plain are the statuses whose errors have no name where the contract does not say
// otherwise.
var plain = []int{401, 402, 403, 412, 500}

// hasName tells whether an error has the envelope with a name, as the contract has
// it for the operation and the status.
func hasName(op *contract.Operation, status int) bool {
	if op == nil {
		return !slices.Contains(plain, status)
	}
	documented := op.Documents(status) || slices.Contains(op.Assumed, status)
	return !documented || op.ResponseHas(status, "name")
}

// classify is the only translation of errors into reasons.
func classify(err error) Error {
	if reason, ok := errors.AsType[Error](err); ok {
		return reason
	}
	if e, ok := errors.AsType[state.NotFound](err); ok {
		return Error{Kind: NotFound, Detail: e.Error()}
	}
	if e, ok := errors.AsType[state.Invalid](err); ok {
		return Error{Kind: Invalid, Detail: e.Error()}
	}
	if e, ok := errors.AsType[state.NoIDs](err); ok {
		return Error{Kind: NoRoom, Detail: e.Error()}
	}
	if e, ok := errors.AsType[state.ActionsUnsupported](err); ok {
		return Error{Kind: ActionsUnsupported, Detail: e.Error()}
	}
	if e, ok := errors.AsType[state.ActionUnavailable](err); ok && e.Rules.ActionsForAll {
		return Error{Kind: ActionUnavailableNow, Detail: e.Error()}
	} else if ok {
		return Error{Kind: ActionUnavailable, Detail: e.Error()}
	}
	return Error{Kind: Internal}
}

// HasNoRoom tells whether the answer to an error is none of the API, but the
// simulator's own: it has no room.
func HasNoRoom(err error) bool {
	kind := classify(err).Kind
	return kind == NoRoom || kind == NoMemory
}

// ofSimulator are the reasons whose answers are none of the API. They say what to do.
var ofSimulator = []Kind{Internal, NotSimulated, NoRoom, NoMemory}

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
		view = &debugView{"vsrsim", exchange.Abbreviate(reason.Detail, maxMessage)}
	}
	return &view
}

// exceptionName is the class name that NestJS has for a status (A4).
func exceptionName(status int) string {
	return strings.ReplaceAll(http.StatusText(status), " ", "") + "Exception"
}

// Violations are the differences from the contract that an error is about.
func Violations(err error) contract.Violations {
	reason, _ := errors.AsType[Error](err)
	return reason.Violations
}
