package scenario_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/scenario"
)

// rejected is one thing that is wrong with a scenario.
type rejected struct {
	text   string // of a rule; what begins with name: is a whole file
	want   string // in the first problem
	editor bool   // the schema alone sees it, too
}

const get = "when: {operation: getVendorSecurityReview}, "

const perform = "operation: performSecurityReviewAction"

var rejects = map[string]rejected{
	"no name":             {"rules: []", "s:1:1: name: is missing", true},
	"bad name":            {"name: a b\nrules: [{}]", "s:1:7: name: must be 1 to 64 letters", false},
	"nothing":             {"name: a", "rules: is missing", false},
	"unknown key":         {"name: a\nruls: []", `unknown key "ruls", did you mean "rules"?`, true},
	"unknown rule key":    {get + "fualt: {status: 412}", `rules[0]: unknown key "fualt", did you mean "fault"?`, true},
	"unknown when key":    {"when: {operatoin: x}", `rules[0].when: unknown key "operatoin", did you mean "operation"?`, true},
	"unknown fault key":   {get + "fault: {statsu: 412}", `rules[0].fault: unknown key "statsu", did you mean "status"?`, true},
	"unknown matcher":     {"when: {key: {equal: x}}", `rules[0].when.key: unknown key "equal", did you mean "equals"?`, true},
	"wrong type":          {get + "fault: {status: high}", `rules[0].fault.status: must be an integer, is "high"`, true},
	"rules no list":       {"name: a\nrules: {}", "rules: must be a list", true},
	"unknown operation":   {"when: {operation: getReview}", `the contract has no "getReview"`, true},
	"unknown glob":        {"when: {operation: 'delete*'}", `the contract has no "delete*"`, false},
	"unknown method":      {"when: {method: DELETE}", `the contract has no "DELETE"`, true},
	"unknown permission":  {"when: {permission: vendors-gte}", "did you mean vendors-get?", true},
	"no operation is all": {"when: {operation: getVendorSecurityReview, method: POST}", "can never match: no operation", false},
	"path parameter":      {"when: {operation: getVendorSecurityReview, path: {reviewId: 1}}", "has the parameter reviewId", false},
	"body property":       {"when: {" + perform + ", body: {actoin: x}}", "no body of performSecurityReviewAction has this property, did you mean action?", false},
	"body value":          {"when: {" + perform + ", body: {action: finalise}}", "can never match finalise", false},
	"body of a GET":       {"when: {operation: getVendorSecurityReview, body: {title: x}}", "no body of getVendorSecurityReview", false},
	"part of no upload":   {"when: {" + perform + ", part: {size: 1}}", "no upload goes to performSecurityReviewAction", false},
	"empty part":          {"when: {operation: sendSecurityQuestionnaire, part: {}}", "asks for nothing", false},
	"review of no review": {"when: {operation: createVendorSecurityReview, review: {id: 1}}", "names a review", false},
	"review status":       {"when: {review: {status: COMPLETE}}", "can never match COMPLETE, did you mean COMPLETED?", false},
	"JSONPath":            {"when: {body: {'$.[': 1}}", "must be a property or a JSONPath", false},
	"where syntax":        {"when: {where: 'path.vendorId =='}", "rules[0].when.where: ", false},
	"where name":          {"when: {where: 'vendr.id == 1'}", "unknown name vendr", false},
	"where type":          {"when: {where: 'vendor.name == 1'}", "mismatched types", false},
	"where no truth":      {"when: {where: 'vendor.name'}", "expected bool", false},
	"regular expression":  {"when: {key: {matches: '('}}", "must be a regular expression (RE2)", false},
	"present and absent":  {"when: {key: {present: true, absent: true}}", "has both present and absent", false},
	"absent and equal":    {"when: {key: {absent: true, equals: x}}", "what is absent is not anything else", false},
	"empty matcher":       {"when: {key: {}}", "asks for nothing", false},
	"in nothing":          {"when: {key: {in: []}}", "is empty", false},
	"bad bound":           {"when: {key: {less: much}}", "must be a number, a size such as 10MiB or a time", false},
	"header name":         {"when: {header: {'a b': x}}", "is not the name of a header", false},
	"times":               {get + "times: 0, fault: {status: 412}", "times: must be at least 1", false},
	"after":               {get + "after: -1, fault: {status: 412}", "after: must be 0 or more", false},
	"probability":         {get + "probability: 2, fault: {status: 412}", "probability: must be above 0 and at most 1", false},
	"until":               {get + "until: -1s, fault: {status: 412}", "until: must be a duration above 0", false},
	"until in words":      {get + "until: soon, fault: {status: 412}", "must be a duration such as 250ms, 2s or 1h30m", true},
	"over without per":    {get + "over: {calls: 1}, fault: {status: 412}", "over.per: must be a duration above 0", false},
	"over by":             {get + "over: {calls: 1, per: 1m, by: cookie}, fault: {status: 412}", "must be one of ip, key, sandbox", true},
	"phase":               {get + "phase: later, fault: {status: 412}", "must be one of before, after, is \"later\"", true},
	"violates nothing":    {get + "violates: true", "but the rule has no fault", false},
	"expect nothing":      {get + "expect: {}, fault: {status: 412}", "must say fired", false},
	"expect":              {get + "expect: {fired: many}, fault: {status: 412}", "must be a count such as 1, 0, '>=1'", true},
	"expect above times":  {get + "times: 1, expect: {fired: 2}, fault: {status: 412}", "can never be met", false},
	"undocumented status": {get + "fault: {status: 418}", "418 is not documented for getVendorSecurityReview", false},
	"no status":           {get + "fault: {status: 99}", "must be from 200 to 599", false},
	"body":                {get + "fault: {status: 412, body: {message: 5}}", "does not fit the contract of getVendorSecurityReview for 412", false},
	"fits after all":      {get + "violates: true, fault: {status: 412}", "is true, but the answer fits the contract", false},
	"patch":               {get + "fault: {patch: {id: one}}", "fault.patch: does not fit the contract", false},
	"patch away":          {get + "fault: {patch: {id: null}}", "id is required", false},
	"body alone":          {get + "fault: {body: {}}", "needs a status", false},
	"success alone":       {get + "fault: {status: 200}", "give a body too", false},
	"empty fault":         {get + "fault: {}", "says nothing", false},
	"window":              {get + "fault: {status: 412, retryAfter: window}", "the rule has no over", false},
	"retryAfter":          {get + "fault: {status: 412, retryAfter: 1500ms}", "must be window, or a duration of whole seconds", false},
	"cut after":           {"when: {operation: sendSecurityQuestionnaire}, phase: after, fault: {cut: 1KiB}", "cannot be in the phase after", false},
	"cut by body":         {"when: {operation: sendSecurityQuestionnaire, part: {size: 1}}, fault: {cut: 1KiB}", "asked before the body is read", false},
	"cut of a GET":        {get + "fault: {cut: 1KiB}", "takes no body", false},
	"size":                {"when: {operation: 'send*'}, fault: {cut: much}", "must be a size such as 500, 64KiB or 10MB", true},
	"share":               {get + "fault: {truncate: 100%}", "must be a share from 0% to below 100%", false},
	"garbage":             {get + "fault: {garbage: yes}", "must be one of body, chunk, connection", true},
	"connection":          {get + "fault: {connection: rest}", "did you mean reset?", true},
	"bandwidth":           {get + "fault: {bandwidth: 0}", "must be at least 1 byte a second", false},
	"drip":                {get + "fault: {drip: {bytes: 0, every: 1s}}", "drip.bytes: must be at least 1", false},
	"drip without pause":  {get + "fault: {drip: {bytes: 1}}", "drip.every: must be a duration above 0", false},
	"delay":               {get + "fault: {delay: [1s]}", "must be a duration such as 250ms", true},
	"negative delay":      {get + "fault: {delay: -1s}", "must not be negative", false},
	"delay of two kinds":  {get + "fault: {delay: {uniform: [1s, 2s], lognormal: {median: 1s, sigma: 1}}}", "either uniform or lognormal", false},
	"uniform":             {get + "fault: {delay: {uniform: [2s, 1s]}}", "from a shorter to a longer", false},
	"uniform of one":      {get + "fault: {delay: {uniform: [2s]}}", "must be two durations", false},
	"lognormal":           {get + "fault: {delay: {lognormal: {median: 1s}}}", "either p99 or sigma", false},
	"lognormal p99":       {get + "fault: {delay: {lognormal: {median: 2s, p99: 1s}}}", "must not be below the median", false},
	"framing":             {get + "fault: {status: 412, headers: {Content-Length: 5}}", "follows from the body", false},
	"header of two lines": {get + `fault: {status: 412, headers: {X-A: "b\nc"}}`, "must be one line", false},
	"WireMock":            {get + "fault: EMPTY_RESPONS", "did you mean EMPTY_RESPONSE?", true},
	"Toxiproxy twice":     {get + "fault: {latency: {latency: 5}, delay: 1s}", "latency stands for delay, which is given as well", false},
	"Toxiproxy negative":  {get + "fault: {limit_data: {bytes: -1}}", "must be from 0 to", false},
	"same name":           {"name: a\nrules:\n- {name: x, when: {key: a}}\n- {name: x, when: {key: b}}", "is the name of rule 1 already", false},
	"shadow":              {"name: a\nrules:\n- {when: {operation: 'get*'}}\n- {when: {operation: getVendorSecurityReview, key: x}}", "rule 1 stands before it", false},
	"state":               {"name: a\nrules:\n- {when: {state: gone}, fault: {status: 404}}", "no rule leads to the state \"gone\"", false},
	"clock twice":         {"name: a\nsetup: {clock: {frozen: 2026-01-01, offset: 1h}}", "either frozen or offset", false},
	"world key":           {"name: a\nsetup: {world: {keys: [{key: k, revoke: true}]}}", `unknown key "revoke", did you mean "revoked"?`, false},
	"world list":          {"name: a\nsetup: {world: {kays: []}}", `unknown key "kays", did you mean "keys"?`, true},
	"fixture":             {"name: a\nsetup: {fixture: world.yaml}", "other files are read only for scenarios that are files", false},
}

func TestLint(t *testing.T) {
	validate := editor(t)
	for name, reject := range rejects {
		t.Run(name, func(t *testing.T) {
			text := reject.text
			if !strings.HasPrefix(text, "name:") && !strings.HasPrefix(text, "rules:") {
				text = "name: a\nrules:\n- {" + text + "}\n"
			}
			_, err := scenario.Load(baseline, "s", []byte(text), nil)
			if err == nil || !strings.Contains(err.Error(), reject.want) {
				t.Errorf("got %v, want %s", err, reject.want)
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
	}
	for _, pair := range []string{
		"body patch", "bandwidth drip", "garbage body", "garbage patch", "garbage truncate",
		"cut patch", "cut truncate", "cut drip", "cut bandwidth", "cut chunked", "cut garbage",
		"connection status", "connection body", "connection headers", "connection patch", "connection retryAfter",
		"connection bandwidth", "connection drip", "connection chunked", "connection garbage",
	} {
		first, second, _ := strings.Cut(pair, " ")
		text := "name: a\nrules:\n- {when: {operation: 'send*'}, violates: true, fault: {" +
			first + ": " + fields[first] + ", " + second + ": " + fields[second] + "}}\n"
		_, err := scenario.Load(baseline, "s", []byte(text), nil)
		if want := first + " and " + second + " do not go together"; err == nil || !strings.Contains(err.Error(), want) {
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

// FuzzLoad: whatever a file holds, it is refused or it can be played.
func FuzzLoad(f *testing.F) {
	for _, reject := range rejects {
		f.Add([]byte("name: a\nrules:\n- {" + reject.text + "}\n"))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := scenario.Load(baseline, "s", text, nil)
		if err == nil && s.Name == "" {
			t.Error("a scenario without a name")
		}
		if err != nil && err.Error() == "" {
			t.Error("refused without a reason")
		}
	})
}
