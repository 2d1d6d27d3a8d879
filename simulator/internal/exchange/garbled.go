package exchange

import "unicode/utf8"

// Garbled tells whether a name is UTF-8 that was read as latin1, which makes two letters of an é,
// and what was meant.
func Garbled(name string) (meant string, garbled bool) {
	var bytes []byte
	for _, r := range name {
		if r > 0xff {
			return "", false
		}
		bytes = append(bytes, byte(r))
		garbled = garbled || r >= utf8.RuneSelf
	}
	return string(bytes), garbled && utf8.Valid(bytes)
}
