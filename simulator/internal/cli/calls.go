package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/dustin/go-humanize/english"
	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator/internal/remote"
	"github.com/vsrsim/vsrsim/simulator/internal/visible"
)

// eventStream is the media type of events as they happen.
const eventStream = "text/event-stream"

// callLine is a call in one line: the properties of an event of a call.
type callLine struct {
	Time, Sandbox, ID, Method, Path, Operation string
	Status                                     int
	Rule, Fault                                string
	Violations, Hints                          int
	OnPurpose                                  bool
}

// areCalls tells whether a list has calls of the journal.
func areCalls(list []any) bool {
	if len(list) == 0 {
		return false
	}
	first, ok := list[0].(object)
	return ok && first.get("request") != nil && first.get("ordinal") != nil
}

func writeCalls(out io.Writer, list []any) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, element := range list {
		fmt.Fprintln(table, lineOf(element.(object)).columns())
	}
	_ = table.Flush() // the output says what it could not write
}

// lineOf is a call of the journal as an event has it.
func lineOf(call object) callLine {
	text := func(name string) string { text, _ := call.get(name).(string); return text }
	number := func(name string) int { list, _ := call.get(name).([]any); return len(list) }
	line := callLine{
		Time: text("time"), Sandbox: text("sandbox"), ID: text("id"), Operation: text("operation"),
		Rule: text("rule"), Fault: text("fault"), Violations: breaks(call), Hints: number("hints"),
	}
	line.OnPurpose, _ = call.get("onPurpose").(bool)
	request, _ := call.get("request").(object)
	line.Method, _ = request.get("method").(string)
	line.Path, _ = request.get("path").(string)
	response, _ := call.get("response").(object)
	if unsent, _ := response.get("unsent").(bool); !unsent {
		status, _ := response.get("status").(json.Number)
		_, _ = fmt.Sscan(status.String(), &line.Status)
	}
	return line
}

// status is what was answered, if anything was.
func (l callLine) status() string {
	if l.Status == 0 {
		return "---"
	}
	return fmt.Sprint(l.Status)
}

// breaks is how many violations of a call count, as journal.Call.Breaks has it: those of an
// answer that a rule has changed are meant.
func breaks(call object) (violations int) {
	changed, _ := call.get("answerChanged").(bool)
	list, _ := call.get("violations").([]any)
	for _, one := range list {
		if violation, _ := one.(object); !changed || violation.get("side") == "request" {
			violations++
		}
	}
	return violations
}

// columns are what people want to know of a call, with tabs between them.
func (l callLine) columns() string {
	var notes []string
	if l.Rule != "" {
		notes = append(notes, l.Rule+": "+l.Fault)
	}
	if l.Violations > 0 {
		note := english.Plural(l.Violations, "violation", "")
		if l.OnPurpose {
			note += " on purpose"
		}
		notes = append(notes, note)
	}
	if l.Hints > 0 {
		notes = append(notes, english.Plural(l.Hints, "hint", ""))
	}
	shown := []string{inMillis(l.Time), l.Sandbox, l.ID, l.status(), l.Method, l.Path, strings.Join(notes, "; ")}
	for i, text := range shown {
		shown[i] = visible.Shortened(visible.Line(text))
	}
	return strings.TrimRight(strings.Join(shown, "\t"), "\t")
}

// inMillis is a time with all of its milliseconds: JSON has no zeros at its end, and without
// them times stand in no column. Whatever else a text is, it stays.
func inMillis(text string) string {
	whole, zoned := strings.CutSuffix(text, "Z")
	seconds, fraction, _ := strings.Cut(whole, ".")
	if _, err := time.Parse(time.RFC3339, seconds+"Z"); err != nil || !zoned || len(fraction) >= len("000") {
		return text
	}
	return seconds + "." + (fraction + "000")[:len("000")] + "Z"
}

// missedLine says in words that events are missing, and how many if that is known.
func missedLine(at string, events *uint64) string {
	count := "events"
	if events != nil {
		count = english.Plural(int(min(*events, math.MaxInt32)), "event", "")
	}
	return fmt.Sprintf("%s  %s missed: there were too many to be kept until they were read", inMillis(visible.Line(at)), count)
}

// follow writes events as they happen until it is interrupted: calls in a line each, and
// what else there is with its properties.
func (v *verbRun) follow(cmd *cobra.Command, sim remote.Simulator, inputs remote.Inputs) error {
	ctx, cancel := context.WithCancel(cmd.Context())
	defer cancel()
	out := cmd.OutOrStdout()
	err := sim.Follow(untilInterrupted(ctx), v.chosen.Row, inputs, func(event remote.Event) error {
		text := fmt.Sprintf("%s\t%s", event.Type, event.Data)
		var line callLine
		var missed struct {
			Time   string
			Events *uint64
		}
		switch {
		case v.asJSON:
			text = string(visible.JSON([]byte(event.Data)))
		case event.Type == "call" && json.Unmarshal([]byte(event.Data), &line) == nil:
			text = strings.ReplaceAll(line.columns(), "\t", "  ")
		case event.Type == "missed" && json.Unmarshal([]byte(event.Data), &missed) == nil:
			text = missedLine(missed.Time, missed.Events)
		default:
			text = visible.Line(strings.ReplaceAll(text, "\t", "  "))
		}
		_, err := fmt.Fprintln(unwatched(out), text)
		return err
	})
	refused, is := errors.AsType[remote.Refused](err)
	switch {
	case is:
		return refusedBy(sim, refused.Answer)
	case errors.Is(err, context.Canceled), isReaderGone(err):
		return nil
	case errors.Is(err, remote.ErrEnded):
		return err
	case err != nil:
		return unreachable(err)
	}
	return nil
}

// isReaderGone tells whether nobody reads the output any more.
func isReaderGone(err error) bool {
	_, is := errors.AsType[*os.PathError](err)
	return is
}
