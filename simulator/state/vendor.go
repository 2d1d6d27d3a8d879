package state

import "time"

// Vendor is a company that an account reviews.
type Vendor struct {
	ID            int64     `yaml:"id"`
	AccountID     int64     `yaml:"account"`
	Name          string    `yaml:"name"`
	SecurityOwner *int64    `yaml:"securityOwner,omitempty"` // user id
	CreatedAt     time.Time `yaml:"createdAt"`
	UpdatedAt     time.Time `yaml:"updatedAt"`
	Fields        Fields    `yaml:"fields,omitempty"`
}

func (v Vendor) clone() Vendor {
	v.SecurityOwner = clonePointer(v.SecurityOwner)
	v.Fields = v.Fields.clone()
	return v
}

// Vendor returns a vendor of the account.
func (w *World) Vendor(accountID, id int64) (Vendor, error) {
	defer w.hold()()
	vendor, err := Share(w).Vendor(accountID, id)
	return vendor.clone(), err
}

// Vendor is that of World without a copy.
func (w Shared) Vendor(accountID, id int64) (Vendor, error) {
	vendor, err := w.vendor(accountID, id)
	if err != nil {
		return Vendor{}, err
	}
	return *vendor, nil
}

// Vendors returns the vendors of the account by id.
func (w *World) Vendors(accountID int64) []Vendor {
	defer w.hold()()
	return cloneAll(Share(w).Vendors(accountID))
}

// Vendors is that of World without copies.
func (w Shared) Vendors(accountID int64) []Vendor {
	return w.vendors.values(func(v *Vendor) bool { return v.AccountID == accountID })
}

// vendor hides vendors of other accounts: to the caller they do not exist.
func (w *unlocked) vendor(accountID, id int64) (*Vendor, error) {
	vendor, ok := w.vendors.get(id)
	if !ok || vendor.AccountID != accountID {
		return nil, NotFound{Kind: "vendor", ID: id}
	}
	return vendor, nil
}

// defaultRequester is who a review counts as requested by if the caller does
// not say: the vendor's security owner if there is one and active, else the
// platform admin.
func (w *unlocked) defaultRequester(vendor *Vendor) *int64 {
	if vendor.SecurityOwner != nil {
		if owner, ok := w.user(vendor.AccountID, *vendor.SecurityOwner); ok && owner.Active {
			return &owner.ID
		}
	}
	if account, ok := w.accounts.get(vendor.AccountID); ok {
		return &account.PlatformAdmin
	}
	return nil
}
