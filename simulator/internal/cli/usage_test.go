package cli

import (
	"bytes"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// Every command that holds others refuses a word that is none of them, and names them, and so
// does the help.
func TestCommandsRefuseUnknownWords(t *testing.T) {
	tried := 0
	var try func(cmd *cobra.Command)
	try = func(cmd *cobra.Command) {
		for _, sub := range cmd.Commands() {
			try(sub)
		}
		if !cmd.HasAvailableSubCommands() {
			return
		}
		tried++
		words := strings.Fields(cmd.CommandPath())[1:]
		for _, args := range [][]string{append(words, "nope"), append(append([]string{"help"}, words...), "nope")} {
			var stdout, stderr bytes.Buffer
			got := Main(t.Context(), args, nil, &stdout, &stderr)
			if want := "the commands of " + cmd.CommandPath() + " are "; got != exitUsage || stdout.Len() > 0 || !strings.Contains(stderr.String(), want) {
				t.Errorf("%q: got %d, %.100q, %q", args, got, &stdout, &stderr)
			}
		}
	}
	try(newRoot())
	if tried < 8 {
		t.Errorf("only %d commands hold others", tried)
	}
}

// A flag that many commands have is refused in a few words.
func TestUnknownFlagsAreRefusedInFewWords(t *testing.T) {
	for _, flag := range []string{"--json", "--control", "--sandbox", "--listen"} {
		var stdout, stderr bytes.Buffer
		got := Main(t.Context(), []string{"schema", "scenario", flag}, nil, &stdout, &stderr)
		if got != exitUsage || stderr.Len() > 300 || !strings.Contains(stderr.String(), "which is one of vsrsim ") {
			t.Errorf("%s: got %d, %d bytes: %q", flag, got, stderr.Len(), &stderr)
		}
	}
}
