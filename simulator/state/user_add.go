package state

import "time"

// NewUser is what a user is made of.
type NewUser struct {
	Email     string
	FirstName *string
	LastName  *string
	Inactive  bool // cannot own the reviews of a vendor
	Fields    Fields
}

func (n NewUser) clone() NewUser {
	n.FirstName, n.LastName = clonePointer(n.FirstName), clonePointer(n.LastName)
	n.Fields = n.Fields.clone()
	return n
}

// AddUser adds a user to an account that is there, created at a time by the clock of
// the sandbox. It fails with Invalid, or with NoIDs.
func (w *World) AddUser(accountID int64, in NewUser, now time.Time) (User, error) {
	defer w.change()()
	user, err := Share(w).AddUser(accountID, in.clone(), now)
	return user.clone(), err
}

// AddUser is that of World without copies.
func (w Shared) AddUser(accountID int64, in NewUser, now time.Time) (User, error) {
	var c checker
	if _, there := w.accounts.get(accountID); !there {
		c.add("account", "must exist: there is no account %d", accountID)
	}
	c.email("email", in.Email)
	c.fields("fields", "users", in.Fields)
	if err := c.err(); err != nil {
		return User{}, err
	}
	if err := w.users.room(1); err != nil {
		return User{}, err
	}
	user := User{
		ID: w.users.next(), AccountID: accountID, Email: in.Email, FirstName: in.FirstName, LastName: in.LastName,
		Active: !in.Inactive, CreatedAt: kept(now), UpdatedAt: kept(now), Fields: in.Fields,
	}
	put(w.unlocked, &w.users, user.ID, &user)
	w.changed()
	return user, nil
}
