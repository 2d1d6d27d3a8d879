package control

import (
	"encoding/json"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/state"
)

type keyView struct {
	Key         string       `json:"key"`
	Account     int64        `json:"account"`
	Access      state.Access `json:"access"`
	Permissions []string     `json:"permissions"`
	ExpiresAt   *time.Time   `json:"expiresAt"`
	Revoked     bool         `json:"revoked"`
	State       string       `json:"state"`
	Purpose     string       `json:"purpose"`
}

// viewKey says of a key whether it works now, by the clock of the sandbox.
func (c call) viewKey(key state.Key) keyView {
	view := keyView{
		Key: key.Token, Account: key.AccountID, Access: key.Access, Permissions: key.Permissions,
		ExpiresAt: key.ExpiresAt, Revoked: key.Revoked, State: "active",
		Purpose: exchange.Abbreviate(purpose(c.box.World(), key, c.box.Now()), longestLine),
	}
	if view.Permissions == nil {
		view.Permissions = []string{}
	}
	switch {
	case key.Revoked:
		view.State = "revoked"
	case key.Expired(c.box.Now()):
		view.State = "expired"
	}
	return view
}

func listKeys(c call, _ none) (list[keyView], error) {
	return listOf(c.box.World().Keys(), c.viewKey), nil
}

type keyChange struct {
	Key         string          `json:"key" in:"path"`
	Revoked     *bool           `json:"revoked,omitempty"`
	ExpiresAt   json.RawMessage `json:"expiresAt,omitempty"` // null is a value: never
	Access      *state.Access   `json:"access,omitempty"`
	Permissions *[]string       `json:"permissions,omitempty"`
}

func changeKey(c call, in keyChange) (keyView, error) {
	expiresAt, err := in.expiresAt()
	if err != nil {
		return keyView{}, err
	}
	changed, err := c.box.Apply(sandbox.ChangeKey{Key: in.Key, Change: state.KeyChange{
		Revoked: in.Revoked, ExpiresAt: expiresAt, Access: in.Access, Permissions: in.Permissions,
	}})
	if err != nil {
		return keyView{}, err
	}
	return c.viewKey(changed.(state.Key)), nil
}

func (in keyChange) expiresAt() (change state.Change[time.Time], err error) {
	change.Set = in.ExpiresAt != nil
	var text *string
	if !change.Set {
		return change, nil
	}
	if err := json.Unmarshal(in.ExpiresAt, &text); err != nil {
		return change, err
	}
	var p problems
	if text != nil {
		at := p.time("expiresAt", *text)
		change.Value = &at
	}
	return change, p.err()
}
