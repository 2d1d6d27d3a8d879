package exchange_test

import (
	"reflect"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// Each kind of fault counts: one that IsZero forgets would never be carried out.
func TestEachFaultIsSomething(t *testing.T) {
	of := reflect.TypeFor[exchange.Fault]()
	for i := range of.NumField() {
		var fault exchange.Fault
		field := reflect.ValueOf(&fault).Elem().Field(i)
		switch value := field.Addr().Interface().(type) {
		case *bool:
			*value = true
		case *exchange.Drip:
			value.Bytes = 1
		case *exchange.Amount:
			value.Set = true
		case *[]byte: // is sent by what Garbage says
			continue
		default:
			if field.CanInt() {
				field.SetInt(1)
			} else {
				field.SetString("x")
			}
		}
		if fault.IsZero() {
			t.Errorf("a fault with nothing but %s is none", of.Field(i).Name)
		}
	}
}
