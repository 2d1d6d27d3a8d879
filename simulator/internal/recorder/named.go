package recorder

// Named are the calls that a coverage names as examples, as sandbox/id.
type Named struct {
	First   []string // of each violation, hint and so on: with these alone, each can be looked at
	Further []string
}

// Named are the calls that the coverage names, the same one perhaps more than once.
func (c *Coverage) Named() (named Named) {
	c.violations.name(&named)
	c.hints.name(&named)
	c.unsimulated.name(&named)
	named.add(c.onPurpose.Examples)
	return named
}

// Any tells whether there are any.
func (n Named) Any() bool { return len(n.First) > 0 }

func (n *Named) add(examples []string) {
	if len(examples) > 0 {
		n.First, n.Further = append(n.First, examples[0]), append(n.Further, examples[1:]...)
	}
}

func (c *counts[T]) name(named *Named) {
	for _, value := range c.order {
		named.add(c.kept[value].Examples)
	}
}

// Pick returns the entries whose ids are wanted, oldest first.
func (j *Journal) Pick(wanted map[string]bool) (entries []Entry) {
	for i := range j.entries.n {
		if e := j.entries.at(i); wanted[e.ID] {
			entries = append(entries, e.Entry)
		}
	}
	return entries
}
