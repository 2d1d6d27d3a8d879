package api

import (
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/spec"
)

// Every reason has a row, and its answer fits the contract of every operation
// that documents its status (A4).
func TestErrorTable(t *testing.T) {
	c, err := contract.Load(spec.OpenAPI())
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
				response := ErrorResponse(op, Error{Kind: kind, Detail: detail}, exchange.ErrorsPublished)
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

// Every revision has a handler for each of its operations, and every handler is for
// an operation of one.
func TestTheContractsAndTheHandlersAreCompared(t *testing.T) {
	used := map[string]bool{}
	for _, revision := range spec.Revisions() {
		for _, withLookups := range []bool{true, false} {
			document, err := spec.Contract(revision, withLookups)
			if err != nil {
				t.Fatal(err)
			}
			c, err := contract.Load(document)
			if err != nil {
				t.Fatalf("%s: %v", revision, err)
			}
			if _, err := Operations(c); err != nil {
				t.Errorf("%s: %v", revision, err)
			}
			for _, op := range c.Operations {
				used[op.ID] = true
			}
		}
	}
	for id := range handlers {
		if !used[id] {
			t.Errorf("%s has a handler, and no revision has it", id)
		}
	}
	other := &contract.Contract{Operations: []*contract.Operation{{ID: "somethingElse"}}}
	if _, err := Operations(other); err == nil {
		t.Error("an operation without a handler was taken")
	}
}
