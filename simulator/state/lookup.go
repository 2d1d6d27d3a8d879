package state

import (
	"fmt"
	"strings"
)

// VendorPage is a page of the vendors of the account that keep. The records are the
// world's own. keep is called with the lock held: it must not ask the world.
func (w Shared) VendorPage(accountID int64, keep func(*Vendor) bool, q PageQuery) Page[Vendor] {
	return page(w.unlocked, &w.vendors, vendorsOfAccount, accountID, q, keep)
}

// UserPage is VendorPage for the users of the account.
func (w Shared) UserPage(accountID int64, keep func(*User) bool, q PageQuery) Page[User] {
	return page(w.unlocked, &w.users, usersOfAccount, accountID, q, keep)
}

// DocumentPage is VendorPage for the documents of a vendor. It fails with NotFound.
func (w Shared) DocumentPage(accountID, vendorID int64, keep func(*Document) bool, q PageQuery) (Page[Document], error) {
	if _, err := w.vendor(accountID, vendorID); err != nil {
		return Page[Document]{}, err
	}
	return page(w.unlocked, &w.documents, documentsOfVendor, vendorID, q, keep), nil
}

// DocumentOf returns a document of the vendor, or NotFound. It is the world's own.
func (w Shared) DocumentOf(accountID, vendorID, id int64) (Document, error) {
	if _, err := w.vendor(accountID, vendorID); err != nil {
		return Document{}, err
	}
	document, ok := w.documents.get(id)
	if !ok || document.VendorID != vendorID {
		return Document{}, NotFound{Kind: "document", ID: id, Of: fmt.Sprintf("vendor %d", vendorID)}
	}
	return *document, nil
}

// QuestionnaireOf returns a questionnaire of the vendor, or NotFound. It is the world's
// own.
func (w Shared) QuestionnaireOf(accountID, vendorID, id int64) (Questionnaire, error) {
	if _, err := w.vendor(accountID, vendorID); err != nil {
		return Questionnaire{}, err
	}
	questionnaire, ok := w.questionnaires.get(id)
	if !ok || questionnaire.VendorID != vendorID {
		return Questionnaire{}, NotFound{Kind: "questionnaire", ID: id, Of: fmt.Sprintf("vendor %d", vendorID)}
	}
	return *questionnaire, nil
}

// UserByEmail returns the user of the account who has the address, in any letter case;
// of several the one with the lowest id. It is the world's own.
func (w Shared) UserByEmail(accountID int64, email string) (user User, found bool) {
	w.users.rows.Scan(func(_ int64, u *User) bool {
		if found = u.AccountID == accountID && strings.EqualFold(u.Email, email); found {
			user = *u
		}
		return !found
	})
	return user, found
}
