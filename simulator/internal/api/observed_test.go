package api

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/spec"
)

// What the observed form makes of an error is all that it may differ in (A70): any other
// difference is found.
func TestOnlyTheObservedFormIsTakenBack(t *testing.T) {
	c, err := contract.Load(spec.OpenAPI())
	if err != nil {
		t.Fatal(err)
	}
	op, _ := c.Operation("createVendorSecurityReview")
	const observed = `{"statusCode":400,"message":"x","code":1,"debugInfo":null}`
	check := func(body string) string {
		violations := op.CheckResponse(AsPublished(op, exchange.Response{Status: 400, Body: []byte(body)}))
		return violations.String()
	}
	for _, kind := range slices.Sorted(maps.Keys(errorTable)) {
		response := ErrorResponse(op, Error{Kind: kind, Detail: "a detail"}, exchange.ErrorsObserved)
		if found := op.CheckResponse(AsPublished(op, response)); op.Documents(response.Status) && !found.None() {
			t.Errorf("kind %d: %s", kind, found)
		}
	}
	for replaced, with := range map[string]string{
		`"x"`:          `[{"property":"title","constraints":{"isString":"title must be a string"}}]`,
		`"statusCode"`: `"name":"BadRequestException","statusCode"`,
	} {
		if found := check(strings.Replace(observed, replaced, with, 1)); found != "" {
			t.Errorf("%s: %s", with, found)
		}
	}
	for replaced, with := range map[string][]string{
		`"x"`:               {`1`, `null`, `[]`, `["x"]`, `[{}]`, `[{"property":"x"}]`, `[{"property":"x","constraints":{}}]`, `[{"property":"x","constraints":{"y":1}}]`, `{"property":"x"}`},
		`"statusCode":400,`: {``, `"statusCode":"400",`, `"statusCode":400,"name":1,`},
		`null`:              {`1`, `"x"`, `null,"more":1`},
		observed:            {``, `[]`, `null`},
	} {
		for _, with := range with {
			if body := strings.Replace(observed, replaced, with, 1); check(body) == "" {
				t.Errorf("%s is taken for an error in the observed form", body)
			}
		}
	}
}
