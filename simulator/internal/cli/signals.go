package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// untilInterrupted is for commands that have something to finish when they are
// told to stop; the others end at once, as programs do. After the first signal
// the usual handling is back: a second one ends the process however long the
// first one waits for calls under way.
func untilInterrupted(ctx context.Context) context.Context {
	stops := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as nohup has it
		stops = append(stops, syscall.SIGHUP) // the terminal has gone
	}
	ctx, stop := signal.NotifyContext(ctx, stops...)
	context.AfterFunc(ctx, stop)
	return ctx
}
