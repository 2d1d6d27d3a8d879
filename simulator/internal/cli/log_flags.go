package cli

import (
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/vsrsim/vsrsim/simulator"
)

// logFlags are how serve and exec log.
type logFlags struct {
	format logFormat
	calls  bool
}

func (f *logFlags) add(flags *pflag.FlagSet) {
	flags.Var(&f.format, "log-format", "form of the log: "+strings.Join(logFormats, " or "))
	flags.BoolVar(&f.calls, "log-calls", f.calls, "log a line for each call")
}

// openLog is a log that never holds up a call, whoever reads it.
type openLog struct {
	logger *slog.Logger
	lines  *backlog
}

func (f *logFlags) open(stderr io.Writer) openLog {
	var log openLog
	log.lines = newBacklog(stderr, func(n int, cause error) {
		if cause != nil {
			log.logger.Warn("lines of the log are lost, since they could not be written", "lines", n, "error", cause)
			return
		}
		log.logger.Warn("lines of the log are lost, since nobody read it", "lines", n)
	})
	log.logger = slog.New(newLogHandler(log.lines, f.format == "json"))
	return log
}

// close waits a moment for whoever reads the log.
func (l openLog) close() { l.lines.close(readerWait) }

func (f *logFlags) options(logger *slog.Logger) []simulator.Option {
	opts := []simulator.Option{simulator.WithLogger(logger)}
	if f.calls {
		opts = append(opts, simulator.WithCallLog())
	}
	return opts
}

// logFormats are the forms that a log can have.
var logFormats = []string{"text", "json"}

// logFormat is a flag that takes the name of a form.
type logFormat string

func (f *logFormat) String() string { return string(*f) }

func (f *logFormat) Type() string { return "form" }

func (f *logFormat) Set(text string) error {
	if !slices.Contains(logFormats, text) {
		return errors.New("must be " + strings.Join(logFormats, " or "))
	}
	*f = logFormat(text)
	return nil
}
