package cli

import (
	"encoding/csv"
	"errors"
	"strings"
)

// list is a flag that takes names, more than one between commas, and may be given
// more than once. Blanks around a name are no part of it. A name with a comma in
// it stands in double quotes.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

func (l *list) Type() string { return "names" }

func (l *list) Set(text string) error {
	if strings.TrimSpace(text) == "" { // most likely a variable that is not set
		return errors.New("must not be empty: leave the flag out for none")
	}
	reader := csv.NewReader(strings.NewReader(text))
	reader.TrimLeadingSpace = true
	names, err := reader.Read()
	if err != nil {
		return errors.New(`must be names with commas between them; one with a comma or a quote in it stands in double quotes`)
	}
	for i, name := range names {
		if names[i] = strings.TrimSpace(name); names[i] == "" {
			return errors.New("must not be empty between commas")
		}
	}
	*l = append(*l, names...)
	return nil
}
