package control

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// refusal is an error of the control API's own.
type refusal struct {
	status int
	text   string
}

func (e refusal) Error() string { return e.text }

func badRequest(text string) error { return refusal{http.StatusBadRequest, text} }

func notFound(text string) error { return refusal{http.StatusNotFound, text} }

// maxMessage is how many bytes of a text an error has: it may be made of what a
// client sent.
const maxMessage = 16 << 10

// errorView is the body of every error.
type errorView struct {
	StatusCode int    `json:"statusCode"`
	Name       string `json:"name"`
	Message    string `json:"message"`
}

// errorResponse is the answer to an error. The text of an unknown error does
// not get out.
func errorResponse(err error) exchange.Response {
	status := statusOf(err)
	full := is[web.Full](err)
	view := errorView{StatusCode: status, Name: exceptionName(status), Message: "Internal server error"}
	if !isBug(status) {
		view.Message = exchange.Abbreviate(messageOf(err), maxMessage)
	}
	response, err := respond(status, view)
	if err != nil { // a view is strings and a number
		panic(err)
	}
	if status == http.StatusUnauthorized {
		response.Header = http.Header{"Www-Authenticate": {"Bearer"}}
	}
	if full {
		response.Header = http.Header{"Retry-After": {web.RetryAfter}}
	}
	return response
}

// messageOf is what an error says. A sandbox that is not there can be made, unless none can
// have its name.
func messageOf(err error) string {
	if is[scenario.NotFound](err) {
		return fmt.Sprintf("%v; GET %s/scenarios has the names", err, Prefix)
	}
	missing, ok := errors.AsType[sandbox.NotFound](err)
	if !ok || missing.Kind != "sandbox" {
		return err.Error()
	}
	if bad := sandbox.CheckName(missing.Kind, missing.Name); bad != nil {
		return fmt.Sprintf("%v: %v", err, bad)
	}
	return fmt.Sprintf("%v: PUT %s makes it, and so does the first call to the API with a key that ends in @%s",
		err, pathOf(missing.Name), missing.Name)
}

// statusOf is the only translation of errors into statuses.
func statusOf(err error) int {
	if e, ok := errors.AsType[refusal](err); ok {
		return e.status
	}
	switch {
	case is[state.Invalid](err), is[yamlfile.Problems](err), is[sandbox.BadName](err), errors.Is(err, sandbox.ErrOutOfTime):
		return http.StatusBadRequest
	case is[state.NotFound](err), is[sandbox.NotFound](err), is[scenario.NotFound](err):
		return http.StatusNotFound
	case errors.Is(err, sandbox.ErrDefault), errors.Is(err, sandbox.ErrManyCheckpoints),
		is[sandbox.NoMoment](err), is[recorder.Lacking](err), errors.Is(err, sandbox.ErrNotReached):
		return http.StatusConflict
	case errors.Is(err, sandbox.ErrFull), is[web.Full](err), is[errManyStreams](err):
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

func isBug(status int) bool { return status == http.StatusInternalServerError }

// exceptionName is the name that errors of the API have, too.
func exceptionName(status int) string {
	return strings.ReplaceAll(http.StatusText(status), " ", "") + "Exception"
}
