package state

import (
	"slices"
	"strings"
	"time"
)

// SOCForm is what is noted of a SOC report. The zero value is an empty form.
// Whether it is complete is computed from it, never stored.
type SOCForm struct {
	ReviewerUserID  *int64 `yaml:"reviewerUserId,omitempty"`
	ReportIssueDate *Date  `yaml:"reportIssueDate,omitempty"`

	Certification        *Certification           `yaml:"certification,omitempty"`
	ScopeType            *ScopeType               `yaml:"scopeType,omitempty"`
	AuditPeriod          *Date                    `yaml:"auditPeriod,omitempty"`
	AuditPeriodRange     *DateRange               `yaml:"auditPeriodRange,omitempty"`
	TrustServiceCriteria *[]TrustServiceCriterion `yaml:"trustServiceCriteria,omitempty"`

	ReportOpinion          *ReportOpinion `yaml:"reportOpinion,omitempty"`
	EncompassBusinessNeeds *bool          `yaml:"encompassBusinessNeeds,omitempty"`
	FollowUpActivity       *string        `yaml:"followUpActivity,omitempty"`

	Findings          []Finding `yaml:"findings,omitempty"`
	HasMaterialImpact *bool     `yaml:"hasMaterialImpact,omitempty"`

	UserControls []UserControl `yaml:"userControls,omitempty"`

	Services  []Service  `yaml:"services,omitempty"`
	Locations []Location `yaml:"locations,omitempty"`

	CPAFirm               *string `yaml:"cpaFirm,omitempty"`
	CPAProcedurePerformed *string `yaml:"cpaProcedurePerformed,omitempty"`

	SubserviceOrganization *string `yaml:"subserviceOrganization,omitempty"`
	// InclusiveMethod is nil where the question does not apply.
	InclusiveMethod              *bool   `yaml:"subserviceOrganizationUsingInclusiveMethod,omitempty"`
	SubserviceProcedurePerformed *string `yaml:"subserviceOrganizationProcedurePerformed,omitempty"`
}

// Date is a calendar day as YYYY-MM-DD, so dates compare like strings.
type Date string

// DateOf is the day of that instant in UTC (A28).
func DateOf(t time.Time) Date { return Date(t.UTC().Format(time.DateOnly)) }

// DateRange is a span of days.
type DateRange struct {
	Start Date `yaml:"start"`
	End   Date `yaml:"end"` // after Start
}

// Certification is the kind of SOC report.
type Certification string

// The kinds of SOC report.
const (
	SOC1 Certification = "SOC_1"
	SOC2 Certification = "SOC_2"
	SOC3 Certification = "SOC_3"
)

var certifications = []Certification{SOC1, SOC2, SOC3}

// ScopeType tells whether a report is about a day or about a span of days.
type ScopeType string

// The scope types.
const (
	Type1 ScopeType = "TYPE_1"
	Type2 ScopeType = "TYPE_2"
)

var scopeTypes = []ScopeType{Type1, Type2}

// TrustServiceCriterion is one category that a SOC 2 report covers.
type TrustServiceCriterion string

var trustServiceCriteria = []TrustServiceCriterion{
	"AVAILABILITY", "CONFIDENTIALITY", "SECURITY", "PRIVACY", "PROCESSING_INTEGRITY",
}

// ReportOpinion is the auditor's opinion.
type ReportOpinion string

// OpinionQualified asks for a follow-up.
const OpinionQualified ReportOpinion = "QUALIFIED"

var reportOpinions = []ReportOpinion{"UNQUALIFIED", OpinionQualified, "ADVERSE", "DISCLAIMER"}

// Finding is one exception that the report notes.
type Finding struct {
	Description string `yaml:"description"`
}

// UserControl is a control that the users of the service have to see to.
type UserControl struct {
	Description string `yaml:"description"`
	InPlace     bool   `yaml:"inPlace"`
}

// Service is a service that the report covers.
type Service struct {
	Name string `yaml:"name"`
}

// Location is a place that the report covers.
type Location struct {
	City           string `yaml:"city"`
	StateOrCountry string `yaml:"stateOrCountry"`
}

// requiredFields is what a form needs to be finalized, by the path that the
// API gives each field. The conditions on the audit period, the criteria and
// the material impact are documented; the rest of the set is A18.
var requiredFields = []struct {
	path    string
	missing func(*SOCForm) bool
}{
	{"reviewerInformation.reviewer", func(f *SOCForm) bool { return f.ReviewerUserID == nil }},
	{"reviewerInformation.reportIssueDate", func(f *SOCForm) bool { return f.ReportIssueDate == nil }},
	{"complianceScope.certification", func(f *SOCForm) bool { return f.Certification == nil }},
	{"complianceScope.scopeType", func(f *SOCForm) bool { return f.ScopeType == nil }},
	{"complianceScope.auditPeriod", func(f *SOCForm) bool {
		return is(f.ScopeType, Type1) && f.AuditPeriod == nil
	}},
	{"complianceScope.auditPeriodRange", func(f *SOCForm) bool {
		return is(f.ScopeType, Type2) && f.AuditPeriodRange == nil
	}},
	{"complianceScope.trustServiceCriteria", func(f *SOCForm) bool {
		exempt := is(f.Certification, SOC1) || is(f.Certification, SOC3)
		return !exempt && // An empty list lacks one as null does (A63).
			(f.TrustServiceCriteria == nil || len(*f.TrustServiceCriteria) == 0)
	}},
	{"reportOpinion.reportOpinion", func(f *SOCForm) bool { return f.ReportOpinion == nil }},
	{"reportOpinion.encompassBusinessNeeds", func(f *SOCForm) bool { return f.EncompassBusinessNeeds == nil }},
	{"reportOpinion.followUpActivity", func(f *SOCForm) bool {
		return is(f.ReportOpinion, OpinionQualified) && blank(f.FollowUpActivity)
	}},
	{"findings.hasMaterialImpact", func(f *SOCForm) bool {
		return len(f.Findings) > 0 && f.HasMaterialImpact == nil
	}},
	{"cpaFirm.cpaFirm", func(f *SOCForm) bool { return blank(f.CPAFirm) }},
}

// Missing lists the required fields that the form lacks, in the order of the
// form. An empty list means that it is ready to be finalized.
func (f *SOCForm) Missing() []string {
	missing := []string{}
	for _, field := range requiredFields {
		if field.missing(f) {
			missing = append(missing, field.path)
		}
	}
	return missing
}

func is[T comparable](field *T, value T) bool { return field != nil && *field == value }

func blank(text *string) bool { return text == nil || strings.TrimSpace(*text) == "" }

// maxItems bounds each list of a form (A38): an item may be two bytes of a request,
// and is answered with on every call from then on.
const maxItems = 10_000

// edited is the form after an edit; the receiver stays as it is. Lists are clipped, so
// that an edit that appends to one makes a new one: forms share theirs.
func (f *SOCForm) edited(edit func(*SOCForm)) *SOCForm {
	form := *f
	form.Findings, form.UserControls = slices.Clip(f.Findings), slices.Clip(f.UserControls)
	form.Services, form.Locations = slices.Clip(f.Services), slices.Clip(f.Locations)
	edit(&form)
	form.settle()
	return &form
}

// settle takes criteria that point to no list for none: null is answered for both, and a
// file can have only one of them.
func (f *SOCForm) settle() {
	if list := f.TrustServiceCriteria; list != nil && *list == nil {
		f.TrustServiceCriteria = nil
	}
}

// checkEdit reports every value that an edit gave a form and that a form cannot take.
// What the form had before is not judged again: a clock may have been set back.
func (w *unlocked) checkEdit(accountID int64, before, after *SOCForm, now time.Time) error {
	var p problems
	if id := after.ReviewerUserID; isNew(before.ReviewerUserID, id) {
		if _, ok := w.user(accountID, *id); !ok {
			p.add("socForm.reviewerInformation.reviewerUserId", "must be the id of a user of the account") // A12
		}
	}
	if date := after.ReportIssueDate; isNew(before.ReportIssueDate, date) && *date > DateOf(now) {
		p.add("socForm.reviewerInformation.reportIssueDate", "must not be in the future, today is %s", DateOf(now))
	}
	if period := after.AuditPeriodRange; isNew(before.AuditPeriodRange, period) && period.End <= period.Start {
		p.add("socForm.complianceScope.auditPeriodRange.end", "must be after start, which is %s", period.Start)
	}
	p.checkRoom("socForm.findings.findings", len(before.Findings), len(after.Findings))
	p.checkRoom("socForm.endUserControls.userControls", len(before.UserControls), len(after.UserControls))
	p.checkRoom("socForm.servicesAndLocations.services", len(before.Services), len(after.Services))
	p.checkRoom("socForm.servicesAndLocations.locations", len(before.Locations), len(after.Locations))
	return p.err()
}

// isNew tells whether a field has a value that it had not before.
func isNew[T comparable](before, after *T) bool {
	return after != nil && (before == nil || *before != *after)
}

// checkRoom reports a list that has grown too long.
func (p *problems) checkRoom(field string, before, after int) {
	if after > maxItems && after > before {
		p.add(field, "must have at most %d items with those that are there, which are %d; an empty list clears it", maxItems, before)
	}
}
