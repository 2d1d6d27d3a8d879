package cli

import (
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator/internal/builtin"
	"github.com/vsrsim/vsrsim/simulator/internal/fixture"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/report"
	"github.com/vsrsim/vsrsim/spec"
)

// schemas are what describes each format, by its name: a JSON Schema, or of the control
// API an OpenAPI document.
var schemas = map[string]func() ([]byte, error){
	"scenario": scenarioSchema,
	"fixture":  func() ([]byte, error) { return fixture.Schema(), nil },
	"report":   func() ([]byte, error) { return report.Schema(), nil },
	"control":  func() ([]byte, error) { return spec.Control(), nil },
}

// scenarioSchema is made of the newest revision, which has every operation.
func scenarioSchema() ([]byte, error) {
	revisions := spec.Revisions()
	newest, err := builtin.Edition{Revision: revisions[len(revisions)-1]}.Contract()
	if err != nil {
		return nil, err
	}
	return scenario.Schema(newest), nil
}

func schemaCommand() *cobra.Command {
	names := slices.Sorted(maps.Keys(schemas))
	return &cobra.Command{
		Use:   "schema " + strings.Join(names, "|"),
		Short: "Write the JSON Schema of a format, or the OpenAPI document of the control API",
		Example: `  vsrsim schema scenario > scenario.schema.json
  vsrsim schema control > control.yaml`,
		ValidArgs: names,
		Args:      one("of " + strings.Join(names, ", ")),
		RunE: func(cmd *cobra.Command, args []string) error {
			of, known := schemas[args[0]]
			if !known {
				return misuse(cmd, "there is no schema %q%s (there are %s)", args[0], meant(args[0], names), strings.Join(names, ", "))
			}
			text, err := of()
			if err != nil {
				return err
			}
			_, err = cmd.OutOrStdout().Write(text)
			return err
		},
	}
}
