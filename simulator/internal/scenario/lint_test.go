package scenario_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/scenarios"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// rejected is one thing that is wrong with a scenario, and the one problem that
// is said of it: a second one would only be what follows from the first.
type rejected struct {
	text   string // of a rule; what begins with name: is a whole file
	want   string // in the problem
	editor bool   // the schema alone sees it, too
}

// file is the text as a whole file.
func (r rejected) file() string {
	if strings.HasPrefix(r.text, "name: a\n") || strings.HasPrefix(r.text, "rules:") || r.text == "name: a" ||
		strings.Contains(r.text, "\nrules:") {
		return r.text
	}
	return "name: a\nrules:\n- {" + r.text + "}\n"
}

const get = "when: {operation: getVendorSecurityReview}, "

const perform = "operation: performSecurityReviewAction"

// two is a file of two rules that differ in their when.
func two(first, second string) string {
	return "name: a\nrules:\n- {when: {" + first + "}, fault: {connection: reset}}\n- {when: {" + second + "}, fault: {connection: close}}\n"
}

var rejects = map[string]rejected{
	"no name":              {"rules: [{}]", "s:1:1: name: is missing", true},
	"bad name":             {"name: a b\nrules: [{}]", "s:1:7: name: must be 1 to 64 letters", true},
	"nothing":              {"name: a", "rules: is missing", false},
	"unknown key":          {"name: a\nruls: []", `unknown key "ruls", did you mean "rules"?`, true},
	"rules without any":    {"name: a\nrules: []", "rules: is missing", false},
	"null rule":            {"name: a\nrules: [~]", "rules[0]: must be a mapping, is null", true},
	"rule name":            {"name: a b, " + get + "fault: {status: 412}", "rules[0].name: must be 1 to 64 letters", true},
	"state name":           {get + "then: a b, fault: {status: 412}", "rules[0].then: must be 1 to 64 letters", true},
	"unknown setup key":    {"name: a\nsetup: {clok: {}}", `setup: unknown key "clok", did you mean "clock"?`, true},
	"unknown delay key":    {get + "fault: {delay: {unifrom: [1s, 2s]}}", `fault.delay: unknown key "unifrom", did you mean "uniform"?`, true},
	"fault is a list":      {get + "fault: []", "must be a mapping, or the name of a fault of WireMock, is a list", true},
	"status is text":       {get + "fault: {status: '412'}", `must be an integer, is the text "412"`, true},
	"chunked in words":     {get + "fault: {chunked: yes}", `must be true or false, is "yes"`, true},
	"patch is a number":    {get + "fault: {patch: 5}", "fault.patch: must be a mapping", true},
	"no operations":        {"when: {operation: []}", "when.operation: is empty: leave it out", false},
	"empty where":          {"when: {where: ''}", "when.where: is empty: leave it out", false},
	"one value of in":      {"when: {" + perform + ", body: {action: {in: [finalize, finalise]}}}", "can never match finalise", false},
	"empty vendor":         {"when: {vendor: {}}", "asks for nothing", false},
	"query pattern":        {"when: {query: {x: {matches: '('}}}", "when.query.x.matches: must be a regular expression", false},
	"pattern of lines":     {`when: {key: {matches: "(\n"}}`, "missing closing ): `(\\n`", false},
	"every":                {get + "every: 0, fault: {status: 412}", "every: must be at least 1, is 0", true},
	"every before":         {get + "every: -1, fault: {status: 412}", "every: must be at least 1, is -1", true},
	"no probability":       {get + "probability: 0, fault: {status: 412}", "probability: must be above 0 and at most 1", false},
	"expect below 0":       {get + "expect: {fired: '<0'}, fault: {status: 412}", "must be a count such as", false},
	"status 0":             {get + "fault: {status: 0}", "must be from 200 to 599, is 0", true},
	"status and body":      {get + "fault: {status: high, body: x}", "fault.status: must be an integer", true},
	"phase of a success":   {get + "phase: aftr, fault: {status: 200}", "must be one of before, after", true},
	"lognormal of both":    {get + "fault: {delay: {lognormal: {median: 1s, p99: 2s, sigma: 1}}}", "either p99 or sigma", false},
	"lognormal median":     {get + "fault: {delay: {lognormal: {sigma: 1}}}", "median: must be a duration above 0", false},
	"empty delay":          {get + "fault: {delay: {}}", "must be a duration, or have either uniform or lognormal", true},
	"empty bandwidth":      {get + "fault: {bandwidth: {}}", "must be at least 1 byte a second", true},
	"fault header name":    {get + "fault: {status: 412, headers: {'a b': x}}", `headers["a b"]: is not the name of a header`, false},
	"chunked header":       {get + "fault: {status: 412, headers: {transfer-encoding: chunked}}", "follows from chunked", false},
	"reset_peer twice":     {get + "fault: {reset_peer: {timeout: 0}, connection: close}", "reset_peer stands for connection, which is given as well", false},
	"latency negative":     {get + "fault: {latency: {latency: -5}}", "fault.latency.latency: must be from 0 to", false},
	"timeout negative":     {get + "fault: {timeout: {timeout: -5}}", "fault.timeout.timeout: must be from 0 to", false},
	"rate negative":        {get + "fault: {bandwidth: {rate: -1}}", "fault.bandwidth.rate: must be from 0 to", false},
	"slices of nothing":    {get + "fault: {slicer: {average_size: 0}}", "fault.slicer.average_size: must be at least 1", false},
	"slices vary much":     {get + "fault: {slicer: {average_size: 5, size_variation: 5}}", "slicer.size_variation: must be below average_size", false},
	"unknown rule key":     {get + "fualt: {status: 412}", `rules[0]: unknown key "fualt", did you mean "fault"?`, true},
	"unknown when key":     {"when: {operatoin: x}", `rules[0].when: unknown key "operatoin", did you mean "operation"?`, true},
	"unknown fault key":    {get + "fault: {statsu: 412}", `rules[0].fault: unknown key "statsu", did you mean "status"?`, true},
	"unknown matcher":      {"when: {key: {equal: x}}", `rules[0].when.key: unknown key "equal", did you mean "equals"?`, true},
	"wrong type":           {get + "fault: {status: high}", `rules[0].fault.status: must be an integer, is "high"`, true},
	"rules no list":        {"name: a\nrules: {}", "rules: must be a list", true},
	"unknown operation":    {"when: {operation: getReview}", `the contract has no "getReview"`, true},
	"unknown glob":         {"when: {operation: 'delete*'}", `the contract has no "delete*"`, false},
	"unknown method":       {"when: {method: DELETE}", `the contract has no "DELETE"`, true},
	"unknown permission":   {"when: {permission: vendors-gte}", "did you mean vendors-get?", true},
	"no operation is all":  {"when: {operation: getVendorSecurityReview, method: POST}", "can never match: no operation", false},
	"path parameter":       {"when: {operation: getVendorSecurityReview, path: {reviewId: 1}}", "has the parameter reviewId", false},
	"body property":        {"when: {" + perform + ", body: {actoin: x}}", "no body of performSecurityReviewAction has this property, did you mean action?", false},
	"body value":           {"when: {" + perform + ", body: {action: finalise}}", "can never match finalise", false},
	"body of a GET":        {"when: {operation: getVendorSecurityReview, body: {title: x}}", "no body of getVendorSecurityReview", false},
	"part of no upload":    {"when: {" + perform + ", part: {size: 1}}", "no upload goes to performSecurityReviewAction", false},
	"empty part":           {"when: {operation: sendSecurityQuestionnaire, part: {}}", "asks for nothing", false},
	"review of no review":  {"when: {operation: createVendorSecurityReview, review: {id: 1}}", "names a review", false},
	"review status":        {"when: {review: {status: COMPLETE}}", "can never match COMPLETE, did you mean COMPLETED?", false},
	"JSONPath":             {"when: {body: {'$.[': 1}}", "must be a property or a JSONPath", false},
	"where syntax":         {"when: {where: 'path.vendorId =='}", "rules[0].when.where: ", false},
	"where name":           {"when: {where: 'vendr.id == 1'}", "unknown name vendr", false},
	"where type":           {"when: {where: 'vendor.name == 1'}", "mismatched types", false},
	"where no truth":       {"when: {where: 'vendor.name'}", "expected bool", false},
	"regular expression":   {"when: {key: {matches: '('}}", "must be a regular expression (RE2)", false},
	"present and absent":   {"when: {key: {present: true, absent: true}}", "has both present and absent", false},
	"absent and equal":     {"when: {key: {absent: true, equals: x}}", "what is absent is not anything else", false},
	"empty matcher":        {"when: {key: {}}", "asks for nothing", true},
	"in nothing":           {"when: {key: {in: []}}", "is empty", false},
	"bad bound":            {"when: {key: {less: much}}", "must be a number, a size such as 10MiB or a time", false},
	"header name":          {"when: {header: {'a b': x}}", "is not the name of a header", false},
	"times":                {get + "times: 0, fault: {status: 412}", "times: must be at least 1", true},
	"times of nothing":     {get + "times: , fault: {status: 412}", "times: must be an integer, is empty", true},
	"times null":           {get + "times: ~, fault: {status: 412}", "times: must be an integer, is null", true},
	"probability null":     {get + "probability: null, fault: {status: 412}", "probability: must be a number, is null", true},
	"over of nothing":      {get + "over: , fault: {status: 412}", "over: must be a mapping, is empty", true},
	"expect of nothing":    {get + "expect: , fault: {status: 412}", "expect: must be a mapping, is empty", true},
	"setup of nothing":     {"name: a\nsetup:", "setup: must be a mapping, is empty", true},
	"after":                {get + "after: -1, fault: {status: 412}", "after: must be 0 or more", true},
	"probability":          {get + "probability: 2, fault: {status: 412}", "probability: must be above 0 and at most 1", true},
	"until":                {get + "until: -1s, fault: {status: 412}", "until: must be a duration above 0", false},
	"until in words":       {get + "until: soon, fault: {status: 412}", "must be a duration such as 250ms, 2s or 1h30m", true},
	"over without per":     {get + "over: {calls: 1}, fault: {status: 412}", "over.per: must be a duration above 0", false},
	"over by":              {get + "over: {calls: 1, per: 1m, by: cookie}, fault: {status: 412}", "must be one of ip, key, sandbox", true},
	"phase":                {get + "phase: later, fault: {status: 412}", "must be one of before, after, is \"later\"", true},
	"violates nothing":     {get + "violates: true", "but the rule has no fault", false},
	"expect nothing":       {get + "expect: {}, fault: {status: 412}", "must say fired", false},
	"expect":               {get + "expect: {fired: many}, fault: {status: 412}", "must be a count such as 1, 0, '>=1'", true},
	"expect above times":   {get + "times: 1, expect: {fired: 2}, fault: {status: 412}", "can never be met: the rule fires at most once", false},
	"undocumented status":  {get + "fault: {status: 418}", "418 is not documented for getVendorSecurityReview", false},
	"no status":            {get + "fault: {status: 99}", "must be from 200 to 599", true},
	"body":                 {get + "fault: {status: 412, body: {message: 5}}", "does not fit the contract of getVendorSecurityReview for 412", false},
	"fits after all":       {get + "violates: true, fault: {status: 412}", "is true, but the answer fits the contract", false},
	"patch":                {get + "fault: {patch: {id: one}}", "fault.patch: does not fit the contract", false},
	"patch away":           {get + "fault: {patch: {id: null}}", "id is required", false},
	"body alone":           {get + "fault: {body: {}}", "needs a status", false},
	"success alone":        {get + "fault: {status: 200}", "give a body too", false},
	"empty fault":          {get + "fault: {}", "says nothing", true},
	"window":               {get + "fault: {status: 412, retryAfter: window}", "the rule has no over", false},
	"window as a date":     {get + "fault: {status: 412, retryAfter: {date: window}}", "the rule has no over", false},
	"a date of a part":     {get + "fault: {status: 412, retryAfter: {date: 1500ms}}", "rules[0].fault.retryAfter.date: must be window, or a duration of whole seconds", false},
	"no retryAfter":        {get + "fault: {status: 412, retryAfter: {}}", "rules[0].fault.retryAfter: must be window, or a duration of whole seconds such as 30s, or have such a date", true},
	"retryAfter":           {get + "fault: {status: 412, retryAfter: 1500ms}", "must be window, or a duration of whole seconds", false},
	"cut after":            {"when: {operation: sendSecurityQuestionnaire}, phase: after, fault: {cut: 1KiB}", "cannot be in the phase after", false},
	"cut by body":          {"when: {operation: sendSecurityQuestionnaire, part: {size: 1}}, fault: {cut: 1KiB}", "asked before the body is read", false},
	"cut of a GET":         {get + "fault: {cut: 1KiB}", "takes no body", false},
	"size":                 {"when: {operation: 'send*'}, fault: {cut: much}", "must be a size such as 500, 64KiB or 10MB", true},
	"share":                {get + "fault: {truncate: 100%}", "must be a share from 0% to below 100%", false},
	"garbage":              {get + "fault: {garbage: yes}", "must be one of body, chunk, connection", true},
	"connection":           {get + "fault: {connection: rest}", "did you mean reset?", true},
	"bandwidth":            {get + "fault: {bandwidth: 0}", "must be at least 1 byte a second", false},
	"drip":                 {get + "fault: {drip: {bytes: 0, every: 1s}}", "drip.bytes: must be at least 1", false},
	"drip without pause":   {get + "fault: {drip: {bytes: 1}}", "drip.every: must be a duration above 0", false},
	"delay":                {get + "fault: {delay: [1s]}", "must be a duration such as 250ms", true},
	"negative delay":       {get + "fault: {delay: -1s}", "must not be negative", false},
	"delay of two kinds":   {get + "fault: {delay: {uniform: [1s, 2s], lognormal: {median: 1s, sigma: 1}}}", "either uniform or lognormal", false},
	"uniform":              {get + "fault: {delay: {uniform: [2s, 1s]}}", "from a shorter to a longer", false},
	"uniform of one":       {get + "fault: {delay: {uniform: [2s]}}", "must be two durations", false},
	"lognormal":            {get + "fault: {delay: {lognormal: {median: 1s}}}", "either p99 or sigma", false},
	"lognormal p99":        {get + "fault: {delay: {lognormal: {median: 2s, p99: 1s}}}", "must not be below the median", false},
	"framing":              {get + "fault: {status: 412, headers: {Content-Length: 5}}", "follows from the body", false},
	"header of two lines":  {get + `fault: {status: 412, headers: {X-A: "b\nc"}}`, "must be one line", false},
	"WireMock":             {get + "fault: EMPTY_RESPONS", "did you mean EMPTY_RESPONSE?", true},
	"Toxiproxy twice":      {get + "fault: {latency: {latency: 5}, delay: 1s}", "latency stands for delay, which is given as well", false},
	"Toxiproxy negative":   {get + "fault: {limit_data: {bytes: -1}}", "must be from 0 to", false},
	"same name":            {"name: a\nrules:\n- {name: x, when: {key: a}}\n- {name: x, when: {key: b}}", "is the name of rules[0] already", false},
	"shadow":               {"name: a\nrules:\n- {when: {operation: 'get*'}}\n- {when: {operation: getVendorSecurityReview, key: x}}", "rules[1]: can never fire: rules[0] stands before it", false},
	"less and greater":     {"when: {path: {vendorId: {less: 3, greater: 10}}}", "can never match: nothing is less than 3 and is greater than 10", false},
	"equals and in":        {"when: {vendor: {id: {equals: 3, in: [4]}}}", "can never match: nothing equals 3 and is in [4]", false},
	"equals and matches":   {"when: {" + perform + ", body: {action: {equals: reopen, matches: ^f}}}", "can never match: nothing equals reopen and matches ^f", false},
	"bounds of times":      {"when: {key: {less: 2026-01-01, greater: 2026-01-02}}", "can never match: nothing is less than", false},
	"no parameter":         {"when: {operation: 'get*', path: {vendorId: {absent: true}}}", "can never match: it is in the path of every call to get", false},
	"null parameter":       {"when: {path: {vendorId: null}}", "can never match null: it is a text", false},
	"word for an id":       {"when: {path: {vendorId: abc}}", "can never match abc: must be a positive integer", false},
	"half an id":           {"when: {path: {vendorId: {in: [1, 1.5]}}}", "can never match 1.5: must be a positive integer", false},
	"half a vendor":        {"when: {vendor: {id: 1.5}}", "can never match 1.5: it is a whole number", false},
	"text for an id":       {"when: {review: {id: '3'}}", "can never match 3: it is a whole number, so leave the quotes out", false},
	"null for none":        {"when: {review: {userId: null}}", "or not there, which absent: true asks for", false},
	"list for in":          {"when: {key: [a, b]}", "can never match [a, b]: it is a text; in asks for one of several", false},
	"yes for true":         {"when: {review: {finalizable: yes}}", "can never match yes: it is true or false", false},
	"no key":               {"when: {key: {absent: true}}", "can never match: every call has a key", false},
	"where path name":      {`when: {where: 'path.vendor == 3'}`, `path has no "vendor": no path of `, false},
	"where path of others": {`when: {operation: createVendorSecurityReview, where: 'path.securityReviewId == 3'}`, `path has no "securityReviewId": no path of createVendorSecurityReview has it, allowed are vendorId`, false},
	"where path key":       {`when: {where: 'path["vendor"] != 3'}`, `path has no "vendor"`, false},
	"where id":             {`when: {where: 'path.vendorId == 1.5'}`, "path.vendorId == 1.5 can never hold: path.vendorId is a whole number from 1", false},
	"where id of none":     {`when: {where: '0 == review.id or key == "a"'}`, "0 == review.id can never hold: review.id is a whole number from 1", false},
	"where negative id":    {`when: {where: 'vendor.id == -1'}`, "can never hold: vendor.id is a whole number from 1", false},
	"where id in texts":    {`when: {where: 'path.vendorId in ["1", 2]'}`, `path.vendorId in ["1", 2] can never hold for "1": path.vendorId is a number, not a text`, false},
	"where text in list":   {`when: {where: 'key in [1]'}`, "cannot use string as type int in array", false},
	"where nil":            {`when: {where: 'review.title == nil'}`, "review.title == nil can never hold: review.title is a text, not nil", false},
	"where header":         {`when: {where: 'header["x-test"] == "a"'}`, `header has no "x-test": names of headers are written as in header["X-Test"]`, false},
	"where operation":      {`when: {where: 'operation == "getReview"'}`, `operation is never "getReview", allowed are `, false},
	"where method":         {`when: {where: 'method in ["get", "PUT"]'}`, `method is never "get", did you mean GET?`, false},
	"where status":         {`when: {where: 'review?.status == "DONE"'}`, `review.status is never "DONE", allowed are`, false},
	"where body kind":      {"when: {" + perform + `, where: 'body.action == 3'}`, "body.action == 3 can never hold: body.action is nil or a text, not a number", false},
	"where body value":     {"when: {" + perform + `, where: '"finalise" == body.action'}`, `"finalise" == body.action can never hold: action must be one of`, false},
	"where body name":      {"when: {" + perform + `, where: 'body.acton == "finalize"'}`, `body.acton is nil, not a text`, false},
	"where body order":     {"when: {" + perform + `, where: 'body.action > 3'}`, "body.action > 3 can never hold: body.action is nil or a text, not a number", false},
	"where body places":    {"when: {" + perform + `, where: 'body.action == path.vendorId'}`, "body.action == path.vendorId can never hold", false},
	"where body contains":  {"when: {operation: createVendorSecurityReview, where: 'body.requesterUserId contains \"x\"'}", "can never hold: body.requesterUserId is nil or a number, not a text", false},
	"where pattern":        {`when: {where: 'key matches header["X-Test"]'}`, "the regular expression must be a text in quotes", false},
	"where large pattern":  {`when: {where: 'key matches "a{1000}b{1000}c{1000}"'}`, "the text after matches is a regular expression of", false},
	"where not a pattern":  {`when: {where: 'key matches "("'}`, "error parsing regexp", false},
	"path that is dear":    {`when: {body: {"$..*..*": 1}}`, "must be a property or a JSONPath (RFC 9535): descends (..) more than once", false},
	"a day":                {get + "until: 1d", `rules[0].until: must be a duration such as 250ms, 2s or 1h30m, in h, m, s, ms, us or ns; a day is 24h, is "1d"`, true},
	"a day of window":      {get + "over: {calls: 1, per: 1d}", "a day is 24h", true},
	"expected nothing":     {"name: a\nexpectViolations: []\nrules: [{}]", "expectViolations: is empty: leave it out", false},
	"expected all":         {"name: a\nexpectViolations: {}\nrules: [{}]", "s:2:19: expectViolations: asks for nothing, so every violation would be expected", false},
	"expected all of two":  {"name: a\nexpectViolations: [{key: a}, {}]\nrules: [{}]", "s:2:30: expectViolations[1]: asks for nothing, so every", false},
	"expected state":       {"name: a\nexpectViolations: {state: start}\nrules: [{}]", "expectViolations.state: has no meaning here", false},
	"expected operation":   {"name: a\nexpectViolations: [{operation: create}]\nrules: [{}]", `expectViolations[0].operation: the contract has no "create"`, true},
	"expected field":       {"name: a\nexpectViolations: {operatoin: x}\nrules: [{}]", `unknown key "operatoin", did you mean "operation"?`, true},
	"false":                {"when: {where: 'false'}", "rules[0].when.where: can never match: it is false for every call", false},
	"false after all":      {"when: {where: '1 > 2 && true'}", "it is false for every call", false},
	"JSONPath to nothing":  {"when: {body: {'$.nothing[*].x': 1}}", "can never match: no body of", false},
	"JSONPath to a typo":   {"when: {operation: 'update*', body: {'$.socForm[\"findigns\"].x': 1}}", "has this property, did you mean findings?", false},
	"full name typo":       {"when: {operation: VendorSecurityReviewsPublicV2Controller_getReview}", "the contract has no", false},
	"full name of a POST":  {"when: {operation: VendorSecurityReviewsPublicV2Controller_getVendorSecurityReview, method: POST}", "can never match: no operation", false},
	"shadow by less":       {two("path: {vendorId: 1}", "path: {vendorId: 1}, key: x"), "rules[1]: can never fire", false},
	"shadow by in":         {two("path: {vendorId: {in: [1, 2]}}", "path: {vendorId: 1}"), "rules[1]: can never fire", false},
	"shadow by bound":      {two("review: {id: {less: 10}}", "review: {id: 5}"), "rules[1]: can never fire", false},
	"shadow by bounds":     {two("review: {id: {less: 10}}", "review: {id: {less: 5, greater: 1}}"), "rules[1]: can never fire", false},
	"shadow by presence":   {two("query: {a: {present: true}}", "query: {a: {matches: x}}"), "rules[1]: can never fire", false},
	"shadow by pattern":    {two("header: {x-a: {matches: ^a}}", "header: {X-A: abc, X-B: c}"), "rules[1]: can never fire", false},
	"shadow in a part":     {two("operation: 'send*', part: {size: {greater: 1MB}}", "operation: 'send*', part: {size: {greater: 2MB}, name: x}"), "rules[1]: can never fire", false},
	"shadow with where":    {two("where: 'path.vendorId > 5'", "where: 'path.vendorId > 5', key: a"), "rules[1]: can never fire", false},
	"shadow of chance 1":   {"name: a\nrules:\n- {probability: 1, fault: {connection: reset}}\n- {when: {key: a}}", "rules[1]: can never fire", false},
	"shadow of states":     {"name: a\nrules:\n- {when: {state: [start, x]}, then: x}\n- {when: {state: x}}", "rules[1]: can never fire", false},
	"only the operation":   {"when: {operation: getReview, path: {nope: 1}, body: {nope: 1}, part: {size: 1}}, fault: {status: 418}", `the contract has no "getReview"`, true},
	"only the match":       {"when: {operation: getVendorSecurityReview, method: POST, path: {nope: 1}}, fault: {cut: 5}", "can never match: no operation", false},
	"state":                {"name: a\nrules:\n- {when: {state: gone}, fault: {status: 404}}", "no rule leads to the state \"gone\"", false},
	"state of a circle":    {"name: a\nrules:\n- {when: {state: gone}, then: gone, fault: {connection: reset}}", "only rules that can never fire themselves lead to the state \"gone\"", false},
	"misspelt then":        {"name: a\nrules:\n- {times: 1, thn: gone}\n- {when: {state: gone}, fault: {connection: reset}}", `unknown key "thn", did you mean "then"?`, true},
	"no shadow of a typo":  {"name: a\nrules:\n- {tmies: 1, fault: {connection: reset}}\n- {when: {key: x}, fault: {connection: reset}}", `unknown key "tmies", did you mean "times"?`, true},
	"no shadow on a typo":  {"name: a\nrules:\n- {when: {operation: 'get*'}}\n- {when: {operation: nope}, fault: {connection: reset}}", `the contract has no "nope"`, true},
	"clock of neither":     {"name: a\nsetup: {clock: {}}", "either frozen or offset", false},
	"world value":          {"name: a\nsetup: {world: {keys: [{key: k, revoked: maybe}]}}", "setup.world.keys[0].revoked: must be true or false", false},
	"world record":         {"name: a\nsetup: {world: {keys: [5]}}", "setup.world.keys[0]: must be a mapping", true},
	"clock misspelt":       {"name: a\nsetup: {clock: {frozzen: 2026-01-01}}", `setup.clock: unknown key "frozzen", did you mean "frozen"?`, true},
	"clock unread":         {"name: a\nsetup: {clock: {frozen: soon}}", "setup.clock.frozen: must be a date-time", true},
	"clock twice":          {"name: a\nsetup: {clock: {frozen: 2026-01-01, offset: 1h}}", "either frozen or offset", false},
	"world plan":           {"name: a\nsetup: {world: {accounts: [{id: 1, plan: gold}]}}", `s:2:42: setup.world.accounts[0].plan: must be one of full, limited, is "gold"`, false},
	"world access":         {"name: a\nsetup: {world: {keys: [{key: sim-full, access: raed}]}}", `keys[0].access: must be one of full, read, custom, is "raed", did you mean read?`, false},
	"world permissions":    {"name: a\nsetup: {world: {keys: [{key: sim-full, access: read, permissions: [a]}]}}", "keys[0].permissions: goes with access: custom only", false},
	"world key form":       {"name: a\nsetup: {world: {keys: [{key: a@b}]}}", "keys[0].key: must be visible ASCII", false},
	"world id":             {"name: a\nsetup: {world: {users: [{id: 0}]}}", "users[0].id: must be an integer from 1", false},
	"world without id":     {"name: a\nsetup: {world: {users: [{active: true}]}}", "setup.world.users[0]: does not say which record it is", false},
	"world mail":           {"name: a\nsetup: {world: {users: [{id: 1, email: ada}]}}", "users[0].email: must be a mail address", false},
	"world form":           {"name: a\nsetup: {world: {reviews: [{id: 1, socForm: {certification: SOC_9}}]}}", `reviews[0].socForm.certification: must be one of`, false},
	"world date":           {"name: a\nsetup: {world: {reviews: [{id: 1, socForm: {auditPeriodRange: {end: soon}}}]}}", "auditPeriodRange.end: must be a date", false},
	"world second change":  {"name: a\nsetup: {world: {accounts: [{id: 1}, {id: 1, name: ''}]}}", "s:2:51: setup.world.accounts[1].name: is required", false},
	"world key":            {"name: a\nsetup: {world: {keys: [{key: k, revoke: true}]}}", `unknown key "revoke", did you mean "revoked"?`, false},
	"world list":           {"name: a\nsetup: {world: {kays: []}}", `unknown key "kays", did you mean "keys"?`, true},
	"fixture":              {"name: a\nsetup: {fixture: world.yaml}", "other files are read only for scenarios that are files", false},
}

func TestLint(t *testing.T) {
	validate := editor(t)
	for name, reject := range rejects {
		t.Run(name, func(t *testing.T) {
			text := reject.file()
			_, err := scenario.Load(baseline, "s", []byte(text), nil)
			if err == nil || !strings.Contains(err.Error(), reject.want) {
				t.Errorf("got %v, want %s", err, reject.want)
			} else if strings.Contains(err.Error(), "\n") {
				t.Errorf("got\n%v\nwant one line", err)
			}
			if seen := validate([]byte(text)) != nil; seen != reject.editor {
				t.Errorf("the schema refuses it: got %v, want %v", seen, reject.editor)
			}
		})
	}
}

func TestImpossibleCombinations(t *testing.T) {
	fields := map[string]string{
		"status": "412", "body": "{}", "headers": "{X-A: b}", "patch": "{title: x}", "retryAfter": "1s", "bandwidth": "1KiB",
		"drip": "{bytes: 1, every: 1s}", "chunked": "true", "garbage": "body", "connection": "reset", "truncate": "50%", "cut": "1KiB",
		"chunk": "chunk", "noise": "connection", // garbage, too
	}
	named := func(field string) string {
		if field == "chunk" || field == "noise" {
			return "garbage"
		}
		return field
	}
	field := func(field string) string { return named(field) + ": " + fields[field] }
	for _, pair := range []string{
		"body patch", "bandwidth drip", "garbage body", "garbage patch", "garbage truncate",
		"cut patch", "cut truncate", "cut drip", "cut bandwidth", "cut chunked", "cut garbage",
		"connection status", "connection body", "connection headers", "connection patch", "connection retryAfter",
		"connection bandwidth", "connection drip", "connection chunked", "connection garbage",
		"chunk bandwidth", "chunk drip", "chunk chunked", "chunk connection",
		"noise status", "noise headers", "noise retryAfter", "noise bandwidth", "noise drip", "noise chunked", "noise connection",
	} {
		first, second, _ := strings.Cut(pair, " ")
		text := "name: a\nrules:\n- {when: {operation: 'send*'}, violates: true, fault: {" +
			field(first) + ", " + field(second) + "}}\n"
		_, err := scenario.Load(baseline, "s", []byte(text), nil)
		if want := named(first) + " and " + second + " do not go together"; err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", pair, err)
		}
	}
}

func TestFixtureOfASetup(t *testing.T) {
	const text = "name: a\nsetup: {fixture: world.yaml}\n"
	for content, want := range map[string]string{
		"vendors: 3\n": "world.yaml:1:10: vendors: must be a list",
		"":             "no such file",
	} {
		_, err := scenario.Load(baseline, "s", []byte(text), func(string) ([]byte, error) {
			if content == "" {
				return nil, errors.New("no such file")
			}
			return []byte(content), nil
		})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", content, err, want)
		}
	}
}

// Where a problem is, is in its line; all of a file come at once, in its order.
func TestProblemLines(t *testing.T) {
	for text, want := range map[string][]string{
		"naem: a\nrules:\n  - {}\n": {
			`s:1:1: unknown key "naem", did you mean "name"?`,
		},
		"name: a b\nrules:\n  - name: x y\n    when:\n      operatoin: x\n    fault:\n      statsu: 500\n": {
			"s:1:7: name: " + nameRule,
			"s:3:11: rules[0].name: " + nameRule,
			`s:5:7: rules[0].when: unknown key "operatoin", did you mean "operation"?`,
			`s:7:7: rules[0].fault: unknown key "statsu", did you mean "status"?`,
		},
		"name: a\nrules:\n  - when:\n      operation: performSecurityReviewAction\n      body: {action: finalise}\n    times: 0\n" +
			"    over: {calls: 1}\n    fault:\n      status: 99\n": {
			"s:5:22: rules[0].when.body.action: can never match finalise: action must be one of the following values: finalize, reopen",
			"s:6:12: rules[0].times: must be at least 1: a rule that never fires can be left out",
			"s:7:11: rules[0].over.per: must be a duration above 0, such as 1m",
			"s:9:15: rules[0].fault.status: must be from 200 to 599, is 99",
		},
		"name: a\nrules:\n  - when: {operation: getVendorSecurityReview}\n    fault: {status: 418}\n": {
			"s:4:21: rules[0].fault.status: 418 is not documented for getVendorSecurityReview, documented are " +
				"200, 400, 401, 403, 404, 412, 500; if that is wanted, add violates: true to the rule",
		},
		"name: a\nrules:\n  - when: {body: {'$.[': 1}}\n": {
			`s:3:26: rules[0].when.body["$.["]: must be a property or a JSONPath (RFC 9535): Error at line 1, column 3: unmatched [`,
		},
		"name: a\nrules:\n  - {when: {where: 'vendor.name == 1'}}\n": {
			"s:3:33: rules[0].when.where: invalid operation: == (mismatched types string and int)",
		},
		"name: a\nrules:\n  - when:\n      where: vendor.nme == 'x'\n  - when: {where: \"revew.id == 1\"}\n  - when:\n      where: >\n        review.statu\n        == 'x'\n": {
			`s:4:21: rules[0].when.where: vendor has no "nme", did you mean name?`,
			"s:5:20: rules[1].when.where: unknown name revew, did you mean review?",
			`s:7:14: rules[2].when.where: review has no "statu", did you mean status? (1:8)`,
		},
		"name: a\nrules:\n  - when: {where: 'parts[0].sizes == 1 ? true : \"''\"'}\n": {
			`s:3:19: rules[0].when.where: part has no "sizes", did you mean size? (1:10)`,
		},
		"name: a\nrules:\n  - when: {operation: getVendorSecurityReview}\n    fault: {status: 412, body: text}\n": {
			"s:4:32: rules[0].fault.body: does not fit the contract of getVendorSecurityReview for 412: the body is not valid JSON: " +
				"it begins with neither { nor [, send an object as in {\"title\": \"x\"} (at byte 1); if that is wanted, add violates: true to the rule",
		},
		"name: a\nrules:\n  - {name: x}\n  - {name: x, when: {key: k}}\n": {
			"s:4:5: rules[1]: can never fire: rules[0] stands before it and takes every call that it would match",
			"s:4:12: rules[1].name: is the name of rules[0] already",
		},
	} {
		_, err := scenario.Load(baseline, "s", []byte(text), nil)
		if err == nil || err.Error() != strings.Join(want, "\n") {
			t.Errorf("%s\ngot\n%v\nwant\n%s", text, err, strings.Join(want, "\n"))
		}
	}
}

const nameRule = "must be 1 to 64 letters, digits, '.', '_' and '-', and not begin with '.'"

// What may look wrong and is not, neither to lint nor to an editor.
func TestAccepted(t *testing.T) {
	validate := editor(t)
	for _, rule := range []string{
		"", "name: 5", get + "expect: {fired: 0}", get + "times: 1, expect: {fired: 1}, fault: {status: 412}",
		"when: {method: [get, PUT]}", "when: {operation: ['get*', performSecurityReviewAction]}",
		"when: {operation: VendorSecurityReviewsPublicV2Controller_getVendorSecurityReview}, fault: {status: 412}",
		"when: {key: {matches: 5}}", "when: {key: {contains: 5}}", "when: {header: {X-A: {in: [a, 5, true]}}}",
		"when: {query: {since: {less: 2026-01-31}}}", "when: {operation: 'send*', part: {size: {less: 0.5}}}",
		"then: 5, times: 1, expect: {fired: '>= 0'}", "when: {state: [start]}, then: start",
		get + "fault: {delay: 0}", get + "fault: {delay: 1.5s}", get + "fault: {delay: 1.s}",
		get + "fault: {delay: {uniform: {lower: .5, upper: 1e3}}}", get + "fault: {delay: {lognormal: {median: 80, sigma: 0.4}}}",
		get + "fault: {status: 412, retryAfter: 0}", get + "fault: {status: 412, retryAfter: {date: 0s}}", get + "fault: {status: 412, headers: {Age: 5, X-A: true, Date: ''}}",
		get + "fault: {truncate: 100}", get + "fault: {truncate: 0%}", get + "fault: {truncate: 1.5kB, connection: reset}",
		get + "fault: {bandwidth: 1.5}", get + "fault: {bandwidth: 10KiB/s}", get + "fault: {bandwidth: {rate: 10}}",
		get + "fault: EMPTY_RESPONSE", get + "fault: CONNECTION_RESET_BY_PEER",
		get + "fault: MALFORMED_RESPONSE_CHUNK", get + "fault: RANDOM_DATA_THEN_CLOSE",
		get + "fault: {latency: {latency: 100, jitter: 200}}", get + "fault: {timeout: {timeout: 0}}",
		get + "fault: {reset_peer: {timeout: 5}}", get + "fault: {slicer: {average_size: 64, size_variation: 32, delay: 20}}",
		get + "fault: {limit_data: {bytes: 0}}", get + "fault: {latency: {latency: 5}, truncate: 5}",
	} {
		text := []byte("name: a\nrules:\n- {" + rule + "}\n")
		if _, err := scenario.Load(baseline, "s", text, nil); err != nil {
			t.Errorf("%s: %v", rule, err)
		}
		if err := validate(text); err != nil {
			t.Errorf("the schema refuses %s: %v", rule, err)
		}
	}
}

// A rule after another one may fire, although the two look alike; and what looks
// as if it never matched may do so.
func TestNoFalseAlarms(t *testing.T) {
	for _, text := range []string{
		two("path: {vendorId: 1}", "path: {vendorId: {in: [1, 2]}}"), two("review: {id: {less: 5}}", "review: {id: {less: 10}}"),
		two("review: {id: {less: 10}}", "review: {id: {greater: 5}}"), two("path: {vendorId: 1}, key: x", "path: {vendorId: 1}"),
		two("body: {title: '5'}", "body: {title: {contains: '5'}}"), two("body: {title: {contains: a}}", "body: {title: {contains: ab}}"),
		two("header: {A: {present: true}}", "header: {A: {absent: true}}"), two("header: {A: {absent: true}}", "header: {B: x}"),
		two("query: {a: {less: 5}}", "query: {a: {less: 2026-01-01}}"), two("part: {name: a}", "part: {extension: a}"),
		two("where: 'path.vendorId > 5'", "where: 'path.vendorId > 6'"), two("state: start", "key: x"), two("review: {type: SECURITY}", "vendor: {id: 1}"),
		"name: a\nrules:\n- {probability: 0.5}\n- {when: {key: a}}", "name: a\nrules:\n- {phase: after}\n- {when: {key: a}}",
		"name: a\nrules:\n- {when: {state: start}, then: x}\n- {when: {state: [start, x]}}",
		"name: a\nrules:\n- {when: {path: {vendorId: {less: 3, greater: 1}}}}", "name: a\nrules:\n- {when: {query: {expand: {equals: a, in: [b]}}}}",
		"name: a\nrules:\n- {when: {path: {securityReviewId: {absent: true}}}}", "name: a\nrules:\n- {when: {review: {id: {absent: true}}}}",
		"name: a\nrules:\n- {when: {body: {$.nothing: {absent: true}}}}", "name: a\nrules:\n- {when: {body: {$..nothing: 1}}}",
		"name: a\nrules:\n- {when: {body: {'$.socForm.findings.findings[*].description': x}}}", "name: a\nrules:\n- {when: {path: {vendorId: '1.0'}}}",
		"name: a\nsetup: {world: {accounts: [{id: 9, platformAdmin: 99}], keys: [{key: k, permissions: [a]}], vendors: [{id: 1, account: 7}]}}",
		"name: a\nsetup: {world: {reviews: [{id: 1, socForm: {auditPeriodRange: {end: 2026-01-31}}}], documents: [{id: 1}], questionnaires: [{id: 1, responseId: 5}]}}",
		"name: a\nexpectViolations: {operation: 'create*'}", "name: a\nexpectViolations: [{where: 'body.titel == 3'}, {path: {vendorId: x}}]",
		"name: a\nrules:\n- {when: {where: 'header[\"X-Test\"] == \"a\" and path.vendorId in [1, 2] and review != nil'}}",
		"name: a\nrules:\n- {when: {operation: performSecurityReviewAction, where: 'body.action == \"reopen\" or body.action == nil'}}",
		"name: a\nrules:\n- {when: {operation: updateVendorSecurityReview, where: 'body.title contains \"x\" and body.socForm.findings != nil and len(body.note) > 3'}}",
		"name: a\nrules:\n- {when: {where: 'state == \"x\" or review.title == \"\" or vendor.securityOwner == 0 or any(parts, .size > 3)'}}",
		"name: a\nrules:\n- {when: {where: 'true'}}", "name: a\nrules:\n- {when: {where: 'now < date(\"2020-01-01\")'}}",
		"name: a\nrules:\n- {when: {body: {socForm.complianceScope.certification: SOC_2}}}",
		"name: a\nrules:\n- {when: {body: {socForm.complianceScope.trustServiceCriteria: {contains: SECURITY, equals: PRIVACY}}}}",
	} {
		if _, err := scenario.Load(baseline, "s", []byte(text), nil); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// FuzzLoad: whatever a file holds, it is refused or it can be played. All that is
// wrong with it is in it, each on a line.
func FuzzLoad(f *testing.F) {
	for _, reject := range rejects {
		f.Add([]byte(reject.file()))
	}
	for _, folder := range []string{"*.yaml", "statuses/*.yaml"} {
		names, err := fs.Glob(scenarios.Files, folder)
		if err != nil || len(names) == 0 {
			f.Fatalf("%s: no files (%v)", folder, err)
		}
		for _, name := range names {
			data, err := fs.ReadFile(scenarios.Files, name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := scenario.Load(baseline, "s", text, nil)
		if err == nil {
			if s.Name == "" {
				t.Error("a scenario without a name")
			}
			return
		}
		problems, _ := errors.AsType[yamlfile.Problems](err)
		if len(problems) == 0 {
			t.Errorf("refused without a problem: %v", err)
		}
		for _, p := range problems {
			inside := p.Line >= 1 && p.Line <= lines(text) && p.Column >= 1
			if p.File != "s" || !inside || p.Text == "" || strings.ContainsAny(p.Text, "\r\n") {
				t.Errorf("not a line about the file: %q", p)
			}
		}
	})
}

// lines counts the lines of a text by all that ends one in YAML.
func lines(text []byte) int {
	ends := strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")
	return 1 + strings.Count(ends.Replace(string(text)), "\n")
}
