package control

import (
	"encoding/json"
	"strconv"
)

// countText is a count as a text, which may be given as a number.
type countText string

// UnmarshalJSON takes what the contract lets pass: a text, or an integer in any
// form that JSON has for it.
func (t *countText) UnmarshalJSON(data []byte) error {
	var number float64
	if err := json.Unmarshal(data, &number); err == nil {
		*t = countText(strconv.FormatFloat(number, 'f', -1, 64))
		return nil
	}
	return json.Unmarshal(data, (*string)(t))
}
