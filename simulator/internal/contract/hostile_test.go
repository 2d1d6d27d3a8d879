package contract

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"unicode/utf8"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// hostile are requests that have much wrong with them, by how much of it there is.
var hostile = map[string]func(n int) *exchange.Request{
	"items of another kind": func(n int) *exchange.Request {
		return jsonRequest(`{"socForm":{"findings":{"findings":[1` + strings.Repeat(",1", n) + `]}}}`)
	},
	"items with wrong properties": func(n int) *exchange.Request {
		return jsonRequest(`{"socForm":{"endUserControls":{"userControls":[{}` + strings.Repeat(`,{"inPlace":1,"description":2}`, n/15) + `]}}}`)
	},
	"items with unknown properties": func(n int) *exchange.Request {
		return jsonRequest(`{"socForm":{"findings":{"findings":[{}` + strings.Repeat(`,{"x":1}`, n/4) + `]}}}`)
	},
	"lists of several sections": func(n int) *exchange.Request {
		items := strings.Repeat(",null", n/12)
		return jsonRequest(`{"socForm":{"findings":{"findings":[1` + items + `]},"servicesAndLocations":{"services":[1` + items +
			`],"locations":[1` + items + `]},"complianceScope":{"trustServiceCriteria":[1` + items + `]}}}`)
	},
	"unknown properties": func(n int) *exchange.Request { return jsonRequest("{" + manyNames(n/6) + "}") },
	"unknown properties deep down": func(n int) *exchange.Request {
		return jsonRequest(`{"socForm":{"cpaFirm":{` + manyNames(n/6) + `}}}`)
	},
	"long names":  func(n int) *exchange.Request { return jsonRequest(`{"` + strings.Repeat("x", 2*n) + `":1}`) },
	"a long text": func(n int) *exchange.Request { return jsonRequest(`{"title":"` + strings.Repeat("é", n) + `"}`) },
	"a long value of an enum": func(n int) *exchange.Request {
		return jsonRequest(`{"action":"` + strings.Repeat("x", 2*n) + `","securityReviewType":"` + strings.Repeat("x", n) + `"}`)
	},
	"deep lists":   func(n int) *exchange.Request { return deep("[", "]", n) },
	"deep objects": func(n int) *exchange.Request { return deep(`{"socForm":`, "}", n/10) },
	"a list":       func(n int) *exchange.Request { return jsonRequest("[1" + strings.Repeat(",1", n) + "]") },
	"a long query": func(n int) *exchange.Request {
		return &exchange.Request{Query: exchange.ParseQuery(strings.Repeat("expand[]=x&", n/6))}
	},
	"a query of many names": func(n int) *exchange.Request {
		return &exchange.Request{Query: exchange.ParseQuery(strings.Repeat("expand[7]=\xff%ff&", n/14) + strings.Repeat("x&", n))}
	},
	"a long id": func(n int) *exchange.Request {
		id := "1e" + strings.Repeat("9", n)
		return &exchange.Request{Params: exchange.ParamsOf(map[string]string{"vendorId": id, "securityReviewId": id})}
	},
	"bytes that are no UTF-8": func(n int) *exchange.Request {
		r := &exchange.Request{MediaType: strings.Repeat("\xff", n), Params: exchange.ParamsOf(map[string]string{"vendorId": "\xff", "securityReviewId": "\xff"})}
		return r
	},
	"form fields": func(n int) *exchange.Request {
		fields := map[string][]string{"title": strings.Split(strings.Repeat("x,", n/2), ","), "\xff": {"\xff"}}
		return &exchange.Request{MediaType: "multipart/form-data", Form: &exchange.Form{Fields: fields}}
	},
}

func jsonRequest(body string) *exchange.Request {
	value, err := exchange.DecodeJSON([]byte(body))
	if err != nil {
		panic(err)
	}
	return &exchange.Request{MediaType: "application/json", JSON: value, Body: []byte(body)}
}

func deep(open, end string, n int) *exchange.Request {
	n = min(n, 5000)
	return jsonRequest(strings.Repeat(open, n) + "1" + strings.Repeat(end, n))
}

func manyNames(n int) string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("%q:1", fmt.Sprint("k", i))
	}
	return strings.Join(names, ",")
}

// A check costs memory in proportion to what was sent, and what it says is
// bounded, for every operation, whatever was sent.
func TestHostileRequests(t *testing.T) {
	c := load(t)
	for name, request := range hostile {
		t.Run(name, func(t *testing.T) {
			for _, op := range c.Operations {
				for _, n := range []int{1 << 10, 1 << 14, 1 << 18} {
					r := request(n)
					if r.Form != nil {
						r.JSON = op.FormValue(r.MediaType, r.Form)
					}
					var found, unrepaired Violations
					used := allocated(func() { found = op.CheckRequest(r, nil) })
					if limit := uint64(1<<20 + 40*n); used > limit {
						t.Errorf("%s, size %d: a check took %d bytes, want at most %d", op.ID, n, used, limit)
					}
					used = allocated(func() { unrepaired = repairedRest(op, r) })
					if limit := uint64(2<<20 + 200*n); used > limit {
						t.Errorf("%s, size %d: a repair took %d bytes, want at most %d", op.ID, n, used, limit)
					}
					for _, violations := range []Violations{found, unrepaired} {
						checkBounds(t, violations)
					}
				}
			}
		})
	}
}

// repairedRest is what is wrong with a request that was repaired: nothing.
func repairedRest(op *Operation, r *exchange.Request) Violations {
	repaired, ok := op.Repair(r)
	if !ok {
		return Violations{}
	}
	return op.CheckRequest(repaired, nil)
}

func checkBounds(t *testing.T, violations Violations) {
	t.Helper()
	if len(violations.List) > maxViolations || len(violations.String()) > maxJoined+maxText {
		t.Errorf("%d violations, a text of %d bytes", len(violations.List), len(violations.String()))
	}
	for _, v := range violations.List {
		for _, text := range []string{v.Name, v.Pointer, v.Text, v.Fix, v.String()} {
			if !utf8.ValidString(text) || len(text) > 3*maxText {
				t.Errorf("%d bytes: %.100q", len(text), text)
			}
		}
	}
}

// allocated is how many bytes a function takes, also those that it gives back.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// How many more there are is exact where it is said to be. What is too long for
// the text is counted there as well.
func TestHowManyMore(t *testing.T) {
	op, _ := load(t).Operation("updateVendorSecurityReview")
	path := map[string]string{"vendorId": "1", "securityReviewId": "1"}
	for body, want := range map[string]struct {
		kept, more int
		atLeast    bool
		says       string
	}{
		`{"socForm":{"findings":{"findings":[` + strings.Repeat("1,", 98) + `1]}}}`:          {99, 0, false, "findings[98] must be an object, is a number"},
		`{"socForm":{"findings":{"findings":[` + strings.Repeat("1,", 99) + `1]}}}`:          {100, 0, false, "findings[99] must be an object, is a number"},
		`{"socForm":{"findings":{"findings":[` + strings.Repeat("1,", 5000) + `1]}}}`:        {100, 1, true, "; and at least 1 more"},
		`{"socForm":{"findings":{"findings":[` + strings.Repeat(`{"x":1},`, 5000) + `{}]}}}`: {100, 1, true, "; and at least 1 more"},
		`{` + manyNames(100) + `}`:            {100, 0, false, "k99 should not exist, allowed are: socForm, title"},
		`{` + manyNames(5000) + `}`:           {100, 4900, false, "; and 4900 more"},
		`{"title":1,` + manyNames(5000) + `}`: {100, 4901, false, "; and 4901 more"},
		`{"socForm":{"findings":{"findings":[` + strings.Repeat("{},", 5000) + `{}]}}}`: {0, 0, false, ""},
		`{"socForm":{"findings":{"findings":[` + strings.Repeat("{},", 50000) + `1]}}}`: {1, 0, false, "findings[50000] must be an object, is a number"},
		`{"socForm":{"findings":{"findings":[1]},"cpaFirm":{` + manyNames(200) + `}}}`:  {100, 101, true, "; and at least 104 more"},
		`{"socForm":{"findings":{"findings":[{}]},"cpaFirm":{` + manyNames(200) + `}}}`: {100, 100, false, "; and 103 more"},
	} {
		r := jsonRequest(body)
		r.Params = exchange.ParamsOf(path)
		found := op.CheckRequest(r, nil)
		if len(found.List) != want.kept || found.More != want.more || found.AtLeast != want.atLeast || !strings.HasSuffix(found.String(), want.says) {
			t.Errorf("%.60s\ngot  %d, %d more, at least: %t: ...%s\nwant %+v", body, len(found.List), found.More, found.AtLeast,
				found.String()[max(0, len(found.String())-100):], want)
		}
	}
}

// In the mode observe everything undeclared goes, and bad values up to a bound.
func TestRepair(t *testing.T) {
	c := load(t)
	put, _ := c.Operation("updateVendorSecurityReview")
	get, _ := c.Operation("getVendorSecurityReview")
	path := map[string]string{"vendorId": "1", "securityReviewId": "1"}
	criteria := func(items string) string {
		return `{"socForm":{"complianceScope":{"trustServiceCriteria":[` + items + `]}}}`
	}
	for body, want := range map[string]string{ // empty if it cannot be repaired
		`{"title":"x",` + manyNames(5000) + `}`:                                     `{"title":"x"}`,
		criteria(`"SECURITY",` + strings.Repeat(`"x",`, 50) + `"PRIVACY"`):          criteria(`"SECURITY","PRIVACY"`),
		criteria(`"SECURITY",` + strings.Repeat(`"x",`, 200) + `"PRIVACY"`):         "",
		`{"title":5,"socForm":{"findings":{"findings":[{"description":1,"x":2}]}}}`: `{"socForm":{"findings":{"findings":[{}]}}}`,
		`[]`: "",
	} {
		r := jsonRequest(body)
		r.Params = exchange.ParamsOf(path)
		repaired, ok := put.Repair(r)
		if ok != (want != "") || ok && fmt.Sprint(repaired.JSON) != fmt.Sprint(jsonRequest(want).JSON) {
			t.Errorf("%.80s: got %t, %.200v, want %s", body, ok, repaired, want)
		}
	}
	texts := append(strings.Split(strings.Repeat("x,", 1000), ","), "user", "x", "requesterUser")
	repaired, ok := get.Repair(&exchange.Request{Params: exchange.ParamsOf(path), Query: url.Values{"expand[]": texts, "other": {"y"}}})
	if !ok || fmt.Sprint(repaired.Query) != "map[expand[]:[user requesterUser] other:[y]]" {
		t.Errorf("got %t, %v", ok, repaired)
	}
}

// Whatever keeps a body from being read, it is said what is allowed.
func TestBodiesThatAreNotThere(t *testing.T) { // A54
	c := load(t)
	put, _ := c.Operation("updateVendorSecurityReview")
	for name, row := range map[string]struct {
		header http.Header
		body   string
		want   string
	}{
		"nothing":              {nil, "", "the body is required, with the Content-Type application/json"},
		"no type":              {nil, "{}", "Content-Type is missing, must be application/json"},
		"an empty type":        {http.Header{"Content-Type": {""}}, "{}", "Content-Type is missing, must be application/json"},
		"an empty body":        {http.Header{"Content-Type": {"application/json"}}, "", "the body is required, is empty"},
		"another type":         {http.Header{"Content-Type": {"text/plain"}}, "{}", "Content-Type must be application/json, is text/plain"},
		"a type of many bytes": {http.Header{"Content-Type": {"x/" + strings.Repeat("x", 1<<20)}}, "{}", "Content-Type must be application/json, is x/" + strings.Repeat("x", 198) + "…"},
		"a broken type":        {http.Header{"Content-Type": {";\xff"}}, "{}", `Content-Type cannot be read, is ";` + "\uFFFD" + `", must be application/json`},
		"two types":            {http.Header{"Content-Type": {"a/b", "c/d"}}, "{}", `Content-Type must be application/json, is a/b`},
		"one type twice":       {http.Header{"Content-Type": {"application/json", "application/json"}}, "{}", ""},
		"another charset":      {http.Header{"Content-Type": {"application/json; charset=\"\xff\""}}, "{}", "the body must be in UTF-8, its Content-Type says charset=\uFFFD"},
	} {
		r := &exchange.Request{Header: row.header, Params: exchange.ParamsOf(map[string]string{"vendorId": "1", "securityReviewId": "1"})}
		var unreadable error
		if r.MediaType, _, unreadable = exchange.ContentType(row.header); row.body == "" {
			r.MediaType = "" // as one is read
		} else {
			r.Body = []byte(row.body)
			r.JSON, _ = exchange.DecodeJSON(r.Body)
		}
		if got := put.CheckRequest(r, unreadable).String(); got != row.want {
			t.Errorf("%s: got %s\nwant %s", name, got, row.want)
		}
	}
	here := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 40123} // no text has it: it is another each time
	for _, row := range []struct {
		err  error
		want string
	}{
		{io.ErrUnexpectedEOF, "the body cannot be read: unexpected EOF"},
		{&net.OpError{Op: "read", Net: "tcp", Source: here, Addr: here, Err: syscall.ECONNRESET}, "the body cannot be read: the connection ended"},
		{&net.OpError{Op: "read", Net: "tcp", Source: here, Addr: here, Err: os.ErrDeadlineExceeded}, "the body cannot be read: it did not come in time"},
	} {
		found := put.CheckRequest(&exchange.Request{}, row.err)
		if got := found.String(); !strings.HasSuffix(got, row.want) {
			t.Errorf("got %s, want %s", got, row.want)
		}
	}
}
