package simulator_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
)

// section wraps fields of one section of the form into an update.
func section(name, fields string) string { return fmt.Sprintf(`{"socForm":{%q:%s}}`, name, fields) }

func TestFormScalarsAreSetKeptAndNulled(t *testing.T) {
	c := newClient(t)
	c.put(reviewPath(2), section("cpaFirm", `{"cpaFirm":"Example LLP","cpaProcedurePerformed":"asked"}`)).Want(200).
		Has("socReviewForm.cpaFirm.cpaFirm", "Example LLP").Has("socReviewForm.cpaFirm.isComplete", true)
	c.put(reviewPath(2), section("cpaFirm", `{"cpaProcedurePerformed":null}`)).Want(200).
		Has("socReviewForm.cpaFirm.cpaFirm", "Example LLP").Has("socReviewForm.cpaFirm.cpaProcedurePerformed", nil)
	c.put(reviewPath(2), section("cpaFirm", `{"cpaFirm":null}`)).Want(200).
		Has("socReviewForm.cpaFirm.cpaFirm", nil).Has("socReviewForm.cpaFirm.isComplete", false)
	c.put(reviewPath(2), section("cpaFirm", `{"cpaFirm":"  "}`)).Want(200). // A18
										Has("socReviewForm.cpaFirm.missingRequiredFields.0", "cpaFirm.cpaFirm")
}

func TestFormListsAppendAndClear(t *testing.T) {
	c := newClient(t)
	for _, list := range []struct{ section, list, one, empty, value string }{
		{"findings", "findings", `{"description":"x"}`, `{"description":""}`, "description"},
		{"endUserControls", "userControls", `{"description":"x","inPlace":true}`, `{"description":"","inPlace":false}`, "description"},
		{"servicesAndLocations", "services", `{"name":"x"}`, `{"name":""}`, "name"},
		{"servicesAndLocations", "locations", `{"city":"x","stateOrCountry":"TX"}`, `{"city":"","stateOrCountry":""}`, "city"},
	} {
		t.Run(list.list, func(t *testing.T) {
			at := "socReviewForm." + list.section + "." + list.list
			set := func(items string) *simtest.Answer {
				return c.put(reviewPath(2), section(list.section, fmt.Sprintf(`{%q:%s}`, list.list, items))).Want(200)
			}
			set("["+list.one+"]").Has(at+".0."+list.value, "x").Has(at+".1", simtest.Absent{})
			set("["+list.one+",{}]").Has(at+".1."+list.value, "x").Has(at+".2."+list.value, "").Has(at+".3", simtest.Absent{}) // A10
			c.put(reviewPath(2), section(list.section, `{}`)).Want(200).Has(at+".2."+list.value, "")
			set("[]").Has(at, "[]")
		})
	}
}

func TestTrustServiceCriteriaAreReplaced(t *testing.T) { // A9
	c := newClient(t)
	at := "socReviewForm.complianceScope.trustServiceCriteria"
	c.put(reviewPath(2), section("complianceScope", `{"trustServiceCriteria":["SECURITY","PRIVACY"]}`)).Want(200).Has(at, "[SECURITY PRIVACY]")
	c.put(reviewPath(2), section("complianceScope", `{"trustServiceCriteria":["AVAILABILITY"]}`)).Want(200).Has(at, "[AVAILABILITY]")
	missing := "socReviewForm.complianceScope.missingRequiredFields.0"
	for sent, kept := range map[string]any{"[]": "[]", "null": nil} { // A63
		c.put(reviewPath(2), section("complianceScope", `{"certification":"SOC_2","scopeType":"TYPE_1","auditPeriod":"2026-06-30","trustServiceCriteria":`+sent+`}`)).
			Want(200).Has(at, kept).Has(missing, "complianceScope.trustServiceCriteria")
		c.put(reviewPath(2), section("complianceScope", `{"certification":"SOC_3"}`)).Want(200).Has(at, kept).Has(missing, simtest.Absent{})
	}
}

func TestAnEmptyFormSaysWhatIsMissing(t *testing.T) { // A18
	c := newClient(t)
	form := c.get(reviewPath(2)).Want(200)
	form.Has("socReviewForm.readyToFinalize", false)
	for name, missing := range map[string]string{
		"reviewerInformation":     "[reviewerInformation.reviewer reviewerInformation.reportIssueDate]",
		"complianceScope":         "[complianceScope.certification complianceScope.scopeType complianceScope.trustServiceCriteria]",
		"reportOpinion":           "[reportOpinion.reportOpinion reportOpinion.encompassBusinessNeeds]",
		"findings":                "[]",
		"endUserControls":         "[]",
		"servicesAndLocations":    "[]",
		"cpaFirm":                 "[cpaFirm.cpaFirm]",
		"subserviceOrganizations": "[]",
	} {
		form.Has("socReviewForm."+name+".missingRequiredFields", missing).
			Has("socReviewForm."+name+".isComplete", missing == "[]")
	}
}

func TestConditionalFields(t *testing.T) {
	for _, row := range []struct{ name, section, fields, missing string }{
		{"TYPE_1 needs a period", "complianceScope", `{"scopeType":"TYPE_1","certification":"SOC_1"}`, "[complianceScope.auditPeriod]"},
		{"TYPE_2 needs a range", "complianceScope", `{"scopeType":"TYPE_2","certification":"SOC_3"}`, "[complianceScope.auditPeriodRange]"},
		{
			"SOC_2 needs criteria", "complianceScope",
			`{"scopeType":"TYPE_1","auditPeriod":"2026-01-01","certification":"SOC_2"}`, "[complianceScope.trustServiceCriteria]",
		},
		{
			"SOC_2 needs one criterion", "complianceScope",
			`{"scopeType":"TYPE_1","auditPeriod":"2026-01-01","certification":"SOC_2","trustServiceCriteria":["PRIVACY"]}`, "[]",
		},
		{"a finding needs its impact", "findings", `{"findings":[{"description":"x"}]}`, "[findings.hasMaterialImpact]"},
		{"an impact without material", "findings", `{"findings":[{"description":"x"}],"hasMaterialImpact":false}`, "[]"},
		{
			"a qualified opinion needs a follow-up", "reportOpinion",
			`{"reportOpinion":"QUALIFIED","encompassBusinessNeeds":false}`, "[reportOpinion.followUpActivity]",
		},
		{"an adverse one does not", "reportOpinion", `{"reportOpinion":"ADVERSE","encompassBusinessNeeds":false}`, "[]"},
	} {
		t.Run(row.name, func(t *testing.T) {
			newClient(t).put(reviewPath(2), section(row.section, row.fields)).Want(200).
				Has("socReviewForm."+row.section+".missingRequiredFields", row.missing)
		})
	}
}

func TestFormValuesThatTheWorldCannotTake(t *testing.T) {
	c := newClient(t)
	c.put(reviewPath(2), `{"title":"kept out","socForm":{
		"reviewerInformation":{"reviewerUserId":99,"reportIssueDate":"2026-11-23"},
		"complianceScope":{"auditPeriodRange":{"start":"2026-01-01","end":"2026-01-01"}}}}`).Want(400).Says(
		"socForm.reviewerInformation.reviewerUserId must be the id of a user of the account", // A12
		"socForm.reviewerInformation.reportIssueDate must not be in the future, today is 2026-11-22",
		"socForm.complianceScope.auditPeriodRange.end must be after start, which is 2026-01-01",
	)
	c.get(reviewPath(2)).Want(200).Has("title", "SOC report 2026").Has("socReviewForm.reviewerInformation.reviewer", nil)
	c.put(reviewPath(2), section("reviewerInformation", `{"reportIssueDate":"2026-11-22","reviewerUserId":3}`)).Want(200). // A28
																Has("socReviewForm.reviewerInformation.reviewer", "Ivan Inactive")
	c.put(reviewPath(2), section("reviewerInformation", `{"reviewerUserId":4}`)).Want(400) // of another account
	c.put(reviewPath(2), section("reviewerInformation", `{"reviewerUserId":1.5}`)).Want(400)
	c.put(reviewPath(2), section("complianceScope", `{"auditPeriodRange":{"start":"2026-01-01"}}`)).Want(400).
		Says("socForm.complianceScope.auditPeriodRange.end is required")
}

func TestFormOfAnotherTypeIsIgnored(t *testing.T) {
	c := newClient(t)
	c.put(reviewPath(1), `{"title":"New","socForm":{"reviewerInformation":{"reviewerUserId":99}}}`).Want(200).
		Has("title", "New").Has("socReviewForm", simtest.Absent{})
	c.put(reviewPath(1), `{"socForm":{"reviewerInformation":{"reviewerUserId":"x"}}}`).Want(400) // the contract holds all the same
}

func TestNullFormChangesNothing(t *testing.T) { // A11
	c := newClient(t)
	before := c.get(reviewPath(4)).Want(200)
	after := c.put(reviewPath(4), `{"socForm":null}`).Want(200)
	if got, want := string(after.Body), string(before.Body); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A38
func TestTheListsOfAFormAreBounded(t *testing.T) {
	c := newClient(t)
	items := func(n int, item string) string {
		return "[" + strings.TrimSuffix(strings.Repeat(item+",", n), ",") + "]"
	}
	for path, row := range map[string][2]string{
		"socForm.findings.findings":              {"findings", "findings"},
		"socForm.endUserControls.userControls":   {"endUserControls", "userControls"},
		"socForm.servicesAndLocations.services":  {"servicesAndLocations", "services"},
		"socForm.servicesAndLocations.locations": {"servicesAndLocations", "locations"},
	} {
		list := func(n int) string { return section(row[0], `{"`+row[1]+`":`+items(n, "{}")+`}`) }
		c.put(reviewPath(2), list(9_000)).Want(200)
		c.put(reviewPath(2), list(1_001)).Want(400).
			Says(path + " must have at most 10000 items with those that are there, which are 9000; an empty list clears it")
		c.put(reviewPath(2), list(1_000)).Want(200)
		c.put(reviewPath(2), list(1)).Want(400)
		c.put(reviewPath(2), list(0)).Want(200)
	}
}
