package simulator_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
)

// fuzzCall makes one call to a fresh world. Whatever is sent, the answer is
// documented (RunT fails the test otherwise) and no 500, and a call that is
// refused changes nothing.
func fuzzCall(t *testing.T, sim *simulator.Simulator, method, path, contentType string, body []byte) {
	box, err := sim.Box("default")
	if err != nil {
		t.Fatal(err)
	}
	box.Reset()
	before := sim.World().Snapshot()
	request := httptest.NewRequest(method, "http://host/", bytes.NewReader(body))
	request.URL.Path = path
	request.Header.Set("Authorization", "Bearer sim-full")
	request.Header["Content-Type"] = []string{contentType}
	recorder := httptest.NewRecorder()
	sim.Handler().ServeHTTP(recorder, request)
	if recorder.Code >= 500 {
		t.Fatalf("got %d: %s", recorder.Code, recorder.Body)
	}
	if recorder.Code >= 400 && !reflect.DeepEqual(before, sim.World().Snapshot()) {
		t.Fatalf("refused with %d, and the world changed", recorder.Code)
	}
}

func FuzzJSONBodies(f *testing.F) {
	for _, body := range []string{
		`{"reviewDeadlineAt":"2026-12-31T17:00:00.000Z","securityReviewStatus":"IN_PROGRESS","securityReviewType":"SOC_REPORT"}`,
		`{"title":"x","reviewDeadlineAt":"2026-12-31T17:00:00Z","securityReviewStatus":"COMPLETED","securityReviewType":"SECURITY","requestedAt":"2026-01-01","file":"` + pdfURL + `"}`,
		`{"action":"finalize"}`, `{"action":"reopen"}`, completeForm,
		`{"socForm":{"findings":{"findings":[{}]},"complianceScope":{"trustServiceCriteria":null}}}`,
		`{"requesterUserId":1e308}`, `{"a":{"a":{"a":[[[[]]]]}}}`, `[]`, `"`, "\x00", `{"title":"\u0000"}`,
	} {
		for target := range jsonTargets {
			f.Add(uint8(target), body)
		}
	}
	sim := simulator.RunT(f, simulator.WithMaxFileSize(1<<16))
	f.Fuzz(func(t *testing.T, target uint8, body string) {
		to := jsonTargets[int(target)%len(jsonTargets)]
		fuzzCall(t, sim, to.method, to.path, "application/json", []byte(body))
	})
}

var jsonTargets = []struct{ method, path string }{
	{http.MethodPost, creation},
	{http.MethodPost, withFile},
	{http.MethodPut, reviewPath(2)},
	{http.MethodPost, reviewPath(3) + "/actions"},
	{http.MethodPost, reviewPath(4) + "/actions"},
}

func FuzzForms(f *testing.F) {
	valid, contentType := simtest.Form(f, simtest.File("files", "a.pdf", "%PDF"), simtest.File("files", "b.csv", "a,b"))
	f.Add(contentType, string(valid))
	f.Add(contentType, string(valid[:len(valid)/2]))
	review, reviewType := simtest.Form(f, simtest.Field("title", "x"), simtest.Field("reviewDeadlineAt", "2026-12-31T17:00:00Z"),
		simtest.Field("securityReviewStatus", "IN_PROGRESS"), simtest.Field("securityReviewType", "SECURITY"), simtest.Field("requesterUserId", "1"),
		simtest.File("file", "a.pdf", "%PDF"))
	f.Add(reviewType, string(review))
	f.Add(reviewType, strings.ReplaceAll(string(review), `filename="a.pdf"`, `filename*=UTF-8''%ff%00.pdf`))
	f.Add("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"\"\r\n\r\n\r\n--x--")
	f.Add("multipart/form-data; boundary=x", "--x\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Disposition: form-data; name=files\r\n\r\n=\r\n--x--")
	f.Add("multipart/form-data", "--\r\n")
	sim := simulator.RunT(f, simulator.WithMaxFileSize(1<<16))
	f.Fuzz(func(t *testing.T, contentType, body string) {
		fuzzCall(t, sim, http.MethodPost, vendorUpload, contentType, []byte(body))
		fuzzCall(t, sim, http.MethodPost, withFile, contentType, []byte(body))
	})
}

// FuzzPaths sends any path and query to the operations that only read.
func FuzzPaths(f *testing.F) {
	f.Add("/vendors/1/security-reviews/1", "expand[]=user")
	f.Add("/public/v2/vendors/1/security-reviews/3/actions", "")
	f.Add("/vendors/1/security-reviews/%2e%2e", "expand[]=user&expand[]=%zz&;")
	f.Add("//", "&&==")
	sim := simulator.RunT(f)
	f.Fuzz(func(t *testing.T, path, query string) {
		request := httptest.NewRequest(http.MethodGet, "http://host/", nil)
		request.URL.Path, request.URL.RawQuery = path, query
		request.Header.Set("Authorization", "Bearer sim-full")
		recorder := httptest.NewRecorder()
		sim.Handler().ServeHTTP(recorder, request)
		if recorder.Code >= 500 && recorder.Code != http.StatusNotImplemented { // A37
			t.Fatalf("got %d: %s", recorder.Code, recorder.Body)
		}
	})
}
