package api

// List and get users:
// https://developers.drata.com/openapi/reference/v2/operation/UsersPublicV2Controller_listUsers/
// https://developers.drata.com/openapi/reference/v2/operation/UsersPublicV2Controller_getUser/

import (
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/madeup"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// user writes an expanded user, UserCompactResponsePublicV2Dto: null if there is none.
func (a *answer) user(id *int64) {
	user, ok := a.userOf(id)
	if !ok {
		a.null()
		return
	}
	a.open()
	a.field("id")
	a.number(user.ID)
	a.field("email")
	a.text(user.Email)
	a.field("firstName")
	a.plain(user.FirstName)
	a.field("lastName")
	a.plain(user.LastName)
	a.field("createdAt")
	a.time(user.CreatedAt)
	a.field("updatedAt")
	a.time(user.UpdatedAt)
	a.close()
}

func (c Call) userOf(id *int64) (state.User, bool) {
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
	name := c.Request.Params.Value("userId")
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
