package state

import (
	"reflect"
	"time"
	"unsafe"
)

// past is what the changes of a world have replaced since it was last asked. Records never
// change, so pointing to what was replaced is all it takes to go back.
type past struct {
	changes []change
	before  lasts // of the first of the changes
	bytes   int
}

// change can be taken back.
type change interface {
	// takeBack makes of a world as it was right after the change one as it was before.
	takeBack(w *unlocked)
	// held is about how many bytes what was replaced keeps in memory.
	held() int
}

// lasts are the highest ids that the tables had given out.
type lasts [6]int64

func (t *tables) lasts() lasts {
	return lasts{t.accounts.last, t.users.last, t.vendors.last, t.reviews.last, t.questionnaires.last, t.documents.last}
}

func (t *tables) setLasts(l lasts) {
	t.accounts.last, t.users.last, t.vendors.last, t.reviews.last, t.questionnaires.last, t.documents.last = l[0], l[1], l[2], l[3], l[4], l[5]
}

// Changes are some changes of a world, one after the other. They do not change any more.
type Changes struct {
	list   []change
	before lasts
	bytes  int
}

// None tells whether nothing was changed.
func (c Changes) None() bool { return len(c.list) == 0 }

// Bytes is about how much memory the changes take, with what they have replaced.
func (c Changes) Bytes() int { return c.bytes }

// TakeBack makes of a world, as it was right after the changes, one as it was before them.
func (c Changes) TakeBack(w Shared) {
	for i := len(c.list) - 1; i >= 0; i-- {
		c.list[i].takeBack(w.unlocked)
	}
	if !c.None() {
		w.setLasts(c.before)
	}
}

// KeepPast lets the world note from now on what its changes replace, for TakePast, or no
// longer; what is noted by now is forgotten. A fork notes nothing.
func (w Shared) KeepPast(keep bool) {
	w.unlocked.past = nil
	if keep {
		w.unlocked.past = &past{before: w.lasts()}
	}
}

// Past is what was changed since TakePast.
func (w Shared) Past() Changes {
	p := w.unlocked.past
	if p == nil || len(p.changes) == 0 {
		return Changes{}
	}
	return Changes{p.changes[:len(p.changes):len(p.changes)], p.before, p.bytes}
}

// TakePast is what was changed since it was last called. What it returns costs nothing
// where nothing was changed.
func (w Shared) TakePast() Changes {
	taken := w.Past()
	if !taken.None() {
		*w.unlocked.past = past{before: w.lasts()}
	}
	return taken
}

// keeps tells whether changes are to be noted.
func (p *past) keeps() bool { return p != nil }

// changeSize is the size in bytes of what a change takes beside what it has replaced.
const changeSize = int(unsafe.Sizeof(change(nil)))*2 + int(unsafe.Sizeof(replacedKey{}))

// add notes a change that is about to be made, after its id was given out.
func (p *past) add(c change) {
	p.changes = append(p.changes, c)
	p.bytes += changeSize + c.held()
}

// replacedAll notes that a world has got another content.
// held is how many bytes the old one keeps in memory.
func (p *past) replacedAll(before *tables, held int) {
	if p.keeps() {
		p.add(replacedAll{before, held})
	}
}

// replaced is the change that has put a record.
type replaced[T any, R listed[T]] struct {
	id  int64
	old *T // nil if there was none
}

func (r replaced[T, R]) takeBack(w *unlocked) {
	t := R(nil).in(&w.tables)
	if now, there := t.get(r.id); there {
		eachPlace(w, r.id, R(now), func(p place) { w.index.tree.Delete(p) })
	}
	if r.old == nil {
		t.rows.Delete(r.id)
		return
	}
	t.rows.Set(r.id, r.old)
	eachPlace(w, r.id, R(r.old), w.index.set)
}

func (r replaced[T, R]) held() int {
	if r.old == nil {
		return 0
	}
	return heldBy(reflect.ValueOf(r.old))
}

// replacedKey is the change that has put a key.
type replacedKey struct {
	token string
	old   *Key // nil if there was none
}

func (r replacedKey) takeBack(w *unlocked) {
	if r.old == nil {
		w.keys.rows.Delete(r.token)
		return
	}
	w.keys.put(r.old)
}

func (r replacedKey) held() int { return len(r.token) + heldBy(reflect.ValueOf(r.old)) }

// replacedAll is the change that has given the world another content.
type replacedAll struct {
	before *tables // which only forks of are changed
	bytes  int
}

func (r replacedAll) takeBack(w *unlocked) { w.tables = r.before.fork() }

func (r replacedAll) held() int { return r.bytes }

// onlyIn is about how many bytes one content takes that another one does not share.
func onlyIn(one, other *tables) int {
	n := int(unsafe.Sizeof(*one))
	n += onlyInTable[Account](&one.accounts, &other.accounts) + onlyInTable[User](&one.users, &other.users) +
		onlyInTable[Vendor](&one.vendors, &other.vendors) + onlyInTable[Review](&one.reviews, &other.reviews) +
		onlyInTable[Questionnaire](&one.questionnaires, &other.questionnaires) + onlyInTable[Document](&one.documents, &other.documents)
	one.keys.rows.Scan(func(token string, key *Key) bool {
		if shared, _ := other.keys.rows.Get(token); shared != key {
			n += rowSize + heldBy(reflect.ValueOf(key))
		}
		return true
	})
	return n
}

// rowSize is about how many bytes of tables and lists a record takes.
const rowSize = 4 * int(unsafe.Sizeof(place{}))

func onlyInTable[T any, R listed[T]](one, other *table[T]) (n int) {
	one.rows.Scan(func(id int64, row *T) bool {
		if shared, _ := other.get(id); shared != row {
			n += rowSize + heldBy(reflect.ValueOf(row))
		}
		return true
	})
	return n
}

// heldBy is about how many bytes a record keeps in memory, with all that it points to.
func heldBy(value reflect.Value) (n int) {
	switch value.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !value.IsNil() {
			n = int(value.Elem().Type().Size()) + heldBy(value.Elem())
		}
	case reflect.String:
		n = value.Len()
	case reflect.Struct:
		if value.Type() == timeType {
			return 0
		}
		for i := range value.NumField() {
			n += heldBy(value.Field(i))
		}
	case reflect.Slice:
		item := value.Type().Elem()
		if n = value.Len() * int(item.Size()); item.Kind() == reflect.Uint8 {
			return n
		}
		for i := range value.Len() {
			n += heldBy(value.Index(i))
		}
	case reflect.Map:
		for of := value.MapRange(); of.Next(); {
			n += mapEntrySize + heldBy(of.Key()) + heldBy(of.Value())
		}
	default: // numbers and the like hold nothing
	}
	return n
}

// mapEntrySize is about how many bytes an entry of a map takes.
const mapEntrySize = 64

var timeType = reflect.TypeFor[time.Time]()
