package scenario

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/suggest"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// Prepare makes the world that the scenario begins with of the one that is
// there, which stays as it is. Without a setup of the world it is that one. It
// fails, with everything that is wrong, if the setup does not fit the world.
func (s *Scenario) Prepare(world *state.World) (*state.World, error) {
	if s.Setup == nil {
		return world, nil
	}
	if s.Setup.fixture != nil {
		world = s.Setup.fixture
	}
	if s.Setup.World == nil {
		return world, nil
	}
	var snapshot state.Snapshot
	world.View(func(w state.Shared) { snapshot = w.Snapshot() }) // a change is decoded into copies
	changed, problems := s.Setup.World.change(&snapshot)
	if len(problems) > 0 {
		return nil, problems
	}
	prepared, err := state.RestoreShared(snapshot)
	if err != nil {
		return nil, fmt.Errorf("the setup of the scenario %s does not fit the world: %w", s.Name, changed.explain(err))
	}
	return prepared, nil
}

// SetsWorld tells whether the scenario changes the world when it begins.
func (s *Scenario) SetsWorld() bool {
	return s.Setup != nil && (s.Setup.fixture != nil || s.Setup.World != nil)
}

// change writes the changes into a snapshot.
func (w *World) change(s *state.Snapshot) (*changeSet, yamlfile.Problems) {
	c := &changeSet{records: map[string]*record{}, nameOf: map[string]func(int) string{}}
	changeList(c, "accounts", &s.Accounts, w.Accounts, func(a state.Account) int64 { return a.ID })
	changeList(c, "keys", &s.Keys, w.Keys, func(k state.Key) string { return k.Token })
	changeList(c, "users", &s.Users, w.Users, func(u state.User) int64 { return u.ID })
	changeList(c, "vendors", &s.Vendors, w.Vendors, func(v state.Vendor) int64 { return v.ID })
	changeList(c, "reviews", &s.Reviews, w.Reviews, func(r state.Review) int64 { return r.ID })
	changeList(c, "questionnaires", &s.Questionnaires, w.Questionnaires, func(q state.Questionnaire) int64 { return q.ID })
	changeList(c, "documents", &s.Documents, w.Documents, func(d state.Document) int64 { return d.ID })
	return c, c.problems
}

// changeSet is which records of a snapshot the file has changed.
type changeSet struct {
	problems yamlfile.Problems
	records  map[string]*record                // by their place in the snapshot, such as keys[3]
	order    []*record                         // of the file
	nameOf   map[string]func(index int) string // by list
}

// record is one that the file changes or adds.
type record struct {
	name  string // account 9
	added bool
	given []yamlfile.Raw
	lacks []string
}

// giving is the part of the file that says what a field of the record is.
func (r *record) giving(field string) (given yamlfile.Raw, ok bool) {
	for _, raw := range slices.Backward(r.given) {
		if raw.Has(field) {
			return raw, true
		}
	}
	return given, false
}

// changeList decodes each record over the one of the same id, or adds it.
func changeList[T any, ID comparable](c *changeSet, list string, records *[]T, changes []yamlfile.Raw, id func(T) ID) {
	c.nameOf[list] = func(index int) string {
		return fmt.Sprint(strings.TrimSuffix(list, "s"), " ", id((*records)[index]))
	}
	places := make(map[ID]int, len(*records)+len(changes))
	for i, record := range slices.Backward(*records) {
		places[id(record)] = i
	}
	for _, raw := range changes {
		var read T
		c.problems = raw.Add(c.problems, raw.Decode(&read)...)
		i, there := places[id(read)]
		if !there {
			i = len(*records)
			*records, places[id(read)] = append(*records, read), i
		} else {
			raw.Decode(&(*records)[i])
		}
		place := yamlfile.Element(list, i)
		if c.records[place] == nil {
			c.records[place] = &record{name: c.nameOf[list](i), added: !there}
			c.order = append(c.order, c.records[place])
		}
		c.records[place].given = append(c.records[place].given, raw)
	}
}

// explain says what does not fit in the terms of the file: a snapshot has places
// that its author does not know.
func (c *changeSet) explain(err error) error {
	invalid, ok := errors.AsType[state.Invalid](err)
	if !ok {
		return err
	}
	var problems yamlfile.Problems
	var consequences state.Invalid // of changes, in records that are not changed
	for _, p := range invalid.Problems {
		place, field := recordOf(p.Field)
		r := c.records[place]
		if r == nil {
			p.Field = c.named(place, field)
			consequences.Problems = append(consequences.Problems, p)
		} else if raw, given := r.giving(field); given {
			problems = append(problems, raw.Problem(field, explainField(p, raw, field)))
		} else if r.added {
			r.lacks = append(r.lacks, field)
		} else {
			problems = append(problems, r.given[0].Problem("", r.name+": "+field+" "+p.Text))
		}
	}
	for _, r := range c.order {
		if len(r.lacks) > 0 {
			problems = append(problems, r.given[0].Problem("", r.name+" is not in the world and lacks "+strings.Join(r.lacks, ", ")))
		}
	}
	problems.Sort()
	switch {
	case len(consequences.Problems) == 0:
		return problems
	case len(problems) == 0:
		return consequences
	default:
		return errors.Join(problems, consequences)
	}
}

// named is a field of a record that the file does not change.
func (c *changeSet) named(place, field string) string {
	list, index, _ := strings.Cut(strings.TrimSuffix(place, "]"), "[")
	i, err := strconv.Atoi(index)
	if nameOf := c.nameOf[list]; err == nil && nameOf != nil {
		return field + " of " + nameOf(i)
	}
	return place
}

// recordOf splits the path of a field: keys[3].access is access of keys[3].
func recordOf(path string) (place, field string) {
	end := strings.Index(path, "].")
	if end < 0 {
		return path, ""
	}
	return path[:end+1], path[end+2:]
}

// explainField is what is wrong with a field, and what was probably meant.
func explainField(p state.Problem, given yamlfile.Raw, field string) string {
	text, isText := given.Text(field)
	if p.Allowed == nil || !isText {
		return p.Text
	}
	return fmt.Sprintf("%s, is %q%s", p.Text, text, suggest.Meant(text, p.Allowed))
}

// references are the fields that name other records, which may be in the world.
var references = []string{
	"account", "platformAdmin", "securityOwner", "vendor", "userId", "requesterUserId", "reviewerUserId", "review", "questionnaire", "responseId",
}

// lintWorld refuses what is wrong with the changes whatever world they are made to.
// What a record lacks is there in the world; only what is given is looked at.
func lintWorld(l *yamlfile.Linter, w *World) {
	var snapshot state.Snapshot
	c, problems := w.change(&snapshot)
	for _, p := range problems {
		l.Note(p)
	}
	for _, r := range c.order {
		for _, raw := range r.given {
			named := raw.Has("id") || raw.Has("key") || raw.Path() == "" // it was not read
			l.RefuseIf(!named && !l.Refused(raw.Path()), raw.Path(), "does not say which record it is: give its id, or of a key its key")
		}
	}
	_, err := snapshot.Restore()
	invalid, _ := errors.AsType[state.Invalid](err)
	for _, p := range invalid.Problems {
		place, field := recordOf(p.Field)
		r := c.records[place]
		if r == nil || slices.Contains(references, field[strings.LastIndex(field, ".")+1:]) {
			continue
		}
		if _, access := r.giving("access"); field == "permissions" && !access {
			continue // the key may have the access already
		}
		if raw, given := r.giving(field); given {
			l.Refuse(raw.Path()+"."+field, explainField(p, raw, field))
		}
	}
}
