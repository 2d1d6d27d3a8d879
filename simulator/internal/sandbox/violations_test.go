package sandbox

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
)

// TestViolationsHeaderIsAHeader: whatever a client sent, the header is one line of
// ASCII, a JSON list, and bounded.
func TestViolationsHeaderIsAHeader(t *testing.T) {
	text := rapid.OneOf(
		rapid.String(),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
		rapid.SampledFrom([]string{"\r\nSet-Cookie: a=b", "\x7f", "\u2028", "\xff", "🙂", `"`, `\`, strings.Repeat("é", 3000)}),
	)
	rapid.Check(t, func(t *rapid.T) {
		violations := []contract.Violation{}
		for range rapid.IntRange(1, 40).Draw(t, "violations") {
			violations = append(violations, contract.Violation{Name: text.Draw(t, "name"), Pointer: text.Draw(t, "pointer"), Text: text.Draw(t, "text")})
		}
		header := violationsHeader(contract.Violations{List: violations, More: rapid.IntRange(0, 1e6).Draw(t, "more"), AtLeast: rapid.Bool().Draw(t, "at least")})
		if i := strings.IndexFunc(header, func(r rune) bool { return r < ' ' || r > '~' }); i >= 0 || len(header) > maxViolationsHeader {
			t.Fatalf("%d bytes, %q", len(header), header)
		}
		var list []map[string]any
		if err := json.Unmarshal([]byte(header), &list); err != nil || len(list) == 0 {
			t.Fatalf("%v: %q", err, header)
		}
	})
}
