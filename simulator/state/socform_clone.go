package state

import "slices"

func (f SOCForm) clone() SOCForm {
	f.ReviewerUserID = clonePointer(f.ReviewerUserID)
	f.ReportIssueDate = clonePointer(f.ReportIssueDate)
	f.Certification = clonePointer(f.Certification)
	f.ScopeType = clonePointer(f.ScopeType)
	f.AuditPeriod = clonePointer(f.AuditPeriod)
	f.AuditPeriodRange = clonePointer(f.AuditPeriodRange)
	f.TrustServiceCriteria = clonePointerToList(f.TrustServiceCriteria)
	f.ReportOpinion = clonePointer(f.ReportOpinion)
	f.EncompassBusinessNeeds = clonePointer(f.EncompassBusinessNeeds)
	f.FollowUpActivity = clonePointer(f.FollowUpActivity)
	f.Findings = slices.Clone(f.Findings)
	f.HasMaterialImpact = clonePointer(f.HasMaterialImpact)
	f.UserControls = slices.Clone(f.UserControls)
	f.Services = slices.Clone(f.Services)
	f.Locations = slices.Clone(f.Locations)
	f.CPAFirm = clonePointer(f.CPAFirm)
	f.CPAProcedurePerformed = clonePointer(f.CPAProcedurePerformed)
	f.SubserviceOrganization = clonePointer(f.SubserviceOrganization)
	f.InclusiveMethod = clonePointer(f.InclusiveMethod)
	f.SubserviceProcedurePerformed = clonePointer(f.SubserviceProcedurePerformed)
	return f
}
