package verify

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
)

// history is the calls that a check goes by.
type history struct {
	contract *contract.Contract
	entries  []recorder.Entry
	again    []int // by the index of a call, that of the next which is the same, sent again; -1 if there is none
}

func newHistory(c *contract.Contract, entries []recorder.Entry) *history {
	h := &history{c, entries, make([]int, len(entries))}
	next := map[string]int{}
	for i, e := range slices.Backward(entries) {
		j, there := next[identity(e)]
		if !there {
			j = -1
		}
		h.again[i], next[identity(e)] = j, i
	}
	return h
}

// identity is what calls have in common that are the same one, sent again.
func identity(e recorder.Entry) string {
	r := e.Request
	return fmt.Sprintf("%q %q %q %q %q %+v", e.Key, r.Method, r.Path, r.Query, r.Body, r.Parts)
}

// failing tells whether a call had an outcome that clients send it again for.
func failing(e recorder.Entry) bool {
	status := e.Response.Status
	return e.Broken || status == http.StatusRequestTimeout || status == http.StatusTooManyRequests || status >= http.StatusInternalServerError
}

// series are the attempts at the same call up to the first that does not fail, of
// all calls of which one failed.
func (h *history) series() [][]recorder.Entry {
	var series [][]recorder.Entry
	taken := map[int]bool{}
	for i := range h.entries {
		if taken[i] || !failing(h.entries[i]) {
			continue
		}
		attempts := []recorder.Entry{h.entries[i]}
		for j := h.again[i]; j >= 0; j = h.again[j] {
			taken[j] = true
			attempts = append(attempts, h.entries[j])
			if !failing(h.entries[j]) {
				break
			}
		}
		series = append(series, attempts)
	}
	return series
}

// streaks are the same failing calls that come without a pause.
func (h *history) streaks() [][]recorder.Entry {
	var streaks [][]recorder.Entry
	taken := map[int]bool{}
	for i := range h.entries {
		if taken[i] {
			continue
		}
		streak := []recorder.Entry{h.entries[i]}
		for j, last := h.again[i], i; j >= 0 && unhappy(h.entries[last]); j, last = h.again[j], j {
			if h.entries[j].Time.Sub(h.entries[last].Time) >= hotPause {
				break
			}
			taken[j] = true
			streak = append(streak, h.entries[j])
		}
		streaks = append(streaks, streak)
	}
	return streaks
}

// unhappy tells whether a call failed, also in a way that trying again does not mend.
func unhappy(e recorder.Entry) bool { return failing(e) || e.Response.Status >= http.StatusBadRequest }
