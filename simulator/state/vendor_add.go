package state

import "time"

// NewVendor is what a vendor is made of.
type NewVendor struct {
	Name          string
	SecurityOwner *int64 // a user of the account; nil is none
	Fields        Fields
}

func (n NewVendor) clone() NewVendor {
	n.SecurityOwner = clonePointer(n.SecurityOwner)
	n.Fields = n.Fields.clone()
	return n
}

// AddVendor adds a vendor to an account that is there, created at a time by the clock
// of the sandbox. It fails with Invalid, or with NoIDs.
func (w *World) AddVendor(accountID int64, in NewVendor, now time.Time) (Vendor, error) {
	defer w.change()()
	vendor, err := Share(w).AddVendor(accountID, in.clone(), now)
	return vendor.clone(), err
}

// AddVendor is that of World without copies.
func (w Shared) AddVendor(accountID int64, in NewVendor, now time.Time) (Vendor, error) {
	var c checker
	if _, there := w.accounts.get(accountID); !there {
		c.add("account", "must exist: there is no account %d", accountID)
	}
	c.text("name", in.Name)
	if in.SecurityOwner != nil {
		if _, there := w.user(accountID, *in.SecurityOwner); !there {
			c.add("securityOwner", "must be the id of a user of the account")
		}
	}
	c.fields("fields", "vendors", in.Fields)
	if err := c.err(); err != nil {
		return Vendor{}, err
	}
	if err := w.vendors.room(1); err != nil {
		return Vendor{}, err
	}
	vendor := Vendor{
		ID: w.vendors.next(), AccountID: accountID, Name: in.Name, SecurityOwner: in.SecurityOwner,
		CreatedAt: kept(now), UpdatedAt: kept(now), Fields: in.Fields,
	}
	put(w.unlocked, &w.vendors, vendor.ID, &vendor)
	w.changed()
	return vendor, nil
}
