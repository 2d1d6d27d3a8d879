package contract

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

const creationBody = `{"reviewDeadlineAt":"2026-12-31T17:00:00.000Z","securityReviewStatus":"IN_PROGRESS",` +
	`"securityReviewType":"SECURITY","title":"Yearly","note":"with care","requesterUserId":1}`

// BenchmarkCheckRequest is the check of calls whose body was read: in order, and refused.
func BenchmarkCheckRequest(b *testing.B) {
	c := load(b)
	for name, row := range map[string]struct{ id, body string }{
		"create":  {"createVendorSecurityReview", creationBody},
		"refused": {"createVendorSecurityReview", `{"title":1}`},
		"get":     {"getVendorSecurityReview", ""},
	} {
		op, _ := c.Operation(row.id)
		r := &exchange.Request{Method: op.Method}
		if row.body != "" {
			r = jsonRequest(row.body)
		}
		r.Params = exchange.ParamsOf(map[string]string{"vendorId": "1", "securityReviewId": "7"})
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				op.CheckRequest(r, nil)
			}
		})
	}
}

// BenchmarkCheckResponse is the check of answers that are all different.
func BenchmarkCheckResponse(b *testing.B) {
	op, _ := load(b).Operation("createVendorSecurityReview")
	var answers []exchange.Response
	for id := range 10000 {
		body := fmt.Sprintf(`{"id":%d,"requestedAt":"2026-11-25T12:30:45.678Z","reviewDeadlineAt":"2026-12-31T17:00:00.000Z","decision":"PENDING",`+
			`"title":"Yearly","note":"with care","status":"IN_PROGRESS","type":"SECURITY","userId":null,"requesterUserId":1}`, id)
		answers = append(answers, exchange.Response{Status: http.StatusCreated, Body: []byte(body)})
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if violations := op.CheckResponse(answers[i%len(answers)]); !violations.None() {
			b.Fatal(violations)
		}
	}
}
