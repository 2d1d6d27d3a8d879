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

func (c Change[T]) clone() Change[T] {
	c.Value = clonePointer(c.Value)
	return c
}

// clone leaves the lists that are appended: they are copied where that is done.
func (c SOCFormChange) clone() SOCFormChange {
	c.ReviewerUserID = c.ReviewerUserID.clone()
	c.ReportIssueDate = c.ReportIssueDate.clone()
	c.Certification = c.Certification.clone()
	c.ScopeType = c.ScopeType.clone()
	c.AuditPeriod = c.AuditPeriod.clone()
	c.AuditPeriodRange = c.AuditPeriodRange.clone()
	c.TrustServiceCriteria.Value = clonePointerToList(c.TrustServiceCriteria.Value)
	c.ReportOpinion = c.ReportOpinion.clone()
	c.EncompassBusinessNeeds = c.EncompassBusinessNeeds.clone()
	c.FollowUpActivity = c.FollowUpActivity.clone()
	c.HasMaterialImpact = c.HasMaterialImpact.clone()
	c.CPAFirm = c.CPAFirm.clone()
	c.CPAProcedurePerformed = c.CPAProcedurePerformed.clone()
	c.SubserviceOrganization = c.SubserviceOrganization.clone()
	c.InclusiveMethod = c.InclusiveMethod.clone()
	c.SubserviceProcedurePerformed = c.SubserviceProcedurePerformed.clone()
	return c
}
