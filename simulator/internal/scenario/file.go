// Package scenario is which calls meet which fault: it reads the YAML files that
// say so, finds what is wrong with them, and decides for each call of a sandbox.
//
// The types of this file are the form of a scenario file. The JSON Schema for
// editors is made of them, too, so every field has its help in the tag about.
package scenario

import (
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// file is a scenario file.
type file struct {
	Name        string  `yaml:"name" about:"What the scenario is called: letters, digits, '.', '_' and '-'."`
	Description string  `yaml:"description" about:"What happens, in a sentence or two."`
	Setup       *Setup  `yaml:"setup" about:"How the sandbox is made ready when the scenario begins."`
	Rules       []Rule  `yaml:"rules" about:"Which calls meet which fault. The first rule that matches a call decides."`
	Checks      []Check `yaml:"checks" about:"What the client must have done about it when the run ends, judged by the journal."`

	ExpectViolations []When `yaml:"expectViolations,single" about:"Calls that break the contract on purpose while the scenario plays: their violations do not fail the run. One selection or a list, each with the matchers of when, but for state."`
}

// Setup is how a sandbox is made ready when a scenario begins.
type Setup struct {
	Fixture string `yaml:"fixture" about:"A fixture file that replaces the world; its path goes by the folder of the scenario."`
	World   *World `yaml:"world" about:"Changes to the world, in the form of a fixture. A record that is there is found by its id or key and changed in the given fields only; any other is added."`
	Clock   *Clock `yaml:"clock" about:"How the clock runs."`

	fixture *state.World // that Fixture names
}

// World is changes to a world. Each record is decoded over the one that is there.
type World struct {
	Accounts       []yamlfile.Raw `yaml:"accounts" about:"Accounts, by id."`
	Keys           []yamlfile.Raw `yaml:"keys" about:"API keys, by key."`
	Users          []yamlfile.Raw `yaml:"users" about:"Users, by id."`
	Vendors        []yamlfile.Raw `yaml:"vendors" about:"Vendors, by id."`
	Reviews        []yamlfile.Raw `yaml:"reviews" about:"Security reviews, by id."`
	Questionnaires []yamlfile.Raw `yaml:"questionnaires" about:"Questionnaires, by id."`
	Documents      []yamlfile.Raw `yaml:"documents" about:"Documents, by id."`
}

// Clock is how the clock of a sandbox runs; one of the two is given.
type Clock struct {
	Frozen *time.Time `yaml:"frozen" about:"The clock stands at this time until it is advanced."`
	Offset *Duration  `yaml:"offset" about:"The clock runs so far ahead of real time, or behind it."`
}

// Rule is when, how often and what.
type Rule struct {
	Name        string       `yaml:"name" about:"What the rule is called in reports; its place in the file if left out."`
	When        When         `yaml:"when" about:"Which calls the rule is for. All that is given must hold; what is left out may be anything."`
	After       int          `yaml:"after" about:"Lets the first so many matching calls pass."`
	Times       *int         `yaml:"times" about:"Fires at most so often."`
	Every       int          `yaml:"every" about:"Fires on each so-manyeth matching call: 3 is the third, the sixth and so on."`
	Probability *float64     `yaml:"probability" about:"Fires on this share of the matching calls, from 0 to 1. The same seed gives the same calls."`
	Until       *Duration    `yaml:"until" about:"Fires for so long after the scenario began, by the clock of the sandbox."`
	Over        *Over        `yaml:"over" about:"Fires on the calls above a rate."`
	Phase       Phase        `yaml:"phase" about:"before (the default): the fault acts before the operation, which is not carried out if the fault brings an answer or ends the connection. after: the operation has been carried out, with success."`
	Fault       *Fault       `yaml:"fault" about:"What goes wrong. Left out, matching calls go on, and later rules are not asked."`
	Violates    bool         `yaml:"violates" about:"The answer differs from the contract on purpose."`
	Then        string       `yaml:"then" about:"The state that the scenario goes to when the rule fires."`
	Expect      *Expectation `yaml:"expect" about:"How often the rule must have fired when the run ends."`
}

// When is which calls a rule is for.
type When struct {
	Operation  []string           `yaml:"operation,single" about:"The operation or operations, by the short name or the whole operationId; * stands for any characters."`
	Method     []string           `yaml:"method,single" about:"The HTTP method or methods."`
	Path       map[string]Matcher `yaml:"path" about:"Path parameters by name, such as vendorId."`
	Query      map[string]Matcher `yaml:"query" about:"Query parameters by name. One of several values has to match."`
	Header     map[string]Matcher `yaml:"header" about:"Headers by name. One of several values has to match."`
	Body       map[string]Matcher `yaml:"body" about:"Properties of the JSON body, or fields of the form, by name or JSONPath ($.a.b). One of several values has to match."`
	Part       *PartMatcher       `yaml:"part" about:"A part of a multipart form: one part has to match all that is given."`
	Key        *Matcher           `yaml:"key" about:"The API key, without the name of the sandbox."`
	Permission []string           `yaml:"permission,single" about:"The permission that the operation needs, such as vendors-get; * stands for any characters."`
	Review     *ReviewMatcher     `yaml:"review" about:"The review that the path names, as it is before the call."`
	Vendor     *VendorMatcher     `yaml:"vendor" about:"The vendor that the path names, as it is before the call."`
	State      []string           `yaml:"state,single" about:"The state of the scenario; it begins in the state start."`
	Where      string             `yaml:"where" about:"An expression over the same names (https://expr-lang.org/docs/language-definition): operation, method, path, query, header, body, parts, key, permission, review, vendor, state, now."`
}

// Matcher is what one value has to be. A plain value stands for equals.
type Matcher struct {
	Plain    yamlfile.Any   `yaml:",plain"`
	Equals   yamlfile.Any   `yaml:"equals" about:"Is equal to this value."`
	Contains *string        `yaml:"contains" about:"Is a text that has this text in it, or a list that has this item."`
	Matches  *Pattern       `yaml:"matches" about:"Is a text that this regular expression (RE2) matches a part of."`
	In       []yamlfile.Any `yaml:"in" about:"Is equal to one of these values."`
	Present  *bool          `yaml:"present" about:"true: is there. false: is not there."`
	Absent   *bool          `yaml:"absent" about:"true: is not there. false: is there."`
	Less     *Bound         `yaml:"less" about:"Is a number, a size or a time below this one."`
	Greater  *Bound         `yaml:"greater" about:"Is a number, a size or a time above this one."`
}

// PartMatcher is what one part of a form has to be.
type PartMatcher struct {
	Field     *Matcher `yaml:"field" about:"The name of the field."`
	Name      *Matcher `yaml:"name" about:"The file name."`
	Extension *Matcher `yaml:"extension" about:"What follows the last dot of the file name, in lower case."`
	Size      *Matcher `yaml:"size" about:"The size in bytes; less and greater also take 10MiB."`
}

// ReviewMatcher is what the review of a call has to be.
type ReviewMatcher struct {
	ID              *Matcher `yaml:"id" about:"The id."`
	Type            *Matcher `yaml:"type" about:"SECURITY, SOC_REPORT or UPLOAD_REPORT."`
	Status          *Matcher `yaml:"status" about:"NOT_YET_STARTED, IN_PROGRESS, COMPLETED or NOT_REQUIRED."`
	Decision        *Matcher `yaml:"decision" about:"PENDING, APPROVED and so on."`
	Title           *Matcher `yaml:"title" about:"The title."`
	UserID          *Matcher `yaml:"userId" about:"The id of the reviewer."`
	RequesterUserID *Matcher `yaml:"requesterUserId" about:"The id of the requester."`
	Finalizable     *Matcher `yaml:"finalizable" about:"true: the action finalize is available."`
}

// VendorMatcher is what the vendor of a call has to be.
type VendorMatcher struct {
	ID            *Matcher `yaml:"id" about:"The id."`
	Name          *Matcher `yaml:"name" about:"The name."`
	SecurityOwner *Matcher `yaml:"securityOwner" about:"The user id of the security owner."`
}

// Over fires on calls above a rate.
type Over struct {
	Calls int      `yaml:"calls" about:"So many calls are let pass in each window."`
	Per   Duration `yaml:"per" about:"The length of a window, by the clock of the sandbox. It begins with its first call."`
	By    OverBy   `yaml:"by" about:"What is counted apart: ip (the default), the address that calls come from; key; sandbox."`
}

// Fault is what goes wrong. A plain text is the name of a fault of WireMock.
type Fault struct {
	WireMock WireMockFault `yaml:",plain"`

	Status     int               `yaml:"status" about:"The status of the answer. Body and envelope are the API's own unless given."`
	Body       yamlfile.Any      `yaml:"body" about:"The body of the answer: a text goes out as it is, anything else as JSON."`
	Headers    map[string]string `yaml:"headers" about:"Headers of the answer; an empty text takes one away."`
	Patch      map[string]any    `yaml:"patch" about:"Changes to the JSON body of the answer, as a merge patch (RFC 7386): null takes a property away."`
	RetryAfter *RetryAfter       `yaml:"retryAfter" about:"The header Retry-After in seconds: a duration, or window for the time until the window of over ends."`

	Delay      *Delay              `yaml:"delay" about:"The answer waits so long, by the clock of the sandbox."`
	Bandwidth  *Bandwidth          `yaml:"bandwidth" about:"So many bytes of the body go out in a second: 10KiB."`
	Drip       *Drip               `yaml:"drip" about:"The body goes out a few bytes at a time."`
	Chunked    bool                `yaml:"chunked" about:"The answer is sent in chunks, without a Content-Length."`
	Truncate   *Amount             `yaml:"truncate" about:"Only so much of the body goes out, then the connection ends: 50%, 100B."`
	Garbage    exchange.Garbage    `yaml:"garbage" about:"Random bytes in the place of the body, of the first chunk, or of the whole answer (connection)."`
	Connection exchange.Connection `yaml:"connection" about:"reset: a TCP reset. close: an orderly end. hang: nothing until the client or the server gives up. Before the first byte, or where the answer is truncated."`
	Cut        *Size               `yaml:"cut" about:"Reads so much of the request body and no more; then the connection is reset, or what connection or status says."`

	Latency   *ToxicLatency   `yaml:"latency" about:"As in Toxiproxy, in milliseconds: delay."`
	Timeout   *ToxicTimeout   `yaml:"timeout" about:"As in Toxiproxy, in milliseconds: delay and then connection: close; 0 is connection: hang."`
	ResetPeer *ToxicTimeout   `yaml:"reset_peer" about:"As in Toxiproxy, in milliseconds: delay and then connection: reset."`
	Slicer    *ToxicSlicer    `yaml:"slicer" about:"As in Toxiproxy: drip."`
	LimitData *ToxicLimitData `yaml:"limit_data" about:"As in Toxiproxy: truncate."`
}

// Delay is how long an answer waits. A plain duration is fixed.
type Delay struct {
	Fixed     *Duration  `yaml:",plain"`
	Uniform   *Uniform   `yaml:"uniform" about:"Between two durations, each as likely."`
	Lognormal *Lognormal `yaml:"lognormal" about:"As real services are: mostly near the median, sometimes much longer."`
}

// Uniform is a duration between two. The plain form is a list of the two.
type Uniform struct {
	Range []Duration `yaml:",plain"`
	Lower *Millis    `yaml:"lower" about:"As in WireMock; a number is milliseconds."`
	Upper *Millis    `yaml:"upper" about:"As in WireMock; a number is milliseconds."`
}

// Lognormal is a duration whose logarithm is normally distributed. Either p99
// or sigma is given.
type Lognormal struct {
	Median *Millis  `yaml:"median" about:"Half of the calls wait less; a number is milliseconds, as in WireMock."`
	P99    *Millis  `yaml:"p99" about:"99 of 100 calls wait less."`
	Sigma  *float64 `yaml:"sigma" about:"The standard deviation of the logarithm, as in WireMock."`
	Max    *Millis  `yaml:"max" about:"No call waits longer."`
}

// Drip is a body a few bytes at a time.
type Drip struct {
	Bytes int      `yaml:"bytes" about:"So many bytes at a time."`
	Every Duration `yaml:"every" about:"The pause between."`

	vary int // bytes more or less
}

// Bandwidth is bytes in a second. The mapping is Toxiproxy's.
type Bandwidth struct {
	PerSecond *Size `yaml:",plain"`
	Rate      *int  `yaml:"rate" about:"As in Toxiproxy: kilobytes in a second."`
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

// Expectation is what must have happened when the run ends.
type Expectation struct {
	Fired *Count `yaml:"fired" about:"How often the rule fired: 1, '>=1', '<=3', 0."`
}
