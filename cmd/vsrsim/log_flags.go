package main

import (
	"errors"
	"io"
	"log/slog"

	"github.com/spf13/pflag"

	"github.com/vsrsim/vsrsim/simulator"
)

// logFlags are how serve and exec log.
type logFlags struct {
	format logFormat
	calls  bool
}

func (f *logFlags) add(flags *pflag.FlagSet) {
	flags.Var(&f.format, "log-format", "form of the log: text or json")
	flags.BoolVar(&f.calls, "log-calls", f.calls, "log a line for each call")
}

func (f *logFlags) logger(stderr io.Writer) *slog.Logger {
	if f.format == "json" {
		return slog.New(slog.NewJSONHandler(stderr, nil))
	}
	return slog.New(slog.NewTextHandler(stderr, nil))
}

func (f *logFlags) options(logger *slog.Logger) []simulator.Option {
	opts := []simulator.Option{simulator.WithLogger(logger)}
	if f.calls {
		opts = append(opts, simulator.WithCallLog())
	}
	return opts
}

// logFormat is a flag that takes the name of a form.
type logFormat string

func (f *logFormat) String() string { return string(*f) }

func (f *logFormat) Type() string { return "form" }

func (f *logFormat) Set(text string) error {
	if text != "text" && text != "json" {
		return errors.New("must be text or json")
	}
	*f = logFormat(text)
	return nil
}
