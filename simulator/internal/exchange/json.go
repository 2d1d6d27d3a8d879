package exchange

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// BodyError says why a body cannot be understood at all, before any schema is
// asked.
type BodyError struct {
	Where  string // JSON pointer, for a form "/" and the name of the part; empty for the whole body
	Header string // that is at fault, in the place of the body; empty if none is
	Text   string // goes on after the place: "is not valid JSON"
}

func (e *BodyError) Error() string {
	switch {
	case e.Header != "":
		return e.Header + " " + e.Text
	case e.Where == "":
		return "the body " + e.Text
	}
	return e.Where + " " + e.Text
}

// DecodeJSON reads one JSON value. Unlike encoding/json it refuses what would
// be read differently by two parsers: duplicate names, invalid UTF-8, anything
// after the value. Every error is a *BodyError.
func DecodeJSON(body []byte) (any, error) {
	if value, ok := decodePlain(body); ok {
		return value, nil
	}
	return decodeAny(body)
}

// decodeAny is DecodeJSON for all JSON, and says what is none.
func decodeAny(body []byte) (any, error) {
	var value any
	err := json.Unmarshal(body, &value)
	if err == nil {
		return value, nil
	}
	return nil, describeJSONError(body, err)
}

// maxPointer is how long the place of an error may be for people to read it.
const maxPointer = 200

func describeJSONError(body []byte, err error) *BodyError {
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		where := string(syntax.JSONPointer)
		if errors.Is(syntax.Err, jsontext.ErrDuplicateName) {
			return &BodyError{Where: where, Text: fmt.Sprintf("is given twice (at byte %d)", syntax.ByteOffset)}
		}
		if len(where) > maxPointer { // of something nested so deep that its place says nothing
			where = ""
		}
		return &BodyError{Where: where, Text: fmt.Sprintf("is not valid JSON: %s (at byte %d)", cmp.Or(mistake(body), plainCause(syntax.Err)), syntax.ByteOffset)}
	}
	if semantic, ok := errors.AsType[*json.SemanticError](err); ok {
		text := "cannot be represented"
		if semantic.Err != nil {
			text += ": " + plainCause(semantic.Err)
		}
		return &BodyError{Where: string(semantic.JSONPointer), Text: text}
	}
	return &BodyError{Text: "is not valid JSON: " + plainCause(err)}
}

// plainCause drops the package names in front of a library's message.
func plainCause(err error) string {
	text := err.Error()
	for _, prefix := range []string{"jsontext: ", "json: ", "multipart: "} {
		text = strings.TrimPrefix(text, prefix)
	}
	return text
}

// AppendJSON appends a value as JSONResponse writes it; equal ones make equal bytes. It
// fails for one that cannot be encoded.
func AppendJSON(body []byte, value any) ([]byte, error) {
	text, err := json.Marshal(value, jsontext.AllowInvalidUTF8(true), json.Deterministic(true))
	return append(body, text...), err
}

// AppendText appends a text as JSON. Bytes that are no UTF-8 become U+FFFD.
func AppendText[T ~[]byte | ~string](body []byte, text T) []byte {
	body, _ = jsontext.AppendQuote(body, text) // it says so as well, having appended all
	return body
}
