package contract

import (
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/spec"
)

// All revisions that have an element are named, below lists as well; what this one has,
// and operations that it has not, are passed over.
func TestKnowRevisions(t *testing.T) {
	c, err := Load(spec.OpenAPI())
	if err != nil {
		t.Fatal(err)
	}
	err = c.KnowRevisions("r1 updateVendorSecurityReview property socForm.findings.findings[].cause\nr2 updateVendorSecurityReview property socForm.findings.findings[].cause\n" +
		"r1 updateVendorSecurityReview property title\nr1 nothing property x\nr1 getVendorSecurityReview value expand[] sites\n" +
		"r1 getVendorSecurityReview parameter sort[]\n")
	if err != nil {
		t.Fatal(err)
	}
	update, _ := c.Operation("updateVendorSecurityReview")
	got := update.CheckRequest(&exchange.Request{
		Params: exchange.ParamsOf(map[string]string{"vendorId": "1", "securityReviewId": "1"}), MediaType: "application/json",
		JSON: map[string]any{"title": "x", "socForm": map[string]any{"findings": map[string]any{"findings": []any{map[string]any{"cause": 1}}}}},
	}, nil)
	if !strings.Contains(got.String(), "should not exist, r1 and r2 have it") {
		t.Errorf("got %s", got.String())
	}
	get, _ := c.Operation("getVendorSecurityReview")
	query := "expand[]=user&expand[]=sites&sort[3]=x"
	request := &exchange.Request{Params: exchange.ParamsOf(map[string]string{"vendorId": "1", "securityReviewId": "1"}), Query: exchange.ParseQuery(query), RawQuery: query}
	if got := get.CheckRequest(request, nil); len(got.List) != 1 || !strings.HasSuffix(got.List[0].Text, "; r1 has sites") {
		t.Errorf("got %s", got.String())
	}
	if got := get.QueryHints(request); len(got) != 1 || got[0].Text != "is ignored, r1 has it" {
		t.Errorf("got %v", got)
	}
	if len(get.elsewhere) != 2 || len(update.elsewhere) != 1 {
		t.Errorf("got %v, %v", get.elsewhere, update.elsewhere)
	}
	for _, bad := range []string{"r1 getVendorSecurityReview property", "a b c d e f"} {
		if err := c.KnowRevisions(bad); err == nil || !strings.Contains(err.Error(), bad) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
