package madeup

// unknown are the fields that nothing is made up for: null, or an empty list (A50).
var unknown = map[string]bool{"reviews": true, "vendorRelationshipContact": true, "fileBuffer": true}

// texts are those whose form does not follow from the end of the name: see words.
var texts = map[string]func(*Maker){
	"contactAtVendor":             func(m *Maker) { m.add(m.faker.FirstName(), " ", m.faker.LastName()) },
	"cost":                        func(m *Maker) { m.add(m.oneOf("120000", "250000", "499900", "990000", "1800000")) },
	"dataAccessedOrProcessedList": func(m *Maker) { m.add(m.oneOf("Customer data", "Employee data", "Financial data", "Source code")) },
	"dataStored":                  func(m *Maker) { m.add(m.oneOf("Names and mail addresses", "Invoices", "Logs", "Backups", "None")) },
	"domain":                      func(m *Maker) { m.host() },
	"jobTitle":                    func(m *Maker) { m.add(m.faker.JobTitle()) },
	"legalName":                   func(m *Maker) { m.add(m.of.Name, " Inc.") },
	"location":                    func(m *Maker) { m.add(m.faker.City()) },
	"name":                        func(m *Maker) { m.add(m.faker.HackerNoun()) },
	"notes": func(m *Maker) {
		m.add(m.oneOf("Meets once a quarter.", "Renewal is under discussion.", "Contract is with legal."))
	},
	"renewalDate":       func(m *Maker) { m.day() },
	"renewalDateStatus": func(m *Maker) { m.add(m.oneOf("COMPLETED", "NO_RENEWAL", "RENEWAL_DUE", "RENEWAL_DUE_SOON")) },
	"roles":             func(m *Maker) { m.add(m.oneOf("ADMIN", "EMPLOYEE", "TECHGOV", "WORKSPACE_ADMINISTRATOR")) },
	"username":          func(m *Maker) { m.add(m.faker.Username()) },
}

func (m *Maker) oneOf(texts ...string) string { return texts[m.below(len(texts))] }
