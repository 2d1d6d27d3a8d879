package simulator_test

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"math"
	"net"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// A row is what a client observes while a scenario plays, a line for each call:
//
//	3 x get: as usual
//	update 1/4: 403 error
//
// The call is a verb of verbs, with the vendor and the review if they are not those
// of the verb, and with an option: key=sim-read, agent=curl (the User-Agent), size=100 (bytes of the file),
// probe=100 (the body stops for a moment before and after that byte), leaves=1 (the
// client gives up as soon as it has to wait). What comes after the colon is what observation.text says: how the answer differs from
// the one that the same call gets while no scenario plays. Other lines:
//
//	advance 1m                      moves the clock
//	again                           lets sandbox and scenario begin anew
//	tour: 402 error                 calls all operations, one after the other
//	each: as usual | finalize: reset does so anew for each of them
//	each after 2: 502 error         and calls get twice before each
//
// A tour and each may say what is seen of some verbs in place of the others.

// verbs are the calls that a row may name, and how the request is made.
var verbs = map[string]verb{
	"get":            {http.MethodGet, "1/1", "/vendors/%s/security-reviews/%s", nil},
	"list":           {http.MethodGet, "1/3", "/vendors/%s/security-reviews/%s/actions", nil},
	"reviews":        {http.MethodGet, "2", "/vendors/%s/security-reviews", nil},
	"answers":        {http.MethodGet, "1/5", "/vendors/%s/security-reviews/%s/security-questionnaires", nil},
	"update":         {http.MethodPut, "1/1", "/vendors/%s/security-reviews/%s", inJSON(`{"title":"New"}`)},
	"invalid":        {http.MethodPut, "1/1", "/vendors/%s/security-reviews/%s", inJSON(`{"title":5}`)},
	"complete":       {http.MethodPut, "1/2", "/vendors/%s/security-reviews/%s", inJSON(completeForm)},
	"create":         {http.MethodPost, "1", "/vendors/%s/security-reviews", inJSON(reviewText)},
	"create-file":    {http.MethodPost, "1", "/vendors/%s/security-reviews/with-file", inForm("file", reviewFields()...)},
	"upload":         {http.MethodPost, "1", "/vendors/%s/security-questionnaires", inForm("files")},
	"upload-review":  {http.MethodPost, "1/1", "/vendors/%s/security-reviews/%s/security-questionnaires", inForm("files")},
	"company":        {http.MethodGet, "", "/company%.0s", nil},
	"users":          {http.MethodGet, "", "/users%.0s", nil},
	"user":           {http.MethodGet, "1", "/users/%s", nil},
	"vendor":         {http.MethodGet, "1", "/vendors/%s", nil},
	"vendors":        {http.MethodGet, "", "/vendors%.0s", nil},
	"documents":      {http.MethodGet, "1", "/vendors/%s/documents", nil},
	"document":       {http.MethodGet, "1", "/vendors/%s/documents/1", nil},
	"questionnaires": {http.MethodGet, "2", "/vendors/%s/questionnaires", nil},
	"questionnaire":  {http.MethodGet, "2", "/vendors/%s/questionnaires/1", nil},
	"all-reviews":    {http.MethodGet, "", "/vendor-security-reviews%.0s", nil},
	"finalize":       {http.MethodPost, "1/3", "/vendors/%s/security-reviews/%s/actions", inJSON(finalizeBody)},
}

// operations are the verbs of a tour, one for each operation.
var operations = []string{"get", "list", "update", "create", "create-file", "upload", "upload-review", "reviews", "answers", "finalize"}

const reviewText = `{"title":"A","reviewDeadlineAt":"2026-12-31T17:00:00.000Z","securityReviewStatus":"IN_PROGRESS","securityReviewType":"SECURITY"}`

func reviewFields() []simtest.Part {
	fields := []simtest.Part{simtest.Field("title", "A")}
	for name, value := range newReview(nil) {
		fields = append(fields, simtest.Field(name, fmt.Sprint(value)))
	}
	return fields
}

// verb is a kind of call: its method, the vendor and review it is about if the row
// does not say, its path and its body for a file of some size.
type verb struct {
	method, about, path string
	body                func(p *player, size int) (contentType string, body []byte)
}

func inJSON(text string) func(*player, int) (string, []byte) {
	return func(*player, int) (string, []byte) { return "application/json", []byte(text) }
}

func inForm(name string, fields ...simtest.Part) func(*player, int) (string, []byte) {
	return func(p *player, size int) (string, []byte) {
		body, contentType := simtest.Form(p.t, append(fields, simtest.File(name, "answers.pdf", strings.Repeat("x", size)))...)
		return contentType, body
	}
}

// player plays a scenario in a sandbox and makes the calls of a row.
type player struct {
	t    testing.TB
	sim  *simulator.Simulator
	box  *simulator.Sandbox
	addr string
	yaml string // of the scenario; without one, the world is as usual

	calls int // since the sandbox began
	made  map[string]message
}

// message is a request but for its key.
type message struct{ head, body []byte }

// again lets the sandbox and the scenario begin anew. It fails if the scenario
// cannot begin.
func (p *player) again() error {
	if err := p.box.Reset(); err != nil {
		p.t.Fatal(err)
	}
	p.calls = 0
	if p.yaml == "" {
		return nil
	}
	return p.box.PlayYAML(p.yaml)
}

func (p *player) advance(by time.Duration) {
	if err := p.box.FastForward(by); err != nil {
		p.t.Fatal(err)
	}
}

// observation is all that a client sees of a call.
type observation struct {
	raw   []byte
	end   string // how the connection ended if not in order: reset, hangs
	waits []time.Duration
	at    string   // when the body was probed and the connection ended there
	times []string // by the clock of the sandbox: when it began, and when it was over
}

// call is one call of a row, on a connection of its own.
func (p *player) call(text string) observation {
	p.t.Helper()
	words := strings.Fields(text)
	v, ok := verbs[words[0]]
	if !ok {
		p.t.Fatalf("%q is no call: there is no verb %s", text, words[0])
	}
	about, key, agent, size, stop := v.about, "sim-full", "", 5, stop{}
	for _, word := range words[1:] {
		name, value, isOption := strings.Cut(word, "=")
		switch number, _ := strconv.Atoi(value); {
		case !isOption:
			about = word
		case name == "key":
			key = value
		case name == "agent":
			agent = "User-Agent: " + value + "\r\n"
		case name == "size":
			size = number
		case name == "probe":
			stop.probe = number
		case name == "leaves":
			stop.leaves = number > 0
		}
	}
	return p.observe(p.message(words[0], about, key, agent, size), stop)
}

// stop is where a client does not go on.
type stop struct {
	probe  int  // at this byte of the body, for a moment
	leaves bool // where it has to wait, for good
}

func (p *player) message(name, about, key, agent string, size int) message {
	id := fmt.Sprint(name, about, key, agent, size, p.box.Name())
	if made, ok := p.made[id]; ok {
		return made
	}
	v := verbs[name]
	var ids []any
	for id := range strings.SplitSeq(about, "/") {
		ids = append(ids, id)
	}
	head := fmt.Sprintf("%s %s%s HTTP/1.1\r\nHost: sim\r\nConnection: close\r\nAuthorization: Bearer %s\r\n%s",
		v.method, simulator.BasePath, fmt.Sprintf(v.path, ids...), p.box.KeyNamed(key), agent)
	var body []byte
	if v.body != nil {
		var contentType string
		contentType, body = v.body(p, size)
		head += fmt.Sprintf("Content-Type: %s\r\nContent-Length: %d\r\n", contentType, len(body))
	}
	p.made[id] = message{[]byte(head + "\r\n"), body}
	return p.made[id]
}

// settled is how long a client stands still, by the time of the machine, where
// nothing is to happen.
const settled = 50 * time.Millisecond

// observe sends a request and reads until the connection ends, moving the clock
// as long as the simulator waits for it.
func (p *player) observe(m message, stop stop) (o observation) {
	p.t.Helper()
	conn, err := net.Dial("tcp", p.addr)
	if err != nil {
		p.t.Fatal(err)
	}
	p.calls++
	read, probed, ended := make(chan reading, 1), make(chan string, 1), make(chan struct{})
	go func() {
		raw, err := io.ReadAll(conn)
		read <- reading{raw, err}
	}()
	go func() { probed <- send(conn, m, stop.probe, ended) }()
	defer func() {
		close(ended)
		_ = conn.Close()
		if o.end == "hangs" || o.end == "left" {
			o.raw = (<-read).raw
		}
		for o.end == "left" && p.box.Clock().Waiting() > 0 { // until the simulator has noticed
			time.Sleep(time.Millisecond)
		}
		o.at, o.times = <-probed, append(o.times, p.now())
	}()
	o.times = append(o.times, p.now())
	quiet, recorded := time.Now(), time.Time{}
	for {
		select {
		case r := <-read:
			o.raw = r.raw
			if r.err != nil {
				o.end = "reset"
			}
			return o
		case <-time.After(50 * time.Microsecond):
		}
		switch waiting := p.box.Clock().Waiting() > 0; {
		case waiting && stop.leaves:
			o.end = "left"
			return o
		case waiting:
			o.waits, quiet, recorded = append(o.waits, p.pass()), time.Now(), time.Time{}
		case stop.probe > 0 || time.Since(quiet) < settled:
		case recorded.IsZero():
			if len(p.box.Journal(journal.Filter{})) >= p.calls {
				recorded = time.Now()
			}
		case time.Since(recorded) > settled: // nothing comes of the call
			o.end = "hangs"
			return o
		}
	}
}

func (p *player) now() string { return p.box.Clock().Now().Format("2006-01-02T15:04:05.000Z07:00") }

// reading is what was read of a connection, and why there was no more.
type reading struct {
	raw []byte
	err error
}

// send sends a request. With a probe, the body stops before that byte and after it,
// and what comes back is where the connection had ended.
func send(conn net.Conn, m message, probe int, ended <-chan struct{}) string {
	over := func() bool {
		select {
		case <-ended:
			return true
		case <-time.After(settled):
			return false
		}
	}
	_, _ = conn.Write(m.head)
	if probe > 0 {
		_, _ = conn.Write(m.body[:probe-1])
		if over() {
			return "too early"
		}
		_, _ = conn.Write(m.body[probe-1 : probe])
		if over() {
			return fmt.Sprint("at byte ", probe)
		}
		m.body = m.body[probe:]
	}
	_, _ = conn.Write(m.body) // fails if the connection ends before: that is seen by reading
	return ""
}

// pass moves the clock until nobody waits for it, and says how far: in steps of a
// hundredth or less, so the sum is that exact.
func (p *player) pass() time.Duration {
	passed := time.Duration(0)
	for p.box.Clock().Waiting() > 0 {
		step := time.Millisecond
		for step*100 <= passed {
			step *= 10
		}
		p.advance(step)
		passed += step
	}
	return passed
}

// text says how an observation differs from the usual one of the same call.
func (o observation) text(usual observation) string {
	head, body, complete := bytes.Cut(o.raw, []byte("\r\n\r\n"))
	var words []string
	if bytes.HasPrefix(head, []byte("HTTP/1.1 ")) && complete {
		words = o.answer(usual)
	} else if len(o.raw) > 0 {
		words = append(words, "no HTTP but", noise(o.raw))
	} else if o.end == "" {
		words = append(words, "closed")
	}
	for _, word := range []string{o.end, o.at, o.waited(len(body))} {
		if word != "" {
			words = append(words, word)
		}
	}
	if len(words) == 0 {
		return "as usual"
	}
	return strings.Join(words, " ")
}

// waited says how long an answer took: one wait before it, or many between its pieces.
func (o observation) waited(bodyBytes int) string {
	switch len(o.waits) {
	case 0:
		return ""
	case 1:
		return fmt.Sprint("after ", o.waits[0])
	}
	total, pause := time.Duration(0), slices.Min(o.waits)
	for _, wait := range o.waits { // two that follow each other at once may be taken for one
		total += wait
	}
	pieces := float64(total/pause) + 1
	return fmt.Sprintf("%v bytes each %s", math.Ceil(float64(bodyBytes)/pieces), pause)
}

// answer says how an answer differs from the usual one.
func (o observation) answer(usual observation) []string {
	is, body, err := o.parse()
	was, usualBody, _ := usual.parse()
	var words []string
	if is.StatusCode != was.StatusCode {
		words = append(words, fmt.Sprint(is.StatusCode))
	}
	for _, name := range slices.Sorted(maps.Keys(merged(is.Header, was.Header))) {
		if !slices.Equal(is.Header[name], was.Header[name]) {
			words = append(words, name+"="+strings.Join(is.Header[name], ","))
		}
	}
	if (is.ContentLength < 0) != (was.ContentLength < 0) {
		words = append(words, "chunked")
	}
	switch {
	case err != nil:
		words = append(words, broken(o.raw, len(body), len(usualBody)))
	case len(body) == 0 && len(usualBody) > 0:
		words = append(words, "empty")
	case is.StatusCode == was.StatusCode:
		words = append(words, differences(o.timeless(body), usual.timeless(usualBody))...)
	case isOwnError(is.StatusCode, body):
		words = append(words, "error")
		if code := errorCode(body); code != cmp.Or(usualCodes[is.StatusCode], 10020) {
			words = append(words, fmt.Sprint("code=", code))
		}
	default:
		words = append(words, shortBody(body))
	}
	return words
}

func (o observation) parse() (*http.Response, []byte, error) {
	response, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(o.raw)), nil)
	if err != nil {
		return &http.Response{}, nil, err
	}
	body, err := io.ReadAll(response.Body)
	for name := range response.Header {
		if strings.HasPrefix(name, "Sim-") || name == "Date" || name == "Content-Length" || name == "Connection" {
			delete(response.Header, name)
		}
	}
	return response, body, err
}

// timeless is a body without the time of the sandbox.
func (o observation) timeless(body []byte) []byte {
	for _, now := range o.times {
		body = bytes.ReplaceAll(body, []byte(now), []byte("now"))
	}
	return body
}

func merged(a, b http.Header) http.Header {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// broken says what is wrong with a body that does not end as it should.
func broken(raw []byte, bytesRead, usual int) string {
	_, rest, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	if len(rest) > 0 && rest[0] >= 0x80 {
		return "no chunk but " + noise(rest)
	}
	return fmt.Sprintf("cut at %.0f%%", math.Round(float64(bytesRead)*100/float64(usual)))
}

// noise names bytes that mean nothing.
func noise(b []byte) string { return fmt.Sprintf("%d bytes %08x", len(b), crc32.ChecksumIEEE(b)) }

func shortBody(body []byte) string {
	if len(body) > 0 && body[0] >= 0x80 {
		return noise(body)
	}
	return string(body)
}

// isOwnError tells whether a body is an error as the API says it.
func isOwnError(status int, body []byte) bool {
	var e struct {
		StatusCode int
		Message    any
		Code       *int
	}
	err := json.Unmarshal(body, &e)
	message, isText := e.Message.(string)
	return err == nil && e.StatusCode == status && isText && message != "" && e.Code != nil
}

func errorCode(body []byte) int {
	var e struct{ Code int }
	_ = json.Unmarshal(body, &e)
	return e.Code
}

// usualCodes are the codes that a row does not speak of, by the status.
var usualCodes = map[int]int{401: 10000, 402: 10740, 403: 10820, 404: 10170, 412: 10340, 422: 10000, 500: 10010}

// differences are the properties of an object that are not the usual ones.
func differences(is, was []byte) []string {
	if bytes.Equal(is, was) {
		return nil
	}
	var now, before map[string]any
	if errors.Join(json.Unmarshal(is, &now), json.Unmarshal(was, &before)) != nil {
		return []string{shortBody(is)}
	}
	all := maps.Clone(now)
	maps.Copy(all, before)
	var words []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		value, there := now[name]
		if text, err := json.Marshal(value); !there {
			words = append(words, "no "+name)
		} else if old, was := before[name]; !was || !reflect.DeepEqual(old, value) {
			words = append(words, fmt.Sprintf("%s=%s", name, text), fmt.Sprint(errorText(err)))
		}
	}
	return slices.DeleteFunc(words, func(word string) bool { return word == "" })
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// address is where a simulator listens.
func address(sim *simulator.Simulator) string {
	u, err := url.Parse(sim.URL())
	if err != nil {
		panic(err)
	}
	return u.Host
}

// seenCall is one call of a row and what must be seen of it.
type seenCall struct {
	line     string
	call     string        // empty: no call
	want     string        // "" is not looked at
	advance  time.Duration // before
	again    bool          // before
	advances bool
}

// calls are the calls that the lines of a row stand for.
func calls(lines []string) (all []seenCall, err error) {
	for _, line := range lines {
		if line == "again" {
			all = append(all, seenCall{line: line, again: true})
			continue
		}
		if by, ok := strings.CutPrefix(line, "advance "); ok {
			d, err := time.ParseDuration(by)
			if err != nil {
				return nil, err
			}
			all = append(all, seenCall{line: line, advance: d, advances: true})
			continue
		}
		call, want, ok := strings.Cut(line, ": ")
		if !ok {
			return nil, fmt.Errorf("%q has no colon", line)
		}
		var times int
		if _, err := fmt.Sscanf(call, "%d x", &times); err == nil {
			_, call, _ = strings.Cut(call, " x ")
		} else {
			times = 1
		}
		switch word, _, _ := strings.Cut(call, " "); word {
		case "tour", "each":
			all = append(all, tour(line, call, want)...)
		default:
			all = append(all, slices.Repeat([]seenCall{{line: line, call: call, want: want}}, times)...)
		}
	}
	return all, nil
}

func tour(line, how, want string) (all []seenCall) {
	others := strings.Split(want, " | ")
	var before int
	_, _ = fmt.Sscanf(how, "each after %d", &before)
	for _, op := range operations {
		want := others[0]
		for _, other := range others[1:] {
			if is, ok := strings.CutPrefix(other, op+": "); ok {
				want = is
			}
		}
		if strings.HasPrefix(how, "each") {
			all = append(all, seenCall{line: line, again: true})
			all = append(all, slices.Repeat([]seenCall{{line: line, call: "get"}}, before)...)
		}
		all = append(all, seenCall{line: line, call: op, want: want})
	}
	return all
}
