package api

import (
	"net/http"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/madeup"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// lookup is what the contract says of an operation beside those on reviews: how its
// answers are made follows from it, so that no code is for one field alone.
type lookup struct {
	record  contract.Field  // a record of the answer: the answer itself, or a row of the list
	list    bool            // the answer is one
	expands map[string]bool // fields that the client has to ask for
	filters []string        // query parameters, named as the fields that they are for
}

// expandedBy names the expand value of the fields that have another name (A45).
var expandedBy = map[string]string{"user": "vendorUser", "dataAccessedOrProcessedList": "dataAccessedOrProcessed"}

// alone are fields of a single read, which rows of lists have only if asked.
var alone = []string{"_links", "downloadUrl"}

func lookupOf(op *contract.Operation) *lookup {
	if !op.Lookup {
		return nil
	}
	l := &lookup{record: op.Answer(http.StatusOK), expands: map[string]bool{}}
	if rows := l.record.Field("data"); rows != nil {
		l.record, l.list = *rows.Items, true
	}
	for _, e := range op.Elements {
		switch {
		case e.Kind == contract.ElementValue && e.Name == expandKey:
			l.expands[e.Value] = true
		case e.Kind == contract.ElementParameter && !notFilters[e.Name]:
			l.filters = append(l.filters, e.Name)
		}
	}
	return l
}

// has tells whether an answer has a field, and whether as null: what the client did not
// ask for is left out, or null where the contract wants it to be there (A45).
func (l *lookup) has(f *contract.Field, asked []string) (has, null bool) {
	name := f.Name
	if other, renamed := expandedBy[name]; renamed && l.expands[other] {
		name = other
	}
	switch {
	case slices.Contains(asked, name):
		return true, false
	case l.expands[name]:
		return f.Required, true
	case l.list && slices.Contains(alone, name):
		return false, false
	}
	return true, false
}

// kind is how the records of one kind are answered with.
type kind[T any] struct {
	name string // of their list in a fixture
	// facts are what the values that are made up go by, and those that the fixture sets.
	facts func(*T) (of madeup.Record, fields state.Fields)
	// own writes the values that the world knows, by the name of the field.
	own map[string]func(*answer, *T)
}

// begin takes a record to write fields of.
func begin[T any](a *answer, k *kind[T], record *T) state.Fields {
	of, fields := k.facts(record)
	of.Kind, of.Seed = k.name, a.Seed
	a.maker.Begin(of)
	return fields
}

// writeRecord writes the whole record.
func writeRecord[T any](a *answer, k *kind[T], record *T) {
	fields, asked := begin(a, k, record), a.query[expandKey]
	a.body = append(a.body, '{')
	first := true
	for i := range a.lookup.record.Fields {
		f := &a.lookup.record.Fields[i]
		has, null := a.lookup.has(f, asked)
		if !has {
			continue
		}
		if !first {
			a.body = append(a.body, ',')
		}
		first = false
		a.body = append(exchange.AppendText(a.body, f.Name), ':')
		if null {
			a.null()
			continue
		}
		writeField(a, k, record, fields, f)
	}
	a.body = append(a.body, '}')
}

// writeField writes the value of a field: what the world knows, what the fixture sets, or what
// is made up.
func writeField[T any](a *answer, k *kind[T], record *T, fields state.Fields, f *contract.Field) {
	if write := k.own[f.Name]; write != nil {
		write(a, record)
	} else if value, set := fields[f.Name]; set {
		a.json(value)
	} else {
		a.body = a.maker.Append(a.body, f)
	}
}

// keeps is the filter of a list: every query parameter that is no other's keeps the
// records whose field of that name has its value (A49).
func keeps[T any](c Call, k *kind[T]) func(*T) bool {
	wanted := map[*contract.Field]string{}
	for _, name := range c.lookup.filters {
		if value := c.query.Get(name); value != "" {
			wanted[c.lookup.record.Field(name)] = string(exchange.AppendText(nil, value))
		}
	}
	if len(wanted) == 0 {
		return func(*T) bool { return true }
	}
	a := &answer{Call: c}
	return func(record *T) bool {
		fields := begin(a, k, record)
		for f, value := range wanted {
			if a.body = a.body[:0]; f == nil {
				return false
			}
			if writeField(a, k, record, fields, f); string(a.body) != value {
				return false
			}
		}
		return true
	}
}

// respondRecord is the answer with one record.
func respondRecord[T any](c Call, k *kind[T], record *T) (exchange.Response, error) {
	a := newAnswer(c)
	writeRecord(a, k, record)
	return a.response(http.StatusOK), nil
}

// respondRecords is the answer with a page.
func respondRecords[T any](c Call, k *kind[T], q state.PageQuery, page state.Page[T]) (exchange.Response, error) {
	return respondList(newAnswer(c), q, page, func(a *answer, record *T) { writeRecord(a, k, record) })
}
