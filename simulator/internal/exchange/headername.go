package exchange

import "regexp"

var headerName = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")

// IsHeaderName tells whether a text can be the name of a header: a token of RFC 9110.
func IsHeaderName(name string) bool { return headerName.MatchString(name) }
