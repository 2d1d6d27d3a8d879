package report

import (
	"strings"
	"time"
)

// began is when the run began; the zero time if that is not known.
func (r *Run) began() time.Time {
	if r == nil || r.Milliseconds == 0 {
		return time.Time{}
	}
	return r.Date.Add(-r.duration())
}

func (r *Run) duration() time.Duration { return time.Duration(r.Milliseconds) * time.Millisecond }

// took is how long the run took: 1.5s, or 2m3s. It is empty if that is not known.
func (r *Run) took() string {
	switch d := r.duration(); {
	case d == 0:
		return ""
	case d < 10*time.Second:
		return d.Round(time.Millisecond).String()
	default:
		return d.Round(time.Second).String()
	}
}

// when is the date with how long the run took: 2026-11-22 09:00:00 UTC, 1.5s.
func (r *Run) when() string {
	text := r.Date.UTC().Format("2006-01-02 15:04:05") + " UTC"
	if took := r.took(); took != "" {
		text += ", " + took
	}
	return text
}

// masked stands in the place of a secret.
const masked = "***"

// command is the words as one could type them into a shell, for people to read.
func (r *Run) command() string {
	words := make([]string, len(r.Command))
	for i, word := range r.Command {
		if words[i] = word; word == "" || word != masked && strings.ContainsAny(word, " \t\"'`$&|;<>()*?[]{}#~!\\") {
			words[i] = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
	}
	return strings.Join(words, " ")
}

// facts are when and of what the run was, each with its name; none of an unknown run.
func (r *Run) facts() []fact {
	if r == nil {
		return nil
	}
	facts := []fact{{"date", r.when()}}
	if len(r.Command) > 0 {
		facts = append(facts, fact{"command", r.command()})
	}
	if r.Commit != "" {
		facts = append(facts, fact{"commit", r.Commit})
	}
	return facts
}

// fact is something with its name.
type fact struct{ Name, Value string }
