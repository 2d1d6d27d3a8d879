package state

import "reflect"

// values are the types of records that have certain values alone.
var values = map[reflect.Type][]string{
	reflect.TypeFor[Plan]():                  textsOf(plans),
	reflect.TypeFor[Access]():                textsOf(accesses),
	reflect.TypeFor[ReviewType]():            textsOf(reviewTypes),
	reflect.TypeFor[ReviewStatus]():          textsOf(reviewStatuses),
	reflect.TypeFor[Decision]():              textsOf(decisions),
	reflect.TypeFor[DocumentType]():          textsOf(documentTypes),
	reflect.TypeFor[Certification]():         textsOf(certifications),
	reflect.TypeFor[ScopeType]():             textsOf(scopeTypes),
	reflect.TypeFor[TrustServiceCriterion](): textsOf(trustServiceCriteria),
	reflect.TypeFor[ReportOpinion]():         textsOf(reportOpinions),
}

// Values are those that a type of a field of a record has, such as the statuses of
// reviews; nil if it has any, or is none of ours. It is not for programs that use the
// simulator.
func Values(of reflect.Type) []string { return values[of] }

func textsOf[T ~string](all []T) []string {
	texts := make([]string, len(all))
	for i, one := range all {
		texts[i] = string(one)
	}
	return texts
}
