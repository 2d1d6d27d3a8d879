package api

import (
	"math"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// target is what the path of the call names. The contract has seen to it that
// the ids are some.
func (c Call) target() state.Target { return Target(c.AccountID, c.Request) }

// Target is what the path of a request names. A path without ids that can be
// read names nothing.
func Target(accountID int64, r *exchange.Request) state.Target {
	return state.Target{AccountID: accountID, VendorID: pathID(r, "vendorId"), ReviewID: pathID(r, "securityReviewId")}
}

func pathID(r *exchange.Request, name string) int64 {
	id, _ := exchange.ParseID(r.Params.Value(name)) // 0 is the id of no record
	return id
}

// object is a JSON object of a body that fits the contract, so the getters
// below need not ask about types: a value is of the documented one, null or
// absent.
type object map[string]any

func body(r *exchange.Request) object { return asObject(r.JSON) }

func asObject(value any) object {
	o, _ := value.(map[string]any)
	return o
}

func (o object) object(name string) object { return asObject(o[name]) }

// text is a nullable string; nil stands for null and for absent.
func text[T ~string](o object, name string) *T {
	value, ok := o[name].(string)
	if !ok {
		return nil
	}
	t := T(value)
	return &t
}

func (o object) flag(name string) *bool {
	value, ok := o[name].(bool)
	if !ok {
		return nil
	}
	return &value
}

// list reads the elements of an array of objects.
func list[T any](o object, name string, read func(object) T) []T {
	values, _ := o[name].([]any)
	out := make([]T, len(values))
	for i, value := range values {
		out[i] = read(asObject(value))
	}
	return out
}

func (o object) id(name string) *int64 {
	number, ok := o[name].(float64)
	if !ok {
		return nil
	}
	id := int64(0) // no record has it
	if number == math.Trunc(number) && math.Abs(number) <= state.MaxID {
		id = int64(number)
	}
	return &id
}

// time is a date and time, or a day as its midnight in UTC. The contract leaves
// the form of one such property open (A14); what cannot be read is Invalid.
func (o object) time(name string) (*time.Time, error) {
	value, ok := o[name].(string)
	if !ok {
		return nil, nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		// RFC 3339 lets "t" and "z" stand for "T" and "Z".
		t, err := time.Parse(layout, strings.ToUpper(value))
		if err == nil && state.InRange(t) { // A31
			return &t, nil
		}
	}
	const like = "a date and time like 2026-01-31T12:00:00.000Z"
	return nil, invalid(contract.Violation{Pointer: "/" + name, Text: "must be " + like, Fix: "send " + like})
}

const timestampLayout = "2006-01-02T15:04:05.000Z07:00"

// timestamp writes a time the way the API does: UTC, milliseconds, Z.
func timestamp(t time.Time) string {
	return t.UTC().Format(timestampLayout)
}

// plain is a string; empty if it is null or absent.
func (o object) plain(name string) string {
	value, _ := o[name].(string)
	return value
}
