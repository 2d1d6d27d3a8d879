// Package fault is what goes wrong with a call: the form of a fault in a scenario file,
// its lint, and what it does to an answer.
//
// The types of this file are the form of a fault. The JSON Schema for editors is made
// of them, so every field has its help in the tag about.
package fault

import (
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/unit"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// Fault is what goes wrong. A plain text is the name of a fault of WireMock.
type Fault struct {
	WireMock WireMockFault `yaml:",plain"`

	Status     int               `yaml:"status" form:"200..599" about:"The status of the answer. Body and envelope are the API's own unless given."`
	Body       yamlfile.Any      `yaml:"body" about:"The body of the answer: a text goes out as it is, anything else as JSON."`
	Headers    map[string]string `yaml:"headers" about:"Headers of the answer; an empty text takes one away."`
	Patch      map[string]any    `yaml:"patch" about:"Changes to the JSON body of the answer, as a merge patch (RFC 7386): null takes a property away."`
	RetryAfter *RetryAfter       `yaml:"retryAfter" about:"The header Retry-After, in seconds: a duration, or window for the time until the window of over ends. As a date: {date: 30s}."`

	Delay       *Delay              `yaml:"delay" about:"The answer waits so long, by the clock of the sandbox."`
	Bandwidth   *Bandwidth          `yaml:"bandwidth" about:"So many bytes of the body go out in a second: 10KiB."`
	Drip        *Drip               `yaml:"drip" about:"The body goes out a few bytes at a time."`
	Chunked     bool                `yaml:"chunked" about:"The answer is sent in chunks, without a Content-Length."`
	Truncate    *Amount             `yaml:"truncate" about:"Only so much of the body goes out, then the connection ends: 50%, 100B."`
	Garbage     exchange.Garbage    `yaml:"garbage" about:"Random bytes in the place of the body, of the first chunk, or of the whole answer (connection)."`
	Connection  exchange.Connection `yaml:"connection" about:"reset: a TCP reset. close: an orderly end. hang: nothing until the client or the server gives up. Before the first byte, or where the answer is truncated."`
	AbortUpload *unit.Size          `yaml:"cut" about:"Reads so much of the request body and no more; then the connection is reset, or what connection or status says."`

	Latency   *ToxicLatency   `yaml:"latency" about:"As in Toxiproxy, in milliseconds: delay."`
	Timeout   *ToxicTimeout   `yaml:"timeout" about:"As in Toxiproxy, in milliseconds: delay and then connection: close; 0 is connection: hang."`
	ResetPeer *ToxicTimeout   `yaml:"reset_peer" about:"As in Toxiproxy, in milliseconds: delay and then connection: reset."`
	Slicer    *ToxicSlicer    `yaml:"slicer" about:"As in Toxiproxy: drip."`
	LimitData *ToxicLimitData `yaml:"limit_data" about:"As in Toxiproxy: truncate."`
}

// RetryAfter is a value of the header Retry-After, in either form that HTTP has for it
// (A76). A plain wait is in seconds.
type RetryAfter struct {
	Seconds *Wait `yaml:",plain"`
	Date    *Wait `yaml:"date" about:"The header is the date when so long has passed, by the clock of the sandbox: a duration, or window."`
}

// Delay is how long an answer waits. A plain duration is fixed.
type Delay struct {
	Fixed     *unit.Duration `yaml:",plain"`
	Uniform   *Uniform       `yaml:"uniform" about:"Between two durations, each as likely."`
	Lognormal *Lognormal     `yaml:"lognormal" about:"As real services are: mostly near the median, sometimes much longer."`
}

// Uniform is a duration between two. The plain form is a list of the two.
type Uniform struct {
	Range []unit.Duration `yaml:",plain"`
	Lower *unit.Millis    `yaml:"lower" about:"As in WireMock; a number is milliseconds."`
	Upper *unit.Millis    `yaml:"upper" about:"As in WireMock; a number is milliseconds."`
}

// Lognormal is a duration whose logarithm is normally distributed. Either p99
// or sigma is given.
type Lognormal struct {
	Median *unit.Millis `yaml:"median" about:"Half of the calls wait less; a number is milliseconds, as in WireMock."`
	P99    *unit.Millis `yaml:"p99" about:"99 of 100 calls wait less."`
	Sigma  *float64     `yaml:"sigma" about:"The standard deviation of the logarithm, as in WireMock."`
	Max    *unit.Millis `yaml:"max" about:"No call waits longer."`
}

// Drip is a body a few bytes at a time.
type Drip struct {
	Bytes int           `yaml:"bytes" about:"So many bytes at a time."`
	Every unit.Duration `yaml:"every" about:"The pause between."`

	vary int // bytes more or less
}

// Bandwidth is bytes in a second. The mapping is Toxiproxy's.
type Bandwidth struct {
	PerSecond *unit.Size `yaml:",plain"`
	Rate      *int       `yaml:"rate" about:"As in Toxiproxy: kilobytes in a second."`
}

// ToxicLatency is Toxiproxy's latency.
type ToxicLatency struct {
	Latency int `yaml:"latency" about:"Milliseconds."`
	Jitter  int `yaml:"jitter" about:"Milliseconds more or less."`
}

// ToxicTimeout is Toxiproxy's timeout and reset_peer.
type ToxicTimeout struct {
	Timeout int `yaml:"timeout" about:"Milliseconds."`
}

// ToxicSlicer is Toxiproxy's slicer.
type ToxicSlicer struct {
	AverageSize   int `yaml:"average_size" about:"Bytes at a time."`
	SizeVariation int `yaml:"size_variation" about:"Bytes more or less, below average_size."`
	Delay         int `yaml:"delay" about:"Microseconds between."`
}

// ToxicLimitData is Toxiproxy's limit_data.
type ToxicLimitData struct {
	Bytes int `yaml:"bytes" about:"So much of the body goes out."`
}
