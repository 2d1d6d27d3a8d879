package api

import (
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

// socFormView is SocReviewFormResponsePublicV2Dto.
type socFormView struct {
	ReadyToFinalize         bool                        `json:"readyToFinalize"`
	ReviewerInformation     reviewerView                `json:"reviewerInformation"`
	ComplianceScope         complianceScopeView         `json:"complianceScope"`
	ReportOpinion           reportOpinionView           `json:"reportOpinion"`
	Findings                findingsView                `json:"findings"`
	EndUserControls         userControlsView            `json:"endUserControls"`
	ServicesAndLocations    servicesView                `json:"servicesAndLocations"`
	CPAFirm                 cpaFirmView                 `json:"cpaFirm"`
	SubserviceOrganizations subserviceOrganizationsView `json:"subserviceOrganizations"`
}

// sectionView stands at the head of every section.
type sectionView struct {
	IsComplete            bool     `json:"isComplete"`
	MissingRequiredFields []string `json:"missingRequiredFields"`
}

type reviewerView struct {
	sectionView
	Reviewer        *string     `json:"reviewer"`
	ReportIssueDate *state.Date `json:"reportIssueDate"`
}

type complianceScopeView struct {
	sectionView
	Certification        *state.Certification           `json:"certification"`
	ScopeType            *state.ScopeType               `json:"scopeType"`
	AuditPeriod          *state.Date                    `json:"auditPeriod"`
	AuditPeriodRange     *dateRangeView                 `json:"auditPeriodRange"`
	TrustServiceCriteria *[]state.TrustServiceCriterion `json:"trustServiceCriteria"`
}

type dateRangeView struct {
	Start state.Date `json:"start"`
	End   state.Date `json:"end"`
}

type reportOpinionView struct {
	sectionView
	ReportOpinion          *state.ReportOpinion `json:"reportOpinion"`
	EncompassBusinessNeeds *bool                `json:"encompassBusinessNeeds"`
	FollowUpActivity       *string              `json:"followUpActivity"`
}

type findingsView struct {
	sectionView
	Findings          []findingView `json:"findings"`
	HasMaterialImpact *bool         `json:"hasMaterialImpact"`
}

type findingView struct {
	Description string `json:"description"`
}

type userControlsView struct {
	sectionView
	UserControls []userControlView `json:"userControls"`
}

type userControlView struct {
	Description string `json:"description"`
	InPlace     bool   `json:"inPlace"`
}

type servicesView struct {
	sectionView
	Services  []serviceView  `json:"services"`
	Locations []locationView `json:"locations"`
}

type serviceView struct {
	Name string `json:"name"`
}

type locationView struct {
	City           string `json:"city"`
	StateOrCountry string `json:"stateOrCountry"`
}

type cpaFirmView struct {
	sectionView
	CPAFirm               *string `json:"cpaFirm"`
	CPAProcedurePerformed *string `json:"cpaProcedurePerformed"`
}

type subserviceOrganizationsView struct {
	sectionView
	SubserviceOrganization       *string `json:"subserviceOrganization"`
	InclusiveMethod              *bool   `json:"subserviceOrganizationUsingInclusiveMethod"`
	SubserviceProcedurePerformed *string `json:"subserviceOrganizationProcedurePerformed"`
}

func (c Call) viewSOCForm(f *state.SOCForm) *socFormView {
	missing := f.Missing()
	return &socFormView{
		ReadyToFinalize:     len(missing) == 0,
		ReviewerInformation: reviewerView{section(missing, "reviewerInformation"), c.reviewer(f), f.ReportIssueDate},
		ComplianceScope: complianceScopeView{
			section(missing, "complianceScope"), f.Certification, f.ScopeType, f.AuditPeriod,
			(*dateRangeView)(f.AuditPeriodRange), f.TrustServiceCriteria,
		},
		ReportOpinion: reportOpinionView{
			section(missing, "reportOpinion"), f.ReportOpinion, f.EncompassBusinessNeeds, f.FollowUpActivity,
		},
		Findings: findingsView{
			section(missing, "findings"),
			each(f.Findings, func(x state.Finding) findingView { return findingView(x) }), f.HasMaterialImpact,
		},
		EndUserControls: userControlsView{
			section(missing, "endUserControls"),
			each(f.UserControls, func(x state.UserControl) userControlView { return userControlView(x) }),
		},
		ServicesAndLocations: servicesView{
			section(missing, "servicesAndLocations"),
			each(f.Services, func(x state.Service) serviceView { return serviceView(x) }),
			each(f.Locations, func(x state.Location) locationView { return locationView(x) }),
		},
		CPAFirm: cpaFirmView{section(missing, "cpaFirm"), f.CPAFirm, f.CPAProcedurePerformed},
		SubserviceOrganizations: subserviceOrganizationsView{
			section(missing, "subserviceOrganizations"),
			f.SubserviceOrganization, f.InclusiveMethod, f.SubserviceProcedurePerformed,
		},
	}
}

// section picks the missing fields of one section.
func section(missing []string, name string) sectionView {
	of := []string{}
	for _, path := range missing {
		if strings.HasPrefix(path, name+".") {
			of = append(of, path)
		}
	}
	return sectionView{IsComplete: len(of) == 0, MissingRequiredFields: of}
}

// reviewer is the display name of the user who reviews.
func (c Call) reviewer(f *state.SOCForm) *string {
	user, ok := c.userOf(f.ReviewerUserID)
	if !ok {
		return nil
	}
	name := user.DisplayName()
	return &name
}

// each converts a list; the answer has [] where the form has none.
func each[T, V any](items []T, view func(T) V) []V {
	out := make([]V, len(items))
	for i, item := range items {
		out[i] = view(item)
	}
	return out
}
