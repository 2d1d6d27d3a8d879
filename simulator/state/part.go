package state

// Part is the records of one kind, named as in a fixture, in a snapshot that lacks
// all others. They are not copied.
func (w Shared) Part(kind string) Snapshot {
	switch kind {
	case "accounts":
		return Snapshot{Accounts: w.accounts.values(nil)}
	case "keys":
		return Snapshot{Keys: w.keys.values()}
	case "users":
		return Snapshot{Users: w.users.values(nil)}
	case "vendors":
		return Snapshot{Vendors: w.vendors.values(nil)}
	case "reviews":
		return Snapshot{Reviews: w.reviews.values(nil)}
	case "questionnaires":
		return Snapshot{Questionnaires: w.questionnaires.values(nil)}
	case "documents":
		return Snapshot{Documents: w.documents.values(nil)}
	}
	return Snapshot{}
}

// Rewrite gives the world the content that change makes of it, whole or, if change
// fails, not at all. Nobody changes the world meanwhile, so that nothing which was
// acknowledged is lost. change must not call the world, gets what is the world's own,
// and returns a world that nobody else has.
func (w Shared) Rewrite(change func(Snapshot) (*World, error)) error {
	changed, err := change(w.Snapshot())
	if err != nil {
		return err
	}
	before, held := w.tables, 0
	if w.past.keeps() {
		held = onlyIn(&before, &changed.tables)
	}
	w.tables, w.written = changed.tables, 0
	w.past.replacedAll(&before, held)
	w.changed()
	return nil
}
