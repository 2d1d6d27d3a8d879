package exchange

import "bytes"

// Values is how many values and names a text of JSON has at most: each but the first
// comes behind one of these signs. What stands in strings does not count.
func Values(text []byte) int {
	n := 1
	for len(text) > 0 {
		switch text[0] {
		case '"':
			text = behindString(text)
			continue
		case ',', ':', '[', '{':
			n++
		}
		text = text[1:]
	}
	return n
}

// behindString is what follows the string that a text begins with.
func behindString(text []byte) []byte {
	text = text[1:]
	for {
		end := bytes.IndexAny(text, `"\`)
		if end < 0 {
			return nil
		}
		if text[end] == '"' {
			return text[end+1:]
		}
		text = text[min(end+2, len(text)):]
	}
}
