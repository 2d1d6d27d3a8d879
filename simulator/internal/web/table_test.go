package web_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

var table = web.NewTable("/public/v2",
	"GET /vendors/{vendorId}",
	"GET /vendors/{vendorId}/security-reviews/{id}",
	"PUT /vendors/{vendorId}/security-reviews/{id}",
	"GET /vendors/{vendorId}/security-reviews/count",
)

// A34, A35
func TestTableFindsWhatExpressWould(t *testing.T) {
	for _, row := range []struct {
		method, path string
		index        int // -1 is none
		params       string
		exactly      bool
	}{
		{"GET", "/public/v2/vendors/1/security-reviews/2", 1, "vendorId=1;id=2", true},
		{"GET", "/vendors/1/security-reviews/2", 1, "vendorId=1;id=2", true},
		{"HEAD", "/vendors/1/security-reviews/2", 1, "vendorId=1;id=2", true},
		{"PUT", "/vendors/1/security-reviews/2", 2, "vendorId=1;id=2", true},
		{"GET", "/vendors/1/security-reviews/2/", 1, "vendorId=1;id=2", false},
		{"GET", "/Public/V2/VENDORS/1/Security-Reviews/2", 1, "vendorId=1;id=2", false},
		{"GET", "/vendors/1/security-reviews/Count", 3, "vendorId=1", false},
		{"GET", "/public/v2/vendors/A%20b", 0, "vendorId=A b", true},
		{"GET", "/vendors/1%2Fsecurity-reviews%2F2", -1, "", false},
		{"GET", "/vendors/1/security-reviews/2//", -1, "", false},
		{"GET", "/vendors//security-reviews/2", -1, "", false},
		{"GET", "/vendors/", -1, "", false},
		{"GET", "/%76endors/1", -1, "", false},
		{"GET", "/public/v2vendors/1", -1, "", false},
		{"GET", "vendors/1", -1, "", false},
		{"GET", "*", -1, "", false},
		{"GET", "", -1, "", false},
		{"GET", "/", -1, "", false},
		{"get", "/vendors/1", -1, "", false},
		{"DELETE", "/vendors/1", -1, "", false},
	} {
		got, found := table.Find(row.method, row.path)
		if found != (row.index >= 0) {
			t.Errorf("%s %s: found %v", row.method, row.path, found)
			continue
		}
		var want exchange.Params // in the order of the path
		for pair := range strings.SplitSeq(row.params, ";") {
			if name, value, ok := strings.Cut(pair, "="); ok {
				want = append(want, exchange.Param{Name: name, Value: value})
			}
		}
		if found && (got.Index != row.index || got.Exactly != row.exactly || !slices.Equal(got.Params, want)) {
			t.Errorf("%s %s: got %+v", row.method, row.path, got)
		}
	}
}

func TestTableHasWhatStandsBelowItsPrefix(t *testing.T) {
	for path, want := range map[string]bool{
		"/public/v2": true, "/public/v2/": true, "/PUBLIC/v2/x": true, "/public/v2x": false, "/public": false, "/": false, "": false, "*": false,
	} {
		if got := table.Has(path); got != want {
			t.Errorf("%q: got %v", path, got)
		}
	}
}

func TestTableKnowsWhatIsNear(t *testing.T) {
	for call, want := range map[string]string{
		"GET /vendor/1":                         "GET /public/v2/vendors/{vendorId}",
		"HEAD /public/v2/vendros/1":             "GET /public/v2/vendors/{vendorId}",
		"DELETE /vendor/1":                      "GET /public/v2/vendors/{vendorId}",
		"PUT /vendors/1/security-review/2/":     "PUT /public/v2/vendors/{vendorId}/security-reviews/{id}",
		"GET /vendors/1/security_reviews/cuont": "GET /public/v2/vendors/{vendorId}/security-reviews/{id}",
		"GET /companies/1":                      "",
		"GET /vendors":                          "",
		"GET /vendors/":                         "",
		"GET /vendor//1":                        "",
		"GET ":                                  "",
		"GET *":                                 "",
		"GET /" + strings.Repeat("vendors", 100_000): "",
	} {
		method, path, _ := strings.Cut(call, " ")
		if got := table.Near(method, path); got != want {
			t.Errorf("%.40s: got %q, want %q", call, got, want)
		}
	}
}
