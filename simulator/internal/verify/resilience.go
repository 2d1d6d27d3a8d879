package verify

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/report"
)

// Verdict is a check that was judged by the calls of one sandbox.
type Verdict struct {
	Outcome  report.Outcome
	Text     string           // why, one line
	Evidence []recorder.Entry // the calls that it goes by, in order
}

// Describe is a call of the evidence in a line.
func Describe(e recorder.Entry) string { return describe(e) }

// judges has what judges each check.
var judges = map[string]func(*history, scenario.Check) Verdict{
	scenario.CheckRetryAfter: (*history).honoursRetryAfter,
	scenario.CheckBackoff:    (*history).backsOff,
	scenario.CheckAttempts:   (*history).boundsAttempts,
	scenario.CheckRepeat:     (*history).repeatsNoWrite,
	scenario.CheckRefusal:    (*history).stopsOnRefusal,
	scenario.CheckHotLoop:    (*history).avoidsHotLoop,
}

// Judge holds the calls of one sandbox, in the order of the journal, against a
// check. Times are those of the sandbox's clock: while that stands still, nobody
// can be seen to wait.
func Judge(c *contract.Contract, check scenario.Check, entries []recorder.Entry) Verdict {
	return judges[check.Name](newHistory(c, entries), check)
}

func passed(format string, args ...any) Verdict {
	return Verdict{Outcome: report.Passed, Text: fmt.Sprintf(format, args...)}
}

func unproven(format string, args ...any) Verdict {
	return Verdict{Outcome: report.Unproven, Text: fmt.Sprintf(format, args...)}
}

func failed(evidence []recorder.Entry, format string, args ...any) Verdict {
	return Verdict{Outcome: report.Failed, Text: fmt.Sprintf(format, args...), Evidence: evidence}
}

// stoodStill is the verdict where waits cannot be seen.
func stoodStill(evidence []recorder.Entry) Verdict {
	v := unproven("the clock of the sandbox stood still between the calls, so no wait can be seen: let it run, or advance it")
	v.Evidence = evidence
	return v
}

// honoursRetryAfter looks at the next same call after each answer with the header.
func (h *history) honoursRetryAfter(scenario.Check) Verdict {
	told, waited := 0, 0
	var still []recorder.Entry
	for i, e := range h.entries {
		until, ok := retryAfter(e)
		if !ok {
			continue
		}
		told++
		j := h.again[i]
		if j < 0 {
			continue
		}
		next := h.entries[j]
		switch {
		case !next.Time.Before(until):
			waited++
		case next.Time.Equal(e.Time):
			still = []recorder.Entry{e, next}
		default:
			return failed([]recorder.Entry{e, next}, "told to wait %s, it called again after %s",
				round(until.Sub(e.Time)), round(next.Time.Sub(e.Time)))
		}
	}
	switch {
	case told == waited && told > 0 && still == nil:
		return passed("it was told to wait %s, and did so", times(told))
	case told == 0:
		return unproven("no answer had the header Retry-After: let a scenario play that sends it, such as rate-limit-small")
	case still != nil:
		return stoodStill(still)
	default:
		return passed("it was told to wait %s, did so %s, and did not call again after the others", times(told), times(waited))
	}
}

// retryAfter is when the client may call again, if the answer says so.
func retryAfter(e recorder.Entry) (time.Time, bool) {
	text := http.Header(e.Response.Header).Get("Retry-After")
	if seconds, err := strconv.Atoi(text); err == nil {
		return e.Time.Add(time.Duration(seconds) * time.Second), true
	}
	at, err := http.ParseTime(text)
	return at, err == nil
}

// round makes a wait readable.
func round(d time.Duration) time.Duration { return d.Round(time.Millisecond) }

// backsOff compares the waits between attempts that nobody prescribed.
func (h *history) backsOff(scenario.Check) Verdict {
	judged := 0
	var still []recorder.Entry
	for _, attempts := range h.series() {
		for i := 2; i < len(attempts); i++ {
			if _, told := retryAfter(attempts[i-1]); told {
				continue
			}
			before, wait := attempts[i-1].Time.Sub(attempts[i-2].Time), attempts[i].Time.Sub(attempts[i-1].Time)
			switch {
			case wait == 0 && before == 0:
				still = attempts
			case float64(wait) < 1.1*float64(before):
				return failed(attempts, "it waited %s and then, when that had failed as well, %s", round(before), round(wait))
			default:
				judged++
			}
		}
	}
	switch {
	case still != nil:
		return stoodStill(still)
	case judged == 0:
		return unproven("no call was tried three times, so there are no two waits to compare")
	default:
		return passed("it waited longer than before %s, and never less", times(judged))
	}
}

func (h *history) boundsAttempts(check scenario.Check) Verdict {
	longest := 0
	for _, attempts := range h.series() {
		if len(attempts) > check.Limit {
			return failed(attempts, "it sent the same call %s", times(len(attempts)))
		}
		longest = max(longest, len(attempts))
	}
	if longest == 0 {
		return unproven("no call failed in a way that clients send it again for: let a scenario play")
	}
	return passed("it tried one call at most %s", times(longest))
}

// repeatsNoWrite looks for a lost write that came again. A client that first
// reads what became of it has no need to.
func (h *history) repeatsNoWrite(scenario.Check) Verdict {
	lost := 0
	for i, e := range h.entries {
		if !e.Lost || !h.adds(e) {
			continue
		}
		lost++
		if j := h.again[i]; j >= 0 {
			return failed([]recorder.Entry{e, h.entries[j]}, "it sent a write again that had been carried out: read first what became of it")
		}
	}
	if lost == 0 {
		return unproven("no write that adds something lost its answer: let a scenario play, such as create-lost-answer")
	}
	return passed("the answer of a write that adds something was lost %s, and it sent none again", times(lost))
}

// adds tells whether carrying a call out twice is another thing than once.
func (h *history) adds(e recorder.Entry) bool {
	if e.Request.Method == http.MethodPost {
		return true
	}
	op, known := h.contract.Operation(e.Operation)
	return known && op.Appends(e.Asked(h.contract).Request.JSON)
}

// stopsOnRefusal counts the calls after a refusal that were refused in the same
// way, up to a success of that key.
func (h *history) stopsOnRefusal(check scenario.Check) Verdict {
	refusals := map[refusal][]recorder.Entry{}
	var worst []recorder.Entry
	seen := 0
	for _, e := range h.entries {
		if e.Operation == "" {
			continue
		}
		r, is := refusalOf(e)
		if !is {
			forget(refusals, e)
			continue
		}
		seen++
		refusals[r] = append(refusals[r], e)
		if len(refusals[r]) > len(worst) {
			worst = refusals[r]
		}
	}
	switch {
	case seen == 0:
		return unproven("no call was refused with 401, 403 or 412: let a scenario play, such as terms-withdrawn")
	case len(worst) > 1+check.Limit:
		return failed(worst, "refused with %d, it called %s more", worst[0].Response.Status, times(len(worst)-1))
	case len(worst) > 1:
		return passed("it was refused %s, and went on %s at most", times(seen), times(len(worst)-1))
	default:
		return passed("it was refused %s, and did not go on", times(seen))
	}
}

// refusal is what a refused client should no longer do.
type refusal struct {
	key       string
	status    int
	operation string // of a 403, which is about this operation only
}

func refusalOf(e recorder.Entry) (r refusal, is bool) {
	switch e.Response.Status {
	case http.StatusUnauthorized, http.StatusPreconditionFailed:
		return refusal{e.Key, e.Response.Status, ""}, true
	case http.StatusForbidden:
		return refusal{e.Key, e.Response.Status, e.Operation}, true
	default:
		return refusal{}, false
	}
}

// forget ends the refusals that a call was not met with any more.
func forget(refusals map[refusal][]recorder.Entry, e recorder.Entry) {
	for r := range refusals {
		if r.key == e.Key && (r.operation == "" || r.operation == e.Operation) && !e.Broken {
			delete(refusals, r)
		}
	}
}

func times(n int) string {
	switch n {
	case 0:
		return "not once"
	case 1:
		return "once"
	case 2:
		return "twice"
	default:
		return fmt.Sprintf("%d times", n)
	}
}

// hotPause is the pause below which calls are a loop.
const hotPause = 100 * time.Millisecond

func (h *history) avoidsHotLoop(check scenario.Check) Verdict {
	if !slices.ContainsFunc(h.entries, unhappy) {
		return unproven("no call failed: let a scenario play")
	}
	streaks := h.streaks()
	for _, streak := range streaks {
		if len(streak) < check.Limit {
			continue
		}
		if took := streak[len(streak)-1].Time.Sub(streak[0].Time); took > 0 {
			return failed(streak, "it sent the same failing call %d times in %s", len(streak), round(took))
		}
		return stoodStill(streak)
	}
	return passed("no failing call was sent %d times without a pause", check.Limit)
}
