package state

// Account is the tenant that keys, users and vendors belong to.
type Account struct {
	ID            int64  `yaml:"id"`
	Name          string `yaml:"name"`
	TermsAccepted bool   `yaml:"termsAccepted"`
	Plan          Plan   `yaml:"plan,omitempty"` // default: full
	PlatformAdmin int64  `yaml:"platformAdmin"`  // user id
	Fields        Fields `yaml:"fields,omitempty"`
}

func (a Account) clone() Account {
	a.Fields = a.Fields.clone()
	return a
}

// Plan is what the account pays for.
type Plan string

// The plans.
const (
	PlanFull    Plan = "full"
	PlanLimited Plan = "limited" // without security reviews: every call is a 402
)

var plans = []Plan{PlanFull, PlanLimited}

// AccountChange is what to change in an account. What is nil stays.
type AccountChange struct {
	TermsAccepted *bool
	Plan          *Plan
}

// ChangeAccount changes an account. It fails with NotFound or Invalid.
func (w *World) ChangeAccount(id int64, change AccountChange) (Account, error) {
	defer w.change()()
	account, err := Share(w).ChangeAccount(id, change)
	return account.clone(), err
}

// ChangeAccount is that of World without a copy.
func (w Shared) ChangeAccount(id int64, change AccountChange) (Account, error) {
	old, ok := w.accounts.get(id)
	if !ok {
		return Account{}, NotFound{Kind: "account", ID: id}
	}
	account := *old
	if change.TermsAccepted != nil {
		account.TermsAccepted = *change.TermsAccepted
	}
	if change.Plan != nil {
		account.Plan = *change.Plan
	}
	var p problems
	oneOf(&p, "plan", account.Plan, plans)
	if err := p.err(); err != nil {
		return Account{}, err
	}
	put(w.unlocked, &w.accounts, id, &account)
	w.changed()
	return account, nil
}

// Account returns the account with that id.
func (w *World) Account(id int64) (Account, error) {
	defer w.hold()()
	account, err := Share(w).Account(id)
	return account.clone(), err
}

// Account is that of World without a copy.
func (w Shared) Account(id int64) (Account, error) {
	account, ok := w.accounts.get(id)
	if !ok {
		return Account{}, NotFound{Kind: "account", ID: id}
	}
	return *account, nil
}

// Accounts returns all accounts by id.
func (w *World) Accounts() []Account {
	defer w.hold()()
	return cloneAll(Share(w).Accounts())
}

// Accounts is that of World without copies.
func (w Shared) Accounts() []Account { return w.accounts.values(nil) }
