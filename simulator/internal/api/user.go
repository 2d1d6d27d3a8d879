package api

// List and get users:
// https://developers.drata.com/openapi/reference/v2/operation/UsersPublicV2Controller_listUsers/
// https://developers.drata.com/openapi/reference/v2/operation/UsersPublicV2Controller_getUser/

import (
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/madeup"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// userView is UserCompactResponsePublicV2Dto.
type userView struct {
	ID        int64   `json:"id"`
	Email     string  `json:"email"`
	FirstName *string `json:"firstName"`
	LastName  *string `json:"lastName"`
	CreatedAt string  `json:"createdAt"`
	UpdatedAt string  `json:"updatedAt"`
}

// viewUser is an expanded user: null if there is none.
func (c Call) viewUser(id *int64) **userView {
	var view *userView
	if user, ok := c.user(id); ok {
		view = &userView{
			ID: user.ID, Email: user.Email, FirstName: user.FirstName, LastName: user.LastName,
			CreatedAt: timestamp(user.CreatedAt), UpdatedAt: timestamp(user.UpdatedAt),
		}
	}
	return &view
}

func (c Call) user(id *int64) (state.User, bool) {
	if id == nil {
		return state.User{}, false
	}
	user, err := c.World.User(c.AccountID, *id)
	return user, err == nil
}

// listUsers is GET /users.
func listUsers(c Call) (exchange.Response, error) {
	q, err := c.pageQuery()
	if err != nil {
		return exchange.Response{}, err
	}
	return respondRecords(c, &users, q, c.World.UserPage(c.AccountID, keeps(c, &users), q))
}

// getUser is GET /users/{userId}, by the number or by the mail address.
func getUser(c Call) (exchange.Response, error) {
	name := c.Request.Params["userId"]
	if id, is := exchange.ParseID(name); is {
		user, err := c.World.User(c.AccountID, id)
		if err != nil {
			return exchange.Response{}, err
		}
		return respondRecord(c, &users, &user)
	}
	user, found := c.World.UserByEmail(c.AccountID, name)
	if !found {
		return exchange.Response{}, Error{Kind: NotFound, Detail: "there is no user " + exchange.Excerpt(name)} // A46
	}
	return respondRecord(c, &users, &user)
}

// users are UserResponsePublicV2Dto.
var users = kind[state.User]{
	name: "users",
	facts: func(u *state.User) (madeup.Record, state.Fields) {
		return madeup.Record{ID: u.ID, Name: u.DisplayName(), Since: u.CreatedAt}, u.Fields
	},
	own: map[string]func(*answer, *state.User){
		"id":        func(a *answer, u *state.User) { a.number(u.ID) },
		"email":     func(a *answer, u *state.User) { a.text(u.Email) },
		"firstName": func(a *answer, u *state.User) { a.plain(u.FirstName) },
		"lastName":  func(a *answer, u *state.User) { a.plain(u.LastName) },
		"createdAt": func(a *answer, u *state.User) { a.time(u.CreatedAt) },
		"updatedAt": func(a *answer, u *state.User) { a.time(u.UpdatedAt) },
	},
}
