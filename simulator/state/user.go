package state

import (
	"strings"
	"time"
)

// User is a person in an account.
type User struct {
	ID        int64     `yaml:"id"`
	AccountID int64     `yaml:"account"`
	Email     string    `yaml:"email"`
	FirstName *string   `yaml:"firstName,omitempty"`
	LastName  *string   `yaml:"lastName,omitempty"`
	Active    bool      `yaml:"active"`
	CreatedAt time.Time `yaml:"createdAt"`
	UpdatedAt time.Time `yaml:"updatedAt"`
	Fields    Fields    `yaml:"fields,omitempty"`
}

func (u User) clone() User {
	u.FirstName, u.LastName = clonePointer(u.FirstName), clonePointer(u.LastName)
	u.Fields = u.Fields.clone()
	return u
}

// DisplayName is the first and the last name, or the mail address without them.
func (u User) DisplayName() string {
	var names []string
	for _, name := range []*string{u.FirstName, u.LastName} {
		if name != nil && *name != "" {
			names = append(names, *name)
		}
	}
	if len(names) == 0 {
		return u.Email
	}
	return strings.Join(names, " ")
}

// User returns a user of the account.
func (w *World) User(accountID, id int64) (User, error) {
	defer w.hold()()
	user, err := Share(w).User(accountID, id)
	return user.clone(), err
}

// User is that of World without a copy.
func (w Shared) User(accountID, id int64) (User, error) {
	user, ok := w.user(accountID, id)
	if !ok {
		return User{}, NotFound{Kind: "user", ID: id}
	}
	return *user, nil
}

// Users returns the users of the account by id.
func (w *World) Users(accountID int64) []User {
	defer w.hold()()
	return cloneAll(Share(w).Users(accountID))
}

// Users is that of World without copies.
func (w Shared) Users(accountID int64) []User {
	return w.users.values(func(u *User) bool { return u.AccountID == accountID })
}

func (w *unlocked) user(accountID, id int64) (*User, bool) {
	user, ok := w.users.get(id)
	return user, ok && user.AccountID == accountID
}
