package api

import (
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/state"
)

// socFormEdit reads SocReviewFormSaveRequestPublicV2Dto. A form that is null or
// absent changes nothing (A11), and so does what a section leaves out; null clears.
func socFormEdit(form object) func(*state.SOCForm) {
	if form == nil {
		return nil
	}
	reviewer, scope := form.object("reviewerInformation"), form.object("complianceScope")
	opinion, findings := form.object("reportOpinion"), form.object("findings")
	controls, covered := form.object("endUserControls"), form.object("servicesAndLocations")
	cpa, sub := form.object("cpaFirm"), form.object("subserviceOrganizations")
	return func(f *state.SOCForm) {
		set(&f.ReviewerUserID, reviewer, "reviewerUserId", object.id)
		set(&f.ReportIssueDate, reviewer, "reportIssueDate", text)

		set(&f.Certification, scope, "certification", text)
		set(&f.ScopeType, scope, "scopeType", text)
		set(&f.AuditPeriod, scope, "auditPeriod", text)
		set(&f.AuditPeriodRange, scope, "auditPeriodRange", dateRange)
		set(&f.TrustServiceCriteria, scope, "trustServiceCriteria", criteria)

		set(&f.ReportOpinion, opinion, "reportOpinion", text)
		set(&f.EncompassBusinessNeeds, opinion, "encompassBusinessNeeds", object.flag)
		set(&f.FollowUpActivity, opinion, "followUpActivity", text)

		add(&f.Findings, findings, "findings", finding)
		set(&f.HasMaterialImpact, findings, "hasMaterialImpact", object.flag)

		add(&f.UserControls, controls, "userControls", userControl)

		add(&f.Services, covered, "services", service)
		add(&f.Locations, covered, "locations", location)

		set(&f.CPAFirm, cpa, "cpaFirm", text)
		set(&f.CPAProcedurePerformed, cpa, "cpaProcedurePerformed", text)

		set(&f.SubserviceOrganization, sub, "subserviceOrganization", text)
		set(&f.InclusiveMethod, sub, "subserviceOrganizationUsingInclusiveMethod", object.flag)
		set(&f.SubserviceProcedurePerformed, sub, "subserviceOrganizationProcedurePerformed", text)
	}
}

// set gives a field what a section says of it: nothing, null or a value.
func set[T any](field **T, section object, name string, read func(object, string) *T) {
	if _, given := section[name]; given {
		*field = read(section, name)
	}
}

// add appends to a list what a section says of it. An empty list clears.
func add[T any](items *[]T, section object, name string, read func(object) T) {
	if _, given := section[name]; !given {
		return
	}
	more := list(section, name, read)
	if len(more) == 0 {
		*items = nil
		return
	}
	*items = append(*items, more...)
}

// The elements of a list need no property in a request but all of them in an
// answer: a text that is left out is empty, a flag is false (A10).

func finding(o object) state.Finding { return state.Finding{Description: o.plain("description")} }

func userControl(o object) state.UserControl {
	inPlace := o.flag("inPlace")
	return state.UserControl{Description: o.plain("description"), InPlace: inPlace != nil && *inPlace}
}

func service(o object) state.Service { return state.Service{Name: o.plain("name")} }

func location(o object) state.Location {
	return state.Location{City: o.plain("city"), StateOrCountry: o.plain("stateOrCountry")}
}

func dateRange(scope object, name string) *state.DateRange {
	o := scope.object(name)
	if o == nil {
		return nil
	}
	return &state.DateRange{Start: state.Date(o.plain("start")), End: state.Date(o.plain("end"))}
}

// criteria are replaced, not appended: the documentation speaks of appending
// for four other lists only (A9).
func criteria(scope object, name string) *[]state.TrustServiceCriterion {
	values, ok := scope[name].([]any)
	if !ok {
		return nil
	}
	out := make([]state.TrustServiceCriterion, len(values))
	for i, value := range values {
		name, _ := value.(string)
		out[i] = state.TrustServiceCriterion(name)
	}
	return &out
}

// socForm writes SocReviewFormResponsePublicV2Dto.
func (a *answer) socForm(f *state.SOCForm) {
	missing := f.Missing()
	a.open()
	a.field("readyToFinalize")
	a.flag(len(missing) == 0)
	a.section("reviewerInformation", missing)
	a.field("reviewer")
	a.plain(a.reviewer(f))
	a.field("reportIssueDate")
	word(a, f.ReportIssueDate)
	a.close()
	a.complianceScope(f, missing)
	a.section("reportOpinion", missing)
	a.field("reportOpinion")
	word(a, f.ReportOpinion)
	a.field("encompassBusinessNeeds")
	a.flagged(f.EncompassBusinessNeeds)
	a.field("followUpActivity")
	a.plain(f.FollowUpActivity)
	a.close()
	a.formLists(f, missing)
	a.section("cpaFirm", missing)
	a.field("cpaFirm")
	a.plain(f.CPAFirm)
	a.field("cpaProcedurePerformed")
	a.plain(f.CPAProcedurePerformed)
	a.close()
	a.section("subserviceOrganizations", missing)
	a.field("subserviceOrganization")
	a.plain(f.SubserviceOrganization)
	a.field("subserviceOrganizationUsingInclusiveMethod")
	a.flagged(f.InclusiveMethod)
	a.field("subserviceOrganizationProcedurePerformed")
	a.plain(f.SubserviceProcedurePerformed)
	a.close()
	a.close()
}

// section begins a section, at the head of which stands what it lacks.
func (a *answer) section(name string, missing []string) {
	a.field(name)
	a.open()
	missing = missingIn(missing, name)
	a.field("isComplete")
	a.flag(len(missing) == 0)
	a.field("missingRequiredFields")
	writeList(a, missing, func(a *answer, path *string) { a.text(*path) })
}

// missingIn are the fields of one section, which stand together.
func missingIn(missing []string, section string) []string {
	within := func(path string) bool { return strings.HasPrefix(path, section+".") }
	first := slices.IndexFunc(missing, within)
	if first < 0 {
		return nil
	}
	end := first
	for end < len(missing) && within(missing[end]) {
		end++
	}
	return missing[first:end]
}

func (a *answer) complianceScope(f *state.SOCForm, missing []string) {
	a.section("complianceScope", missing)
	a.field("certification")
	word(a, f.Certification)
	a.field("scopeType")
	word(a, f.ScopeType)
	a.field("auditPeriod")
	word(a, f.AuditPeriod)
	a.field("auditPeriodRange")
	orNull(a, f.AuditPeriodRange, func(a *answer, r state.DateRange) {
		a.open()
		a.field("start")
		a.text(string(r.Start))
		a.field("end")
		a.text(string(r.End))
		a.close()
	})
	a.field("trustServiceCriteria")
	orNull(a, f.TrustServiceCriteria, func(a *answer, criteria []state.TrustServiceCriterion) {
		writeList(a, criteria, func(a *answer, c *state.TrustServiceCriterion) { a.text(string(*c)) })
	})
	a.close()
}

// formLists writes the sections that are lists; the answer has [] where the form has none.
func (a *answer) formLists(f *state.SOCForm, missing []string) {
	a.section("findings", missing)
	a.field("findings")
	writeList(a, f.Findings, func(a *answer, x *state.Finding) {
		a.open()
		a.field("description")
		a.text(x.Description)
		a.close()
	})
	a.field("hasMaterialImpact")
	a.flagged(f.HasMaterialImpact)
	a.close()
	a.section("endUserControls", missing)
	a.field("userControls")
	writeList(a, f.UserControls, func(a *answer, x *state.UserControl) {
		a.open()
		a.field("description")
		a.text(x.Description)
		a.field("inPlace")
		a.flag(x.InPlace)
		a.close()
	})
	a.close()
	a.section("servicesAndLocations", missing)
	a.field("services")
	writeList(a, f.Services, func(a *answer, x *state.Service) {
		a.open()
		a.field("name")
		a.text(x.Name)
		a.close()
	})
	a.field("locations")
	writeList(a, f.Locations, func(a *answer, x *state.Location) {
		a.open()
		a.field("city")
		a.text(x.City)
		a.field("stateOrCountry")
		a.text(x.StateOrCountry)
		a.close()
	})
	a.close()
}

// reviewer is the display name of the user who reviews.
func (a *answer) reviewer(f *state.SOCForm) *string {
	user, ok := a.userOf(f.ReviewerUserID)
	if !ok {
		return nil
	}
	name := user.DisplayName()
	return &name
}

// each converts a list.
func each[T, V any](items []T, view func(T) V) []V {
	out := make([]V, len(items))
	for i, item := range items {
		out[i] = view(item)
	}
	return out
}
