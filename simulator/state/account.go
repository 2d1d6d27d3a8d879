package state

// Account is the tenant that keys, users and vendors belong to.
type Account struct {
	ID            int64  `yaml:"id"`
	Name          string `yaml:"name"`
	TermsAccepted bool   `yaml:"termsAccepted"`
	PlatformAdmin int64  `yaml:"platformAdmin"` // user id
}

// Account returns the account with that id.
func (w *World) Account(id int64) (Account, error) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	account, ok := w.accounts.get(id)
	if !ok {
		return Account{}, NotFound{"account", id}
	}
	return *account, nil
}

// Accounts returns all accounts by id.
func (w *World) Accounts() []Account {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.accounts.values(nil)
}
