package exchange

import (
	"strconv"
	"strings"
)

// MaxID is the largest integer that every JSON client holds exactly.
const MaxID = 1<<53 - 1

// maxIDDigits is how many digits MaxID has.
const maxIDDigits = 16

// ParseID reads the id of a record out of a path: a JSON number, which may have
// leading zeros, whose value is an integer from 1 to MaxID (A5). So 1, 01, 1.0 and
// 10e-1 are all 1. Its cost is that of reading the text once, whatever the
// exponent.
func ParseID(text string) (id int64, ok bool) {
	if id, ok = plainID(text); ok {
		return id, true
	}
	return anyID(text)
}

// anyID is ParseID for ids in all of their forms.
func anyID(text string) (id int64, ok bool) {
	digits, point, ok := decimal(text)
	if !ok || digits == "" || point < len(digits) || point > maxIDDigits {
		return 0, false
	}
	id, err := strconv.ParseInt(digits+strings.Repeat("0", point-len(digits)), 10, 64)
	if err != nil || id > MaxID {
		return 0, false
	}
	return id, true
}

// plainID reads an id as ids are written, and no other.
func plainID(text string) (id int64, ok bool) {
	if len(text) >= maxIDDigits || !isDigits(text) || text[0] == '0' {
		return 0, false
	}
	for _, digit := range []byte(text) {
		id = id*10 + int64(digit-'0')
	}
	return id, true
}

// CanonicalID is the id of a record as it is written in decimal; what is none
// stays as it is.
func CanonicalID(text string) string {
	if id, ok := ParseID(text); ok {
		return strconv.FormatInt(id, 10)
	}
	return text
}

// decimal takes a JSON number without a sign apart: its value is 0.digits times
// ten to the power of point, and digits neither begins nor ends with a zero.
func decimal(text string) (digits string, point int, ok bool) {
	mantissa, exponent := text, ""
	if at := strings.IndexAny(text, "eE"); at >= 0 {
		mantissa, exponent = text[:at], text[at+1:]
		if exponent == "" {
			return "", 0, false
		}
	}
	whole, fraction, hasPoint := strings.Cut(mantissa, ".")
	shift, isPower := power(exponent)
	if !isPower || !isDigits(whole) || hasPoint && !isDigits(fraction) {
		return "", 0, false
	}
	all := whole + fraction
	digits = strings.TrimLeft(all, "0")
	point = len(whole) - (len(all) - len(digits)) + shift
	return strings.TrimRight(digits, "0"), point, true
}

// power reads an exponent. One beyond any text that a client can send counts as
// that bound.
func power(exponent string) (shift int, ok bool) {
	const bound = 1 << 30
	if exponent == "" {
		return 0, true
	}
	sign := 1
	switch exponent[0] {
	case '-':
		sign, exponent = -1, exponent[1:]
	case '+':
		exponent = exponent[1:]
	}
	if !isDigits(exponent) {
		return 0, false
	}
	shift, err := strconv.Atoi(exponent)
	if err != nil || shift > bound {
		shift = bound
	}
	return sign * shift, true
}

func isDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}
