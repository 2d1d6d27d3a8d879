package fault

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/unit"
	"github.com/vsrsim/vsrsim/simulator/internal/schema"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// Amount is a part of a body: 50%, 100B.
type Amount exchange.Amount

// Expected says how an amount is written.
func (Amount) Expected() string { return "a share such as 50%, or a size such as 100B" }

// SchemaForm is its form in a JSON Schema.
func (Amount) SchemaForm() schema.Schema {
	return schema.AnyOf(schema.Schema{"type": "number", "minimum": 0}, schema.Matching(`^[0-9.]+%$`, "50%"), schema.Matching(unit.SizeForm, "100B"))
}

// UnmarshalText reads a share or a size.
func (a *Amount) UnmarshalText(text []byte) error {
	if share, isShare := strings.CutSuffix(string(text), "%"); isShare {
		percent, err := strconv.ParseFloat(share, 64)
		if err != nil || !(percent >= 0 && percent < 100) {
			return fmt.Errorf("must be a share from 0%% to below 100%%, is %q", text)
		}
		*a = Amount{Set: true, Percent: percent}
		return nil
	}
	size, ok := unit.ParseSize(string(text))
	if !ok {
		return yamlfile.Unexpected(a, text)
	}
	*a = Amount{Set: true, Bytes: size}
	return nil
}

// Wait is how long a client is told to wait.
type Wait struct {
	Window bool // the rest of the window of over
	Fixed  time.Duration
}

// Expected says how it is written.
func (Wait) Expected() string { return "window, or a duration of whole seconds such as 30s" }

// SchemaForm is its form in a JSON Schema.
func (Wait) SchemaForm() schema.Schema {
	return schema.AnyOf(schema.Schema{"enum": []any{"window", 0}}, schema.Matching(unit.DurationForm, "30s"))
}

// UnmarshalText reads it. The header has no less than seconds.
func (w *Wait) UnmarshalText(text []byte) error {
	if string(text) == "window" {
		w.Window = true
		return nil
	}
	value, err := time.ParseDuration(string(text))
	if err != nil || value < 0 || value%time.Second != 0 {
		return yamlfile.Unexpected(w, text)
	}
	w.Fixed = value
	return nil
}

// WireMockFault is a fault by the name that WireMock gives it:
// https://wiremock.org/docs/simulating-faults/#bad-responses
type WireMockFault string

// Expected says what else a fault can be.
func (WireMockFault) Expected() string { return "a mapping, or the name of a fault of WireMock" }

// SchemaForm is its form in a JSON Schema.
func (WireMockFault) SchemaForm() schema.Schema {
	return schema.OneWord(wireMockNames()...)
}

// UnmarshalText takes any name; lint knows which there are.
func (w *WireMockFault) UnmarshalText(text []byte) error {
	*w = WireMockFault(text)
	return nil
}
