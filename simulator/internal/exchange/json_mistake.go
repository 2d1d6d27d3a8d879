package exchange

import (
	"bytes"
	"regexp"

	"github.com/go-json-experiment/json/jsontext"
)

// mistake says in words what people do who write JSON by hand or with another
// language's printer, and what to do instead; empty if it is none of these. It
// reads the body once more, up to where it is no JSON.
func mistake(body []byte) string {
	decoder := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	var err error
	for err == nil {
		_, err = decoder.ReadToken()
	}
	kind, count := decoder.StackIndex(decoder.StackDepth())
	read, unread := body[:decoder.InputOffset()], body[decoder.InputOffset():]
	rest := trimSpace(unread)
	comma, colon := bytes.HasPrefix(rest, []byte(",")), bytes.HasPrefix(rest, []byte(":"))
	if comma || colon {
		rest = trimSpace(rest[1:])
	}
	switch {
	case matches(comment, rest):
		return "JSON has no comments, leave them out"
	case bytes.HasPrefix(rest, []byte("\ufeff")):
		return "it begins with a byte order mark, leave that out"
	case comma && matches(closing, rest):
		return "a comma stands before the end of a list or an object, leave that out"
	case !comma && !colon && count > 0: // the value before may go on
		if matches(lastDigit, read[max(0, len(read)-1):]) && matches(moreNumber, unread) {
			return badNumber
		}
		return ""
	case matches(otherQuote, rest):
		return `names and texts need double quotes, as in "title"`
	case kind == '{' && !colon && matches(bareName, rest):
		return `names need double quotes, as in "title"`
	default:
		return valueMistake(rest, decoder.StackDepth() == 0)
	}
}

const badNumber = "numbers are decimal, without + and leading zeros, as in 0.5"

// valueMistake is what is wrong with what stands in the place of a value, or of
// the whole body.
func valueMistake(rest []byte, whole bool) string {
	switch {
	case matches(notANumber, rest):
		return "NaN and Infinity are no JSON, send null or leave the property out"
	case matches(otherLiteral, rest):
		return "literals are true, false and null, in lower case"
	case matches(otherNumber, rest):
		return badNumber
	case whole && matches(bareName, rest):
		return `it begins with neither { nor [, send an object as in {"title": "x"}`
	case matches(bareText, rest):
		return `texts need double quotes, as in "title"`
	}
	return ""
}

var (
	comment      = regexp.MustCompile(`^(//|/\*|#)`)
	closing      = regexp.MustCompile(`^[}\]]`)
	otherQuote   = regexp.MustCompile("^['`‘’“”]")
	bareName     = regexp.MustCompile(`^[^"{}\[\],:\s]`)
	notANumber   = regexp.MustCompile(`^-?(?i:nan|inf)`)
	otherLiteral = regexp.MustCompile(`^(?i:true|false|null|none|nil|undefined)\b`)
	lastDigit    = regexp.MustCompile(`[0-9]$`)
	moreNumber   = regexp.MustCompile(`^[0-9a-zA-Z_.]`)
	otherNumber  = regexp.MustCompile(`^(\+|-?\.[0-9]|-?[0-9]+\.([^0-9]|$))`)
	bareText     = regexp.MustCompile(`^[\p{L}_$]`)
)

func matches(pattern *regexp.Regexp, rest []byte) bool {
	return pattern.Match(rest[:min(len(rest), 100)])
}

func trimSpace(text []byte) []byte { return bytes.TrimLeft(text, " \t\r\n") }
