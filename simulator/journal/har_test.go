package journal_test

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vsrsim/vsrsim/simulator/internal/judge"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// anyText is what a client may send: it need not be UTF-8.
func anyText() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"", "/", "//", "*", "%", "%zz", "a=b&c", "?", "#", "{}", "a b", "\\", "é", "\x00", "\r\n", "\xff", "[::1]", "../.."}),
		rapid.String(),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 12), func(b []byte) string { return string(b) }),
	)
}

func anyHeader() *rapid.Generator[map[string][]string] {
	return rapid.MapOfN(rapid.OneOf(anyText(), rapid.SampledFrom([]string{"Content-Type", "Content-Length", "Location"})),
		rapid.SliceOfN(anyText(), 0, 2), 0, 3)
}

func anyEntry() *rapid.Generator[journal.Call] {
	return rapid.Custom(func(t *rapid.T) journal.Call {
		text := func(label string) string { return anyText().Draw(t, label) }
		part := journal.Part{Name: text("part"), Value: text("value"), FileName: text("file"), ContentType: text("type")}
		return journal.Call{
			ID: "1", Sandbox: "default", Operation: text("operation"), Fault: text("fault"), Rule: text("rule"),
			Time: time.Unix(rapid.Int64Range(0, 4_000_000_000).Draw(t, "time"), 0).UTC(),
			Request: journal.Message{
				Method: text("method"), Path: text("path"), Query: text("query"), Header: anyHeader().Draw(t, "header"), Body: text("body"),
				Parts: rapid.SliceOfN(rapid.Just(part), 0, 2).Draw(t, "parts"),
			},
			Response: journal.Message{
				Status: rapid.SampledFrom([]int{0, 200, 204, 404, 599, 999}).Draw(t, "status"), Unsent: rapid.Bool().Draw(t, "unsent"),
				Header: anyHeader().Draw(t, "answer"), Body: text("body"), Truncated: rapid.SampledFrom([][]string{nil, {journal.TruncatedBody}}).Draw(t, "truncated"),
			},
		}
	})
}

// TestHARForItsReaders: whatever clients send, har-validator finds nothing, and
// Firefox would open it.
func TestHARForItsReaders(t *testing.T) {
	archives := []journal.HAR{journal.NewHAR(nil, "http://127.0.0.1:4010", "v1.2.3")}
	calls := rapid.SliceOfN(anyEntry(), 1, 5)
	for seed := range 100 {
		archives = append(archives, journal.NewHAR(calls.Example(seed), "http://127.0.0.1:4010", "v1.2.3"))
	}
	var complaints []string
	judge.Node(t, "har.mjs", archives, &complaints)
	for i, complaint := range complaints {
		if complaint != "" {
			text, _ := json.Marshal(archives[i])
			t.Errorf("%s in %s", complaint, text)
		}
	}
}
