package exchange

import (
	"iter"
	"net/url"
	"strings"
	"unicode/utf8"
)

// maxPairs is how many pairs of a query are read; the query parser of Express
// stops there, too (A52).
const maxPairs = 1000

// QueryPairs yields the names and values of a query in order, decoded. Pairs end
// at & alone. What cannot be decoded, because an escape is broken or does not
// stand for UTF-8, keeps its text as it came, so that a check finds it (A52). It
// ends after the first 1,000 pairs.
func QueryPairs(raw string) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		count := 0
		for pair := range strings.SplitSeq(raw, "&") {
			if pair == "" {
				continue
			}
			if count++; count > maxPairs {
				return
			}
			name, value, _ := strings.Cut(pair, "=")
			if !yield(decoded(name), decoded(value)) {
				return
			}
		}
	}
}

// ParseQuery reads the query of a request, each name as QueryName has it. It is
// the only reading of queries: for the check, for rules and for the journal.
func ParseQuery(raw string) url.Values {
	query := url.Values{}
	for name, value := range QueryPairs(raw) {
		name = QueryName(name)
		query[name] = append(query[name], value)
	}
	return query
}

// QueryName is the name of the parameter that a key of a query gives a value to:
// expand[0] is an item of expand[] (A53). Every other key is its own.
func QueryName(key string) string {
	if !strings.HasSuffix(key, "]") {
		return key
	}
	open := strings.LastIndexByte(key, '[')
	if open > 0 && isDigits(key[open+1:len(key)-1]) {
		return key[:open] + "[]"
	}
	return key
}

func decoded(text string) string {
	plain, err := url.QueryUnescape(text)
	if err != nil || !utf8.ValidString(plain) {
		return strings.ReplaceAll(text, "+", " ")
	}
	return plain
}
