package simulator_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/state"
	"github.com/vsrsim/vsrsim/spec"
)

// The benchmarks measure a call without the network: what the simulator
// adds to an HTTP server. BenchmarkBareGin is the floor: the same
// answer from a gin handler that does nothing else.

// discard is a response writer that keeps only the status.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }
func (d *discard) WriteHeader(status int)      { d.status = status }
func (d *discard) EnableFullDuplex() error     { return nil } // as the writer of net/http

// benchCall is one request that is served over and over.
type benchCall struct {
	method, path, contentType string
	body                      []byte
	want                      int
}

func (c benchCall) run(b *testing.B, handler http.Handler) {
	b.Helper()
	serve := c.prepare(b)
	b.ReportAllocs()
	for b.Loop() {
		serve(handler)
	}
}

// prepare returns what serves the call once.
func (c benchCall) prepare(b testing.TB) func(http.Handler) {
	b.Helper()
	request := httptest.NewRequest(c.method, c.path, http.NoBody)
	request.Header.Set("Authorization", "Bearer sim-full")
	if c.contentType != "" {
		request.Header.Set("Content-Type", c.contentType)
	}
	request.ContentLength = int64(len(c.body))
	writer := &discard{header: http.Header{}}
	reader := bytes.NewReader(c.body)
	if len(c.body) > 0 { // net/http hands on a call without one as such
		request.Body = nopCloser{reader}
	}
	return func(handler http.Handler) {
		reader.Reset(c.body)
		clear(writer.header)
		handler.ServeHTTP(writer, request)
		if writer.status != c.want {
			b.Fatalf("got %d, want %d", writer.status, c.want)
		}
	}
}

type nopCloser struct{ *bytes.Reader }

func (nopCloser) Close() error { return nil }

func BenchmarkGetReview(b *testing.B) {
	benchCall{method: http.MethodGet, path: reviewPath(1), want: 200}.run(b, simulator.RunT(b).Handler())
}

func BenchmarkGetSOCReviewExpanded(b *testing.B) {
	path := reviewPath(4) + "?expand[]=user&expand[]=requesterUser"
	benchCall{method: http.MethodGet, path: path, want: 200}.run(b, simulator.RunT(b).Handler())
}

func BenchmarkCreateReview(b *testing.B) {
	body := []byte(`{"reviewDeadlineAt":"2026-12-31T17:00:00.000Z","securityReviewStatus":"IN_PROGRESS",` +
		`"securityReviewType":"SECURITY","title":"Yearly","note":"with care","requesterUserId":1}`)
	benchCall{http.MethodPost, creation, "application/json", body, 201}.run(b, simulator.RunT(b).Handler())
}

func BenchmarkRefusedBody(b *testing.B) {
	benchCall{http.MethodPost, creation, "application/json", []byte(`{"title":1}`), 400}.run(b, simulator.RunT(b).Handler())
}

func BenchmarkUpload1MiB(b *testing.B) {
	body, contentType := simtest.Form(b, simtest.File("files", "a.pdf", strings.Repeat("x", 1<<20)))
	serve := benchCall{http.MethodPost, vendorUpload, contentType, body, 201}.prepare(b)
	b.ReportAllocs()
	b.SetBytes(1 << 20)
	var handler http.Handler
	for n := 0; b.Loop(); n++ {
		if n%128 == 0 { // what was uploaded stays, and memory is not what is measured
			b.StopTimer()
			handler = simulator.RunT(b).Handler()
			b.StartTimer()
		}
		serve(handler)
	}
}

func BenchmarkBareGin(b *testing.B) {
	answer := newClient(b).get(reviewPath(1)).Body
	engine := gin.New()
	engine.GET("/vendors/:vendorId/security-reviews/:securityReviewId", func(c *gin.Context) {
		c.Data(http.StatusOK, "application/json; charset=utf-8", []byte(answer))
	})
	benchCall{method: http.MethodGet, path: reviewPath(1), want: 200}.run(b, engine)
}

// BenchmarkStart is a simulator from nothing to listening, the contract already
// read, and back.
func BenchmarkStart(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		sim, err := simulator.Start()
		if err != nil {
			b.Fatal(err)
		}
		if err := sim.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLoadContract is what a start does with a contract, without the schemas: these
// are compiled when a value is first held against them.
func BenchmarkLoadContract(b *testing.B) {
	b.ReportAllocs()
	made, err := spec.Made(spec.DefaultRevision, true)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := contract.FromMade(made); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkGetReviewRules is BenchmarkGetReview with 100 rules that do not match:
// those of other operations, which cost nothing, and those that have to be asked.
func BenchmarkGetReviewRules(b *testing.B) {
	for name, when := range map[string]string{
		"none":            "",
		"otherOperations": "{operation: performSecurityReviewAction, path: {vendorId: %d}}",
		"otherPaths":      "{operation: getVendorSecurityReview, path: {vendorId: 9%d}}",
		"otherKeys":       "{key: nobody-%d}",
		"otherQueries":    "{query: {expand: nobody-%d}}",
		"otherReviews":    "{operation: getVendorSecurityReview, review: {id: 9%d}}",
		"otherStatuses":   "{operation: getVendorSecurityReview, review: {status: COMPLETED, title: '%d'}}",
		"otherVendors":    "{operation: getVendorSecurityReview, vendor: {name: nobody-%d}}",
		"otherBodies":     "{body: {'$.title': nobody-%d}}",
		"where":           "{operation: getVendorSecurityReview, where: path.vendorId == 9%d}",
		"matches":         "{operation: getVendorSecurityReview, path: {vendorId: {matches: '^9%d$'}}}",
		"whereContains":   "{operation: getVendorSecurityReview, where: 'review.title contains \"nobody-%d\"'}",
		"whereReview":     "{operation: getVendorSecurityReview, where: 'review.status == \"COMPLETED\" && path.vendorId == 9%d'}",
		"mixed":           "mixed",
	} {
		b.Run(name, func(b *testing.B) {
			sim := simulator.RunT(b)
			box, err := sim.Box("default")
			if err != nil {
				b.Fatal(err)
			}
			if when != "" {
				if err := box.PlayYAML(hundredRules(when)); err != nil {
					b.Fatal(err)
				}
			}
			benchCall{method: http.MethodGet, path: reviewPath(1), want: 200}.run(b, sim.Handler())
		})
	}
}

// hundredRules are rules of one form, or of those that a scenario file has.
func hundredRules(when string) string {
	forms := []string{when}
	if when == "mixed" {
		forms = []string{
			"{operation: performSecurityReviewAction, body: {action: finalize}, path: {vendorId: %d}}",
			"{operation: updateVendorSecurityReview, path: {securityReviewId: 9%d}}",
			"{operation: getVendorSecurityReview, path: {securityReviewId: 9%d}}",
			"{method: POST, key: nobody-%d}",
			"{header: {X-Test: case-%d}}",
		}
	}
	text := "name: hundred\nrules:\n"
	for i := range 100 {
		text += "  - {when: " + fmt.Sprintf(forms[i%len(forms)], i+1) + ", fault: {connection: reset}}\n"
	}
	return text
}

// The look-ups, beside BenchmarkGetReview.
func BenchmarkGetVendor(b *testing.B) {
	benchCall{method: http.MethodGet, path: "/public/v2/vendors/1", want: 200}.run(b, simulator.RunT(b).Handler())
}

func BenchmarkGetCompany(b *testing.B) {
	benchCall{method: http.MethodGet, path: "/public/v2/company", want: 200}.run(b, simulator.RunT(b).Handler())
}

func BenchmarkGetDocument(b *testing.B) {
	benchCall{method: http.MethodGet, path: "/public/v2/vendors/1/documents/1", want: 200}.run(b, simulator.RunT(b).Handler())
}

// BenchmarkListVendors is a page of 500 in worlds of 1000 and of 10,000 vendors.
func BenchmarkListVendors(b *testing.B) {
	for _, vendors := range []int{1000, 10_000} {
		b.Run(fmt.Sprint(vendors), func(b *testing.B) {
			sim := simulator.RunT(b)
			for range vendors {
				if _, err := sim.World().AddVendor(1, state.NewVendor{Name: "Example"}, simtest.Now); err != nil {
					b.Fatal(err)
				}
			}
			handler := sim.Handler()
			benchCall{method: http.MethodGet, path: "/public/v2/vendors?size=500", want: 200}.run(b, handler)
		})
	}
}
