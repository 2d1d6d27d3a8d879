package simulator_test

import (
	"bytes"
	"fmt"
	"strings"
)

// spoilers are the ways in which a call goes wrong.
var spoilers = []func(*attacker, *attackCall){
	spoilMethod, spoilPath, spoilPath, spoilQuery, spoilQuery, spoilHeader, spoilHeader, spoilHeader,
	spoilType, spoilFrame, spoilBody, spoilBody, spoilBody, spoilBody,
}

// nasty are texts that somebody forgot somewhere once.
var nasty = []string{
	"", " ", "0", "-1", "01", "1.0", "1e0", "1e999999999", "9007199254740993", "99999999999999999999", "NaN", "0x1", "+1", "null", "true",
	"\xff", "\xc3\x28", "\x80\x80", "\xed\xa0\x80", "\x00", "\x1b[2J", "\u202e", "\ufeff", "é", "日本", "💥", "a/b", "..", "../..", "%", "%zz", "%ff", "%00", "%2f", "%2F..%2F",
	"'", `"`, "`", "<script>", "]]>", "{{7*7}}", "${x}", "a b", "a\tb", "__proto__", "constructor", "x,y", "a;b", "a&b=c",
	"2026-13-45T99:99:99Z", "0000-01-01", "9999-12-31T23:59:59.999999999Z", "data:;base64,", "data:text/csv;base64,####", "sim-full@box1", "key@my sandbox",
}

func (a *attacker) nasty() string {
	switch a.random.IntN(12) {
	case 0:
		return strings.Repeat(pick(a, nasty...)+"a", 1+a.random.IntN(3000))
	case 1:
		return a.bytes(1 + a.random.IntN(40))
	default:
		return pick(a, nasty...)
	}
}

func (a *attacker) bytes(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(a.random.IntN(256))
	}
	return string(b)
}

// inTarget is a text as it can stand in the first line of a call.
func inTarget(text string) string {
	return strings.NewReplacer(" ", "%20", "\r", "%0d", "\n", "%0a", "\t", "%09", "\x00", "%00", "#", "%23").Replace(text)
}

// inHeader is a text as it can stand in a header.
func inHeader(text string) string {
	return strings.NewReplacer("\r", "", "\n", "", "\x00", "").Replace(text)
}

func spoilMethod(a *attacker, c *attackCall) {
	c.method = pick(a, "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get", "FROB", "PROPFIND")
}

func spoilPath(a *attacker, c *attackCall) {
	segments := strings.Split(c.path, "/")
	i := 1 + a.random.IntN(len(segments)-1)
	switch a.random.IntN(6) {
	case 0:
		segments[i] = strings.ToUpper(segments[i])
	case 1:
		segments = append(segments, inTarget(a.nasty()))
	case 2:
		segments[i] += "/" + segments[i]
	case 3:
		segments = append(segments[:i], segments[i+1:]...)
	default:
		segments[i] = inTarget(a.nasty())
	}
	if c.path = strings.Join(segments, "/"); !strings.HasPrefix(c.path, "/") {
		c.path = "/" + c.path
	}
}

func spoilQuery(a *attacker, c *attackCall) {
	name := pick(a, "expand[]", "expand", "expand[0]", "expand%5B%5D", "limit", "since", "status", "operation", "check", "cover", "text", inTarget(a.nasty()))
	pair := name + "=" + inTarget(a.nasty())
	if a.random.IntN(10) == 0 {
		pair = strings.Repeat(pair[:min(len(pair), 20)]+"&", 1+a.random.IntN(2000))
	}
	c.query += pick(a, "", "&", ";", "&&") + pair
}

func spoilHeader(a *attacker, c *attackCall) {
	name := pick(a, "Authorization", "Sim-Sandbox", "Sim-Scenario", "Sim-Expect", "Sim-Frob", "X-Sim-Sandbox", "Prefer", "Accept", "Host", "Origin",
		"Content-Encoding", "Content-Type", "Expect", "Cookie", "X-Forwarded-For", "Range", "If-None-Match", "Connection", "Upgrade", "User-Agent")
	value := inHeader(pick(a, "Bearer ", "code=", "Basic ", "", "gzip, ", "rate-limit,")) + inHeader(a.nasty())
	for range 1 + a.random.IntN(2)*a.random.IntN(60) {
		c.header = append(c.header, [2]string{name, value})
	}
}

func spoilType(a *attacker, c *attackCall) {
	c.mediaType = pick(a, "application/json", "application/yaml", "multipart/form-data", "multipart/form-data; boundary=x", "text/plain",
		"application/json; charset="+inHeader(a.nasty()), "application/json; charset=utf-16", "multipart/form-data; boundary="+inHeader(a.nasty()),
		"application/x-www-form-urlencoded", "application/", "/", inHeader(a.nasty()))
}

// spoilFrame makes the body another one than the header says.
func spoilFrame(a *attacker, c *attackCall) {
	switch a.random.IntN(5) {
	case 0:
		c.length = pick(a, "-1", "abc", "0", "999999999999999999999", "1e3", "")
	case 1:
		c.length, c.body = fmt.Sprint(len(c.body)/2), c.body[:len(c.body)/2]
	case 2:
		c.chunked = true
	case 3:
		c.header = append(c.header, [2]string{"Transfer-Encoding", pick(a, "chunked, chunked", "gzip", "identity", inHeader(a.nasty()))})
	default:
		c.body = nil
	}
}

func spoilBody(a *attacker, c *attackCall) {
	switch body := c.body; {
	case a.random.IntN(8) == 0:
		c.body = []byte(a.bytes(a.random.IntN(2000)))
	case a.random.IntN(8) == 0:
		c.body = a.huge()
	case len(body) > 0:
		i, j := a.random.IntN(len(body)), a.random.IntN(len(body))
		c.body = bytes.Join([][]byte{body[:min(i, j)], []byte(a.nasty()), body[max(i, j):]}, nil)
	default:
		c.body = a.bodyOf(pick(a, "application/json", "multipart/form-data", "application/yaml"))
	}
}

// huge is a body that would grow on its way, if something let it.
func (a *attacker) huge() []byte {
	n := 1 + a.random.IntN(20_000)
	return []byte(pick(a,
		strings.Repeat("[", n), strings.Repeat(`{"a":`, n),
		`{"socForm":{"findings":{"findings":[`+strings.Repeat("1,", n)+`1]}}}`,
		"{"+manyNames(n)+`"z":1}`,
		`{"title":"`+strings.Repeat(`\ud800`, n)+`"}`,
		`{"title":"`+strings.Repeat("x", n)+`"}`,
		`{"calls":[`+strings.Repeat(`{"when":{}},`, n/10)+`{}]}`,
		"a: &a [x]\nb: ["+strings.Repeat("*a,", n)+"]",
		strings.Repeat("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n", n/10)+"--x--",
	))
}

func manyNames(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"p%d":1,`, i)
	}
	return b.String()
}

// bodyOf is a body that some operation likes.
func (a *attacker) bodyOf(mediaType string) []byte {
	switch mediaType {
	case "multipart/form-data":
		return []byte("--x\r\nContent-Disposition: form-data; name=\"" + pick(a, "files", "file", "title", inHeader(a.nasty())) + "\"; filename=\"" +
			pick(a, "a.pdf", inHeader(a.nasty())) + "\"\r\nContent-Type: " + inHeader(a.nasty()) + "\r\n\r\n" + a.nasty() + "\r\n--x--\r\n")
	case "application/yaml":
		return []byte(pick(a, "name: rate-limit\nrules: []\n", "accounts: []\nkeys: []\n", "a: [", "\t- x", a.nasty()))
	}
	return []byte(pick(a,
		`{"reviewDeadlineAt":"2026-12-31T17:00:00.000Z","securityReviewStatus":"IN_PROGRESS","securityReviewType":"SOC_REPORT"}`,
		`{"title":"x","reviewDeadlineAt":"2026-12-31T17:00:00Z","securityReviewStatus":"COMPLETED","securityReviewType":"SECURITY","requestedAt":"2026-01-01","file":"`+pdfURL+`"}`,
		`{"action":"finalize"}`, completeForm, `{"name":"box2"}`, `{"by":"1h"}`, `{"mode":"real"}`, `{"seed":7}`, `{"revoked":true}`,
		`{"calls":[{"when":{"operation":"getVendorSecurityReview"},"count":">=1"}]}`,
		`{"name":"s","rules":[{"when":{"where":"request.path.vendorId == 1"},"respond":{"status":412}}]}`,
	))
}
