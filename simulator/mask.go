package simulator

import (
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
)

// WithMask names headers, query parameters, fields of forms and properties of
// JSON at any depth, in requests and answers, whose values the journal keeps as
// "***", and so whatever is made of it, in upper or lower case. Headers with
// credentials are masked anyway. Rules match on what is masked, and do not show it.
// It may be given more than once.
func WithMask(names ...string) Option {
	names = slices.Clone(names)
	return func(o *options) { o.mask = append(o.mask, names...) }
}

// journalSettings are those of every sandbox.
func (o options) journalSettings() recorder.Settings {
	settings := o.journal
	settings.Mask = recorder.NewMask(o.mask...)
	return settings
}
