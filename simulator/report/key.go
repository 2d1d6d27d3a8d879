package report

func (k Key) name() string {
	if k.Access == "" {
		return k.Key + " (gone)"
	}
	return k.Key + " (" + k.Access + ")"
}
