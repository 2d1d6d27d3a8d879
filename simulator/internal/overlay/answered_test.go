package overlay

import (
	"fmt"
	"strings"
	"testing"
)

// What must be sent breaks who sends, what need not be answered breaks who reads.
func TestRequiredPropertiesBreakOneSide(t *testing.T) {
	document := func(name, more string) Named {
		text := `openapi: 3.0.0
info: {title: t, version: "1"}
paths:
  /p:
    post:
      requestBody:
        content: {application/json: {schema: {$ref: "#/components/schemas/Sent"}}}
      responses:
        "200": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/Answered"}}}}
components:
  schemas:`
		for _, schema := range []string{"Sent", "Answered", "Both"} {
			text += "\n    " + schema + ":\n      type: object\n      required:\n        - always" + more +
				"\n      properties:\n        always: {type: string}\n        x: {type: string}"
			if schema != "Both" {
				text += "\n        inner: {$ref: '#/components/schemas/Both'}"
			}
		}
		return Named{name, []byte(text + "\n")}
	}
	without, with := document("without.yaml", ""), document("with.yaml", "\n        - x")
	for _, row := range []struct {
		from, to Named
		want     string
	}{
		{without, with, "breaking: added components.schemas.Both.required: x\n" +
			"breaking: added components.schemas.Sent.required: x\nadded components.schemas.Answered.required: x\n"},
		{with, without, "breaking: removed components.schemas.Answered.required: x\n" +
			"breaking: removed components.schemas.Both.required: x\nremoved components.schemas.Sent.required: x\n"},
	} {
		changes, err := Changes(row.from, row.to)
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, change := range changes {
			fmt.Fprintln(&got, change)
		}
		if !strings.HasPrefix(got.String(), row.want) {
			t.Errorf("from %s: got\n%s\nwant\n%s", row.from.Name, got.String(), row.want)
		}
	}
}

// The version that a document has, what vsrsim or somebody else adds to it, and examples
// are no change of the API.
func TestWhatNoClientGoesByIsNoChange(t *testing.T) {
	text := `openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /p:
    get:
      x-other: 1
      responses:
        "200":
          description: d
          content:
            application/json:
              schema: {type: object}
              example: {}
`
	other := strings.NewReplacer("3.0.3", "3.0.0", "      x-other: 1\n", "", "              example: {}\n", "").Replace(text)
	changes, err := Changes(Named{"a.yaml", []byte(text)}, Named{"b.yaml", []byte(other)})
	if err != nil || len(changes) > 0 {
		t.Errorf("got %v (%v)", changes, err)
	}
}
