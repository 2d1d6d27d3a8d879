package simulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// callRaw calls the handler with what no Go client would send.
func callRaw(t *testing.T, sim *simulator.Simulator, method, target, body string, header http.Header) *httptest.ResponseRecorder {
	t.Helper()
	request := httptest.NewRequest(method, target, strings.NewReader(body))
	request.Header = http.Header{"Authorization": {"Bearer sim-full"}}
	for name, values := range header {
		request.Header[name] = values
	}
	recorder := httptest.NewRecorder()
	sim.Handler().ServeHTTP(recorder, request)
	return recorder
}

// checkAnswered sees to it that an answer is whole, bounded and no failure.
func checkAnswered(t *testing.T, got *httptest.ResponseRecorder) {
	t.Helper()
	if got.Code >= 500 && got.Code != http.StatusNotImplemented || !json.Valid(got.Body.Bytes()) || !utf8.Valid(got.Body.Bytes()) {
		t.Errorf("got %d: %.300q", got.Code, got.Body)
	}
	if got.Code >= 400 && got.Body.Len() > 40<<10 {
		t.Errorf("an answer of %d bytes", got.Body.Len())
	}
	for name, values := range got.Header() {
		for _, value := range values {
			if len(value) > 4<<10 || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' }) {
				t.Errorf("%s: %d bytes: %.100q", name, len(value), value)
			}
		}
	}
}

// Bytes that are no UTF-8 are answered wherever they stand, on both APIs.
func TestBytesThatAreNoUTF8(t *testing.T) {
	sim := simulator.RunT(t)
	const bad = "\xff\xfe"
	form := func(part string) string {
		return "--x\r\nContent-Disposition: form-data; " + part + "\r\n\r\nv\r\n--x--\r\n"
	}
	typed := func(contentType string) http.Header { return http.Header{"Content-Type": {contentType}} }
	multipart := typed("multipart/form-data; boundary=x")
	for name, call := range map[string]struct {
		method, target, body string
		header               http.Header
	}{
		"a path":               {"GET", "/%ff", "", nil},
		"a path of the API":    {"GET", "/public/v2/%ff%fe", "", nil},
		"an id":                {"GET", "/vendors/%ff/security-reviews/%fe", "", nil},
		"a query key":          {"GET", reviewPath(1) + "?%ff=1&expand%5B%fe%5D=user", "", nil},
		"a query value":        {"GET", reviewPath(1) + "?expand[]=%ff", "", nil},
		"a content type":       {"POST", creation, "{}", typed(bad)},
		"a charset":            {"POST", creation, "{}", typed(`application/json; charset="` + bad + `"`)},
		"an encoded charset":   {"POST", creation, "{}", typed(`application/json; charset*=utf-8''%ff`)},
		"a boundary":           {"POST", withFile, "{}", typed(`multipart/form-data; boundary="` + bad + `"`)},
		"an encoding":          {"POST", creation, "{}", http.Header{"Content-Type": {"application/json"}, "Content-Encoding": {bad}}},
		"a name in JSON":       {"POST", creation, `{"` + bad + `":1}`, typed("application/json")},
		"a value in JSON":      {"POST", creation, `{"title":"` + bad + `"}`, typed("application/json")},
		"a name of a part":     {"POST", withFile, form(`name="` + bad + `"`), multipart},
		"a file in it":         {"POST", withFile, form(`name="` + bad + `"; filename="` + bad + `"`), multipart},
		"a file name":          {"POST", withFile, form(`name="file"; filename="` + bad + `"`), multipart},
		"an encoded file name": {"POST", vendorUpload, form(`name="files"; filename*=UTF-8''%ff.pdf`), multipart},
		"a field":              {"POST", withFile, form("name=\"title\"\r\nX: " + bad), multipart},
		"a key":                {"GET", reviewPath(1), "", http.Header{"Authorization": {"Bearer " + bad}}},
		"a sandbox":            {"GET", reviewPath(1), "", http.Header{"Sim-Sandbox": {bad}}},
		"a scenario":           {"GET", reviewPath(1), "", http.Header{"Sim-Scenario": {bad}}},
		"a preference":         {"GET", reviewPath(1), "", http.Header{"Prefer": {"code=" + bad}}},
		"a control path":       {"GET", "/_sim/%ff", "", nil},
		"a control sandbox":    {"GET", "/_sim/sandboxes/%ff", "", nil},
		"a control query":      {"GET", "/_sim/journal?%ff=%fe&text=%ff", "", nil},
		"a control body":       {"POST", "/_sim/sandboxes", `{"name":"` + bad + `"}`, typed("application/json")},
	} {
		t.Run(name, func(t *testing.T) {
			checkAnswered(t, callRaw(t, sim, call.method, call.target, call.body, call.header))
		})
	}
	for _, target := range []string{"/_sim/journal", "/_sim/journal/har", "/_sim/report", "/_sim/metrics", "/_sim/rules"} {
		if got := callRaw(t, sim, "GET", target, "", nil); got.Code != 200 || !utf8.Valid(got.Body.Bytes()) {
			t.Errorf("%s: got %d", target, got.Code)
		}
	}
}

// However much is wrong with a call, it is answered shortly, keeps little, and
// costs in proportion to what came.
func TestHostileCalls(t *testing.T) {
	sim := simulator.RunT(t)
	const size = 1 << 20
	items := strings.Repeat(",1", size/2)
	for name, body := range map[string]string{
		"items":       `{"socForm":{"findings":{"findings":[1` + items + `]}}}`,
		"properties":  `{"title":1,` + manyProperties(size/10) + `}`,
		"a list":      `[1` + items + `]`,
		"a long name": `{"` + strings.Repeat("x", size) + `":1}`,
		"bare words":  strings.Repeat("x", size),
		"depth":       strings.Repeat(`{"a":`, size/5),
	} {
		for _, to := range jsonTargets {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			got := callRaw(t, sim, to.method, to.path, body, http.Header{"Content-Type": {"application/json"}})
			runtime.ReadMemStats(&after)
			if used := after.TotalAlloc - before.TotalAlloc; got.Code != 400 || used > 150*size {
				t.Errorf("%s to %s: got %d, %d MiB", name, to.path, got.Code, used>>20)
			}
			checkAnswered(t, got)
		}
	}
	for name, target := range map[string]string{
		"values":  reviewPath(1) + "?" + strings.Repeat("expand[]=x&", size/11),
		"keys":    reviewPath(1) + "?" + strings.Repeat("expand=x&;", size/10),
		"a path":  "/vendors/" + strings.Repeat("9", size) + "/security-reviews/1e" + strings.Repeat("9", size),
		"slashes": "/" + strings.Repeat("a/", size),
	} {
		got := callRaw(t, sim, "GET", target, "", nil)
		t.Log(name, got.Code)
		checkAnswered(t, got)
	}
	box, err := sim.Box("default")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range box.Journal(journal.Filter{}) {
		if len(e.Violations) > 100 || len(e.Violations) == 100 && e.ViolationsOmitted == 0 {
			t.Errorf("%s %s: %d violations, %d omitted", e.Request.Method, e.Operation, len(e.Violations), e.ViolationsOmitted)
		}
	}
}

func manyProperties(n int) string {
	texts := make([]string, n)
	for i := range texts {
		texts[i] = fmt.Sprintf(`"k%d":1`, i)
	}
	return strings.Join(texts, ",")
}

// What is large and legal passes.
func TestLargeCallsThatFitTheContract(t *testing.T) {
	c := newClient(t)
	finding := `{"description":"` + strings.Repeat("d", 3000) + `"}`
	answer := c.put(reviewPath(2), `{"socForm":{"findings":{"findings":[`+finding+strings.Repeat(","+finding, 999)+`]},"reportOpinion":{"followUpActivity":"`+
		strings.Repeat("é", 30000)+`"}}}`).Want(200)
	if got := strings.Count(string(answer.Body), `{"description":"ddd`); got != 1000 {
		t.Errorf("got %d findings", got)
	}
}

// Queries are read as the real stack reads them.
func TestQueries(t *testing.T) { // A29, A52, A53
	c := newClient(t)
	for query, status := range map[string]int{
		"expand[]=requesterUser": 200, "expand%5B%5D=requesterUser": 200, "expand[0]=requesterUser": 200, "expand%5B17%5D=requesterUser": 200,
		"expand[]=requesterUser&": 200, "&expand[]=requesterUser&%ff=%zz&;": 200,
		"expand[]=%zz": 400, "expand[]=%": 400, "expand[]=%ff": 400, "expand[]=requesterUser;": 400, "expand[]=user;expand[]=requesterUser": 400,
		"expand[0]=owner": 400, "expand[]=+requesterUser": 400, "expand[]": 400, "expand[]=requesterUser&expand[3]=x": 400,
	} {
		answer := c.get(reviewPath(1) + "?" + query).Want(status)
		if status == 200 {
			answer.Has("requesterUser.id", 2)
		}
	}
	for _, ignored := range []string{"expand=requesterUser", "Expand[]=requesterUser", "expand[a]=requesterUser", "expand[]%zz=x", "expand[-1]=x"} {
		c.get(reviewPath(1)+"?"+ignored).Want(200).Has("requesterUser", simtest.Absent{})
	}
}

// An id that is written in another way is the same id to rules, facts and records.
func TestRulesTakeIDsForWhatTheyAre(t *testing.T) { // A5
	c := newClient(t)
	box := c.box()
	if err := box.PlayYAML("name: ids\nrules:\n- when: {path: {vendorId: 1, securityReviewId: '2.0'}, vendor: {id: 1}, where: path.securityReviewId == 2}\n  fault: {status: 412}\n"); err != nil {
		t.Fatal(err)
	}
	for path, status := range map[string]int{
		"/vendors/1/security-reviews/2": 412, "/vendors/01/security-reviews/2.00": 412, "/vendors/1.0/security-reviews/20e-1": 412,
		"/vendors/1/security-reviews/1.0": 200,
	} {
		c.get(path).Want(status)
	}
}
