package state

import (
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"
)

// MaxID is the largest id: a JSON number that every client can hold exactly.
const MaxID = 1<<53 - 1

// checker looks through a snapshot and notes every problem by the path that
// the value has in it, such as reviews[3].vendor.
type checker struct {
	problems
	*Snapshot

	accounts  map[int64]bool
	users     map[int64]int64 // id to account
	vendors   map[int64]int64 // id to account
	reviews   map[int64]int64 // id to vendor
	questions map[int64]int64 // questionnaire id to vendor
	documents map[int64]int64 // id to vendor
}

func (s *Snapshot) check() error {
	c := &checker{
		Snapshot: s, accounts: map[int64]bool{}, users: map[int64]int64{}, vendors: map[int64]int64{},
		reviews: map[int64]int64{}, questions: map[int64]int64{}, documents: map[int64]int64{},
	}
	c.index()
	c.checkAccounts()
	c.checkKeys()
	c.checkUsers()
	c.checkVendors()
	c.checkReviews()
	c.checkQuestionnaires()
	c.checkDocuments()
	return c.err()
}

// index learns all ids first, so that the order of the records does not matter.
func (c *checker) index() {
	for i, a := range c.Accounts {
		c.id("accounts", i, a.ID, c.accounts[a.ID])
		c.accounts[a.ID] = true
	}
	for i, u := range c.Users {
		indexID(c, "users", i, u.ID, u.AccountID, c.users)
	}
	for i, v := range c.Vendors {
		indexID(c, "vendors", i, v.ID, v.AccountID, c.vendors)
	}
	for i, r := range c.Reviews {
		indexID(c, "reviews", i, r.ID, r.VendorID, c.reviews)
	}
	for i, q := range c.Questionnaires {
		indexID(c, "questionnaires", i, q.ID, q.VendorID, c.questions)
	}
	for i, d := range c.Documents {
		indexID(c, "documents", i, d.ID, d.VendorID, c.documents)
	}
}

func indexID(c *checker, list string, i int, id, owner int64, ids map[int64]int64) {
	_, taken := ids[id]
	c.id(list, i, id, taken)
	if !taken {
		ids[id] = owner
	}
}

func (c *checker) id(list string, i int, id int64, taken bool) {
	path := fmt.Sprintf("%s[%d].id", list, i)
	switch {
	case id < 1 || id > MaxID:
		c.add(path, "must be an integer from 1 to %d", MaxID)
	case taken:
		c.add(path, "%d is used twice", id)
	}
}

func (c *checker) checkAccounts() {
	if len(c.Accounts) == 0 {
		c.add("accounts", "must name at least one account")
	}
	for i, a := range c.Accounts {
		at := fmt.Sprintf("accounts[%d]", i)
		c.text(at+".name", a.Name)
		oneOf(&c.problems, at+".plan", a.Plan, plans)
		c.userOf(at+".platformAdmin", a.PlatformAdmin, a.ID)
		c.fields(at+".fields", "accounts", a.Fields)
	}
}

func (c *checker) checkKeys() {
	if len(c.Keys) == 0 {
		c.add("keys", "must name at least one key")
	}
	seen := map[string]bool{}
	for i, k := range c.Keys {
		at := fmt.Sprintf("keys[%d]", i)
		c.token(at+".key", k.Token, seen[k.Token])
		seen[k.Token] = true
		c.account(at+".account", k.AccountID)
		k.checkAccess(&c.problems, at+".")
	}
}

func (c *checker) token(path, token string, taken bool) {
	if err := CheckToken(token); err != nil {
		c.add(path, "%s", err)
	} else if taken {
		c.add(path, "%q is used twice", token)
	}
}

func (c *checker) checkUsers() {
	for i, u := range c.Users {
		at := fmt.Sprintf("users[%d]", i)
		c.account(at+".account", u.AccountID)
		c.email(at+".email", u.Email)
		c.fields(at+".fields", "users", u.Fields)
	}
}

func (c *checker) checkVendors() {
	for i, v := range c.Vendors {
		at := fmt.Sprintf("vendors[%d]", i)
		c.account(at+".account", v.AccountID)
		c.text(at+".name", v.Name)
		if v.SecurityOwner != nil {
			c.userOf(at+".securityOwner", *v.SecurityOwner, v.AccountID)
		}
		c.fields(at+".fields", "vendors", v.Fields)
	}
}

func (c *checker) checkReviews() {
	for i, r := range c.Reviews {
		at := fmt.Sprintf("reviews[%d]", i)
		c.vendor(at+".vendor", r.VendorID)
		oneOf(&c.problems, at+".type", r.Type, reviewTypes)
		oneOf(&c.problems, at+".status", r.Status, reviewStatuses)
		oneOf(&c.problems, at+".decision", r.Decision, decisions)
		c.time(at+".requestedAt", r.RequestedAt)
		c.time(at+".reviewDeadlineAt", r.DeadlineAt)
		account := c.vendors[r.VendorID]
		c.optionalUser(at+".userId", r.UserID, account)
		c.optionalUser(at+".requesterUserId", r.RequesterUserID, account)
		switch {
		case r.SOCForm == nil:
		case r.Type == TypeSecurity, r.Type == TypeUploadReport:
			c.add(at+".socForm", "goes with type: %s only", TypeSOCReport)
		default:
			c.checkSOCForm(at+".socForm", *r.SOCForm, account)
		}
	}
}

func (c *checker) checkSOCForm(at string, f SOCForm, account int64) {
	c.optionalUser(at+".reviewerUserId", f.ReviewerUserID, account)
	optionalOneOf(c, at+".certification", f.Certification, certifications)
	optionalOneOf(c, at+".scopeType", f.ScopeType, scopeTypes)
	optionalOneOf(c, at+".reportOpinion", f.ReportOpinion, reportOpinions)
	c.date(at+".reportIssueDate", f.ReportIssueDate)
	c.date(at+".auditPeriod", f.AuditPeriod)
	if f.TrustServiceCriteria != nil {
		for i, criterion := range *f.TrustServiceCriteria {
			oneOf(&c.problems, fmt.Sprintf("%s.trustServiceCriteria[%d]", at, i), criterion, trustServiceCriteria)
		}
	}
	if period := f.AuditPeriodRange; period != nil {
		c.date(at+".auditPeriodRange.start", &period.Start)
		c.date(at+".auditPeriodRange.end", &period.End)
		if period.End <= period.Start {
			c.add(at+".auditPeriodRange.end", "must be after start")
		}
	}
}

func (c *checker) checkQuestionnaires() {
	for i, q := range c.Questionnaires {
		at := fmt.Sprintf("questionnaires[%d]", i)
		c.vendor(at+".vendor", q.VendorID)
		c.reviewOf(at+".review", q.ReviewID, q.VendorID)
		c.email(at+".recipientEmail", q.RecipientEmail)
		c.time(at+".dateSent", q.DateSent)
		if q.ResponseID != nil {
			c.belongs(at+".responseId", "document", *q.ResponseID, c.documents, q.VendorID)
		}
	}
}

func (c *checker) checkDocuments() {
	for i, d := range c.Documents {
		at := fmt.Sprintf("documents[%d]", i)
		c.vendor(at+".vendor", d.VendorID)
		c.reviewOf(at+".review", d.ReviewID, d.VendorID)
		if d.QuestionnaireID != nil {
			c.belongs(at+".questionnaire", "questionnaire", *d.QuestionnaireID, c.questions, d.VendorID)
		}
		if d.Type != "" {
			oneOf(&c.problems, at+".type", d.Type, documentTypes)
		}
		c.fields(at+".fields", "documents", d.Fields)
		c.text(at+".name", d.Name)
	}
}

// exists notes a reference to nothing and tells whether there is something.
func exists[T any](c *checker, path, kind string, id int64, ids map[int64]T) (owner T, ok bool) {
	owner, ok = ids[id]
	switch {
	case ok:
	case id == 0:
		c.add(path, "is required")
	default:
		c.add(path, "there is no %s %d", kind, id)
	}
	return owner, ok
}

func (c *checker) account(path string, id int64) { exists(c, path, "account", id, c.accounts) }

// userOf checks that the user belongs to the account; an account of 0 is not
// known, which has been noted where it should be named.
func (c *checker) userOf(path string, id, account int64) {
	owner, ok := exists(c, path, "user", id, c.users)
	if ok && account != 0 && owner != account {
		c.add(path, "user %d belongs to account %d, not to account %d", id, owner, account)
	}
}

func (c *checker) optionalUser(path string, id *int64, account int64) {
	if id != nil {
		c.userOf(path, *id, account)
	}
}

func (c *checker) vendor(path string, id int64) { exists(c, path, "vendor", id, c.vendors) }

func (c *checker) reviewOf(path string, id *int64, vendor int64) {
	if id != nil {
		c.belongs(path, "review", *id, c.reviews, vendor)
	}
}

func (c *checker) belongs(path, kind string, id int64, ids map[int64]int64, vendor int64) {
	if owner, ok := exists(c, path, kind, id, ids); ok && owner != vendor {
		c.add(path, "%s %d belongs to vendor %d, not to vendor %d", kind, id, owner, vendor)
	}
}

func (c *checker) text(path, value string) {
	if value == "" {
		c.add(path, "is required")
	}
}

func (c *checker) email(path, value string) {
	if address, err := mail.ParseAddress(value); err != nil || address.Address != value {
		c.add(path, "must be a mail address")
	}
}

func (c *checker) time(path string, value time.Time) {
	switch {
	case value.IsZero():
		c.add(path, "is required")
	case !InRange(value):
		c.add(path, "must be in the years %d to %d", firstYear, lastYear)
	}
}

func (c *checker) date(path string, value *Date) {
	if value == nil {
		return
	}
	if _, err := time.Parse(time.DateOnly, string(*value)); err != nil {
		c.add(path, "must be a date like 2026-01-31")
	}
}

func oneOf[T ~string](p *problems, path string, value T, allowed []T) {
	if !slices.Contains(allowed, value) && len(*p) < maxProblems {
		texts := asTexts(allowed)
		*p = append(*p, Problem{path, "must be one of " + strings.Join(texts, ", "), texts})
	}
}

func optionalOneOf[T ~string](c *checker, path string, value *T, allowed []T) {
	if value != nil {
		oneOf(&c.problems, path, *value, allowed)
	}
}

func asTexts[T ~string](values []T) []string {
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = string(value)
	}
	return texts
}
