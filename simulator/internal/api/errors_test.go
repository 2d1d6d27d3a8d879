package api

import (
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/spec"
)

// Every reason has a row, and its answer fits the contract of every operation
// that documents its status (A4).
func TestErrorTable(t *testing.T) {
	c, err := contract.Load(spec.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	for kind := Internal; kind <= NoRoom; kind++ {
		row, ok := errorTable[kind]
		if !ok {
			t.Errorf("kind %d has no row", kind)
			continue
		}
		for _, op := range c.Operations {
			for _, detail := range []string{"", "a detail"} {
				response := ErrorResponse(op, Error{Kind: kind, Detail: detail})
				if want := row.status; response.Status != want && op.Documents(want) {
					t.Errorf("%s, kind %d: got %d, want %d", op.ID, kind, response.Status, want)
				}
				if op.Documents(response.Status) {
					for _, v := range op.CheckResponse(response).List {
						t.Errorf("%s, kind %d: %s", op.ID, kind, v)
					}
				}
			}
		}
	}
}

func TestTheContractAndTheHandlersAreCompared(t *testing.T) {
	c, err := contract.Load(spec.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	lacking := &contract.Contract{Operations: c.Operations[1:]}
	if _, err := Operations(lacking); err == nil {
		t.Error("a handler without an operation was taken")
	}
	other := &contract.Operation{ID: "somethingElse"}
	more := &contract.Contract{Operations: append(c.Operations[:len(c.Operations):len(c.Operations)], other)}
	if _, err := Operations(more); err == nil {
		t.Error("an operation without a handler was taken")
	}
}
