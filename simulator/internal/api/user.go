package api

import "github.com/vsrsim/vsrsim/simulator/state"

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
