package contract

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

func (a *acceptor) acceptsText(text string) bool {
	long := a.minRunes > 0 || len(text) > a.maxRunes // so that its runes have to be counted
	return a.kinds&ofText != 0 && (!long || a.hasLength(utf8.RuneCountInString(text))) && hasContent(a, text)
}

// acceptsTexts is for the items of a list of texts, as a query has them.
func (a *acceptor) acceptsTexts(texts []string) bool {
	if a.kinds&ofList == 0 || a.items == nil || len(texts) < a.minItems || len(texts) > maxCompared {
		return false
	}
	for i, text := range texts {
		if !a.items.acceptsText(text) || a.unique && slices.Contains(texts[:i], text) {
			return false
		}
	}
	return true
}

// acceptsJSONText is the same for a text as it stands in JSON. Only one without escapes has
// a content that can be looked at.
func (a *acceptor) acceptsJSONText(text exchange.JSONText) bool {
	long := a.minRunes > 0 || len(text.Raw()) > a.maxRunes
	if a.kinds&ofText == 0 || long && !a.hasLength(text.Runes()) {
		return false
	}
	return a.anyContent() || text.Plain() && hasContent(a, text.Raw())
}

func (a *acceptor) hasLength(runes int) bool { return a.minRunes <= runes && runes <= a.maxRunes }

// anyContent tells whether only the length of a text counts.
func (a *acceptor) anyContent() bool { return !a.isEnum && len(a.formats)+len(a.patterns) == 0 }

func hasContent[T string | []byte](a *acceptor, text T) bool {
	if a.isEnum && !isOneOf(a.enum, text) {
		return false
	}
	for _, format := range a.formats {
		if !hasFormat(format.Name, text) && format.Validate(string(text)) != nil {
			return false
		}
	}
	for _, pattern := range a.patterns {
		if !pattern.MatchString(string(text)) {
			return false
		}
	}
	return true
}

func isOneOf[T string | []byte](allowed []string, text T) bool {
	for _, one := range allowed {
		if one == string(text) {
			return true
		}
	}
	return false
}

// hasFormat tells of texts as they are usually written that they have a format. Of all others,
// as of those of a leap second, the library has to be asked.
func hasFormat[T string | []byte](format string, text T) bool {
	switch format {
	case "date":
		return len(text) == dateSize && isDate(text)
	case "date-time":
		return len(text) > dateSize && isDate(text[:dateSize]) && (text[dateSize] == 'T' || text[dateSize] == 't') && isTime(text[dateSize+1:])
	case "email":
		return isEmail(text)
	default:
		return false
	}
}

const (
	dateSize = len("2006-01-02")
	timeSize = len("15:04:05")
)

// isDate is false of dates before the year 1.
func isDate[T string | []byte](text T) bool {
	if text[4] != '-' || text[7] != '-' {
		return false
	}
	year, month, day := number(text[:4]), number(text[5:7]), number(text[8:dateSize])
	return year > 0 && month > 0 && month <= 12 && day > 0 && day <= daysIn(year, month)
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	default:
		return 31
	}
}

// isTime is for a time of day and what its zone is.
func isTime[T string | []byte](text T) bool {
	if len(text) <= timeSize || text[2] != ':' || text[5] != ':' ||
		!isUpTo(23, text[:2]) || !isUpTo(59, text[3:5]) || !isUpTo(59, text[6:timeSize]) {
		return false
	}
	rest := text[timeSize:]
	if rest[0] == '.' {
		digits := 1
		for digits < len(rest) && isDigit(rest[digits]) {
			digits++
		}
		if digits == 1 || digits == len(rest) {
			return false
		}
		rest = rest[digits:]
	}
	if len(rest) == len("Z") {
		return rest[0] == 'Z' || rest[0] == 'z'
	}
	return len(rest) == len("+01:00") && (rest[0] == '+' || rest[0] == '-') && rest[3] == ':' &&
		isUpTo(23, rest[1:3]) && isUpTo(59, rest[4:])
}

func isUpTo[T string | []byte](most int, digits T) bool {
	n := number(digits)
	return n >= 0 && n <= most
}

// number is what decimal digits stand for, -1 if they are none.
func number[T string | []byte](digits T) (n int) {
	for i := range len(digits) {
		if !isDigit(digits[i]) {
			return -1
		}
		n = n*10 + int(digits[i]-'0')
	}
	return n
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// maxEmail is far below what the library allows of an address, and of each part of it.
const maxEmail = 63

// isEmail is for words with dots between them, on both sides of the at sign.
func isEmail[T string | []byte](text T) bool {
	if len(text) > maxEmail {
		return false
	}
	at, word := false, false // whether a word has begun here
	for i := range len(text) {
		switch c := text[i]; {
		case isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			word = true
		case !word:
			return false
		case c == '@' && !at:
			at, word = true, false
		case c == '.' || c == '-' || !at && strings.IndexByte("+_", c) >= 0:
			word = false
		default:
			return false
		}
	}
	return at && word
}
