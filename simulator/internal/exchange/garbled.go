package exchange

import "unicode/utf8"

// IsGarbled tells whether a name is UTF-8 that was read as latin1, which makes two
// letters of an é.
func IsGarbled(name string) bool {
	wide := false
	bytes := make([]byte, 0, len(name))
	for _, r := range name {
		if r > 0xff {
			return false
		}
		bytes = append(bytes, byte(r))
		wide = wide || r >= utf8.RuneSelf
	}
	return wide && utf8.Valid(bytes)
}
