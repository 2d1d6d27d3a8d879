package state_test

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
	"pgregory.net/rapid"

	"github.com/vsrsim/vsrsim/simulator/state"
)

// A world that went through an image is the world: what it reads, what it answers to all
// further changes, the ids that it gives out, and the pages of walks that began before.
func TestAWorldGoesOnFromItsImage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := state.Share(busyWorld(t))
		var cursors []cursor
		for range rapid.IntRange(0, 25).Draw(t, "before") {
			cursors = append(cursors, drawCommand(t)(w).cursors...)
		}
		restored := state.Share(throughBytes(t, w.Image()).World())
		same(t, "at once", restored, w)
		for range rapid.IntRange(1, 12).Draw(t, "after") {
			s := drawCommand(t)
			got, want := s(restored), s(w)
			equal(t, "a command", got, want)
			cursors = append(cursors, want.cursors...)
			if len(cursors) > 0 {
				at := rapid.SampledFrom(cursors).Draw(t, "cursor")
				got, want := at.follow(restored), at.follow(w)
				equal(t, "a page", got, want)
				cursors = append(cursors, want.cursors...)
			}
		}
		same(t, "afterwards", restored, w)
		for _, at := range cursors {
			equal(t, "a page afterwards", at.follow(restored), at.follow(w))
		}
	})
}

// Worlds that share records, as checkpoints do, are images over one another.
func TestAWorldGoesOnFromItsImageOverAnother(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := state.Share(busyWorld(t))
		worlds := []state.Shared{w, state.Share(w.Fork())}
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			drawCommand(t)(drawOf(t, worlds...))
			if rapid.IntRange(0, 4).Draw(t, "fork") == 0 {
				worlds = append(worlds, state.Share(drawOf(t, worlds...).Fork()))
			}
		}
		worlds = append(worlds, state.Share(w.Fork())) // shares all records
		base := state.Share(throughBytes(t, w.Image()).World())
		restored := []state.Shared{base}
		for _, other := range worlds[1:] {
			image := other.ImageOver(w)
			restored = append(restored, state.Share(throughBytes(t, image).WorldOver(base)))
			equal(t, "an image over another", restored[len(restored)-1].ImageOver(base), image)
		}
		for i, other := range worlds {
			same(t, "a world over another", restored[i], other)
			s := drawCommand(t)
			equal(t, "a command", s(restored[i]), s(other))
		}
		for i, other := range worlds {
			same(t, "afterwards", restored[i], other)
		}
	})
}

// throughBytes is the image after it was written and read.
func throughBytes(t interface{ Fatal(...any) }, image state.WorldImage) (read state.WorldImage) {
	options := cbor.CoreDetEncOptions()
	options.String = cbor.StringToByteString // what clients send need not be UTF-8
	encoding, err := options.EncMode()
	if err != nil {
		t.Fatal(err)
	}
	decoding, err := cbor.DecOptions{ByteStringToString: cbor.ByteStringToStringAllowed, FieldNameByteString: cbor.FieldNameByteStringAllowed}.DecMode()
	if err != nil {
		t.Fatal(err)
	}
	data, err := encoding.Marshal(image)
	if err != nil {
		t.Fatal(err)
	}
	if err := decoding.Unmarshal(data, &read); err != nil {
		t.Fatal(err)
	}
	return read
}

func same(t *rapid.T, when string, got, want state.Shared) {
	t.Helper()
	equal(t, when, got.Image(), want.Image())
	equal(t, when, readAll(got), readAll(want))
}

func equal[T any](t *rapid.T, when string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s:\ngot  %+v\nwant %+v", when, got, want)
	}
}

// result is what a step answers.
type result struct {
	values  []any
	cursors []cursor
}

func answered(values ...any) result { return result{values: values} }

// command is something that is done with a world.
type command func(state.Shared) result

// commands are all that changes a world, by the names of the methods.
var commands = map[string]func(*rapid.T) command{
	"AddKey": func(t *rapid.T) command {
		key := state.Key{
			Token: rapid.SampledFrom([]string{"a", "k2", "z~"}).Draw(t, "token"), AccountID: drawID(t, 2),
			Access: state.AccessCustom, Permissions: drawOf(t, nil, []string{}, []string{"x\xff", "y"}), ExpiresAt: drawTime(t),
		}
		return func(w state.Shared) result { return answered(w.AddKey(key)) }
	},
	"ChangeKey": func(t *rapid.T) command {
		token := rapid.SampledFrom([]string{"k", "a", "k2"}).Draw(t, "token")
		change := state.KeyChange{
			Revoked: drawOf(t, nil, to(true), to(false)), Access: drawOf(t, nil, to(state.AccessCustom), to(state.AccessRead), to(state.AccessFull)),
			ExpiresAt: state.Change[time.Time]{Set: rapid.Bool().Draw(t, "set"), Value: drawTime(t)},
		}
		return func(w state.Shared) result { return asAnswer(w.ChangeKey(token, change)) }
	},
	"ChangeAccount": func(t *rapid.T) command {
		id, change := drawID(t, 2), state.AccountChange{TermsAccepted: drawOf(t, nil, to(true), to(false)), Plan: drawOf(t, nil, to(state.PlanFull), to(state.PlanLimited))}
		return func(w state.Shared) result { return asAnswer(w.ChangeAccount(id, change)) }
	},
	"AddUser": func(t *rapid.T) command {
		account, at := drawID(t, 2), drawNow(t)
		in := state.NewUser{
			Email: "u@example.com", FirstName: drawText(t), LastName: drawText(t), Inactive: rapid.Bool().Draw(t, "inactive"),
			Fields: drawOf(t, nil, state.Fields{}, state.Fields{"roles": []any{"ADMIN"}}),
		}
		return func(w state.Shared) result { return asAnswer(w.AddUser(account, in, at)) }
	},
	"AddVendor": func(t *rapid.T) command {
		account, at := drawID(t, 2), drawNow(t)
		in := state.NewVendor{
			Name: "v\xff", SecurityOwner: drawOf(t, nil, to(int64(1)), to(int64(2))), Fields: drawOf(t, nil, vendorFields(1), vendorFields(2.5)),
		}
		return func(w state.Shared) result { return asAnswer(w.AddVendor(account, in, at)) }
	},
	"AddReview": func(t *rapid.T) command {
		target, in, at := drawTarget(t), drawNewReview(t), drawNow(t)
		return func(w state.Shared) result { return asAnswer(w.AddReview(target, in, at)) }
	},
	"AddReviewWithDocument": func(t *rapid.T) command {
		target, in, file, at := drawTarget(t), drawNewReview(t), drawFile(t), drawNow(t)
		return func(w state.Shared) result { return asAnswer(w.AddReviewWithDocument(target, in, file, at)) }
	},
	"UpdateReview": func(t *rapid.T) command {
		target, at := drawTarget(t), drawNow(t)
		change := state.ReviewChange{Title: drawText(t)}
		if rapid.Bool().Draw(t, "form") {
			change.SOCForm = drawEdits(t).apply
		}
		return func(w state.Shared) result { return asAnswer(w.UpdateReview(target, change, at)) }
	},
	"PerformAction": func(t *rapid.T) command {
		target, at := drawTarget(t), drawNow(t)
		change := state.ActionChange{
			Action: drawOf(t, state.ActionFinalize, state.ActionReopen), Decision: drawOf(t, "", state.DecisionRejected),
			Note: drawText(t), ResetDecision: rapid.Bool().Draw(t, "reset"),
		}
		return func(w state.Shared) result { return asAnswer(w.PerformAction(target, change, at)) }
	},
	"UploadQuestionnaire": func(t *rapid.T) command {
		account, vendor, files, at := drawID(t, 2), drawID(t, 3), []state.NewDocument{drawFile(t), drawFile(t)}, drawNow(t)
		return func(w state.Shared) result { return asAnswer(w.UploadQuestionnaire(account, vendor, files, at)) }
	},
	"UploadReviewQuestionnaire": func(t *rapid.T) command {
		target, files, at := drawTarget(t), []state.NewDocument{drawFile(t)}, drawNow(t)
		return func(w state.Shared) result { return asAnswer(w.UploadReviewQuestionnaire(target, files, at)) }
	},
	"Follow": func(t *rapid.T) command {
		rules := state.Rules{ActionsForAll: rapid.Bool().Draw(t, "for all")}
		return func(w state.Shared) result { w.Follow(rules); return result{} }
	},
	"Become": func(t *rapid.T) command {
		if rapid.IntRange(0, 3).Draw(t, "rarely") > 0 {
			return func(state.Shared) result { return result{} }
		}
		content := twoAccounts(t)
		return func(w state.Shared) result { w.Become(state.Share(content)); return result{} }
	},
	"Rewind": func(t *rapid.T) command {
		if rapid.IntRange(0, 3).Draw(t, "rarely") > 0 {
			return func(state.Shared) result { return result{} }
		}
		content := twoAccounts(t)
		return func(w state.Shared) result { w.Rewind(state.Share(content)); return result{} }
	},
	"Rewrite": func(t *rapid.T) command {
		return func(w state.Shared) result {
			return answered(w.Rewrite(func(s state.Snapshot) (*state.World, error) {
				if len(s.Accounts) > 1 {
					s.Vendors[0].AccountID = 3 - s.Vendors[0].AccountID // its reviews are listed elsewhere
					s.Vendors[0].SecurityOwner = nil
				}
				s.Reviews, s.Documents, s.Questionnaires = s.Reviews[:min(2, len(s.Reviews))], nil, nil
				for i := range s.Reviews {
					s.Reviews[i].RequesterUserID = nil
				}
				return state.RestoreShared(s)
			}))
		}
	},
	"page": func(t *rapid.T) command { return drawCursor(t).follow },
}

func drawCommand(t *rapid.T) command {
	if rapid.IntRange(0, 2).Draw(t, "kind") == 0 { // walks must be as many as changes
		return commands["page"](t)
	}
	return commands[rapid.SampledFrom(slices.Sorted(maps.Keys(commands))).Draw(t, "command")](t)
}

// cursor is a list and where in it a page begins.
type cursor struct {
	list  string
	of    int64
	query state.PageQuery
}

// lists are all lists that have pages.
var lists = map[string]func(w state.Shared, of int64, q state.PageQuery) (records any, next *state.Position, total *int){
	"reviews of an account": func(w state.Shared, of int64, q state.PageQuery) (any, *state.Position, *int) {
		return asPage(w.ReviewPage(of, 0, state.ReviewFilter{}, q))
	},
	"reviews of a vendor": func(w state.Shared, of int64, q state.PageQuery) (any, *state.Position, *int) {
		return asPage(w.ReviewPage(1, of, state.ReviewFilter{Types: []state.ReviewType{state.TypeSecurity}}, q))
	},
	"questionnaires of a vendor": func(w state.Shared, of int64, q state.PageQuery) (any, *state.Position, *int) {
		return asPage(w.QuestionnairePage(state.Target{AccountID: 1, VendorID: of}, q))
	},
	"questionnaires of a review": func(w state.Shared, of int64, q state.PageQuery) (any, *state.Position, *int) {
		return asPage(w.QuestionnairePage(state.Target{AccountID: 1, VendorID: 1, ReviewID: of}, q))
	},
	"documents": func(w state.Shared, of int64, q state.PageQuery) (any, *state.Position, *int) {
		return asPage(w.DocumentPage(1, of, func(*state.Document) bool { return true }, q))
	},
	"vendors": func(w state.Shared, of int64, q state.PageQuery) (any, *state.Position, *int) {
		return asPage(w.VendorPage(of, func(*state.Vendor) bool { return true }, q), nil)
	},
	"users": func(w state.Shared, of int64, q state.PageQuery) (any, *state.Position, *int) {
		return asPage(w.UserPage(of, func(*state.User) bool { return true }, q), nil)
	},
}

func asPage[T any](page state.Page[T], err error) (any, *state.Position, *int) {
	if err != nil {
		return err, nil, nil
	}
	return page.Records, page.Next, page.Total
}

func (c cursor) follow(w state.Shared) result {
	records, next, total := lists[c.list](w, c.of, c.query)
	out := result{values: []any{records, next, total}}
	if next != nil {
		c.query.After = next
		out.cursors = []cursor{c}
	}
	return out
}

func drawCursor(t *rapid.T) cursor {
	return cursor{
		rapid.SampledFrom(slices.Sorted(maps.Keys(lists))).Draw(t, "list"), drawID(t, 2),
		state.PageQuery{
			Sort: drawOf(t, state.ByUpdate, state.ByCreation), Descending: rapid.Bool().Draw(t, "descending"),
			Size: rapid.IntRange(1, 3).Draw(t, "size"), Count: rapid.Bool().Draw(t, "count"),
		},
	}
}

// readers are the methods of Shared that change nothing, as they are asked of all that a
// world of these tests can have.
var readers = map[string]func(state.Shared) any{
	"Snapshot":     func(w state.Shared) any { return w.Snapshot() },
	"Version":      func(w state.Shared) any { return w.Version() },
	"Counts":       func(w state.Shared) any { return w.Counts() },
	"Accounts":     func(w state.Shared) any { return w.Accounts() },
	"Keys":         func(w state.Shared) any { return w.Keys() },
	"AllDocuments": func(w state.Shared) any { return w.AllDocuments() },
	"Account":      func(w state.Shared) any { return byID(w.Account) },
	"Users":        func(w state.Shared) any { return []any{w.Users(1), w.Users(2)} },
	"Vendors":      func(w state.Shared) any { return []any{w.Vendors(1), w.Vendors(2)} },
	"AnyDocument":  func(w state.Shared) any { return byID(w.AnyDocument) },
	"User":         func(w state.Shared) any { return byTwo(w.User) },
	"Vendor":       func(w state.Shared) any { return byTwo(w.Vendor) },
	"Document":     func(w state.Shared) any { return byTwo(w.Document) },
	"Documents":    func(w state.Shared) any { return byTwo(w.Documents) },
	"Reviews":      func(w state.Shared) any { return byTwo(w.Reviews) },
	"Review":       func(w state.Shared) any { return byTarget(w.Review) },
	"Actions":      func(w state.Shared) any { return byTarget(w.Actions) },
	"Readiness": func(w state.Shared) any {
		return byID(func(id int64) ([]any, error) {
			actions, missing, err := w.Readiness(id)
			return []any{actions, missing}, err
		})
	},
	"Facts": func(w state.Shared) any {
		return byTarget(func(t state.Target) (state.Facts, error) { return w.Facts(t), nil })
	},
	"Questionnaires": func(w state.Shared) any { return byTwo(w.Questionnaires) },
	"DocumentOf": func(w state.Shared) any {
		return byTarget(func(t state.Target) (state.Document, error) { return w.DocumentOf(t.AccountID, t.VendorID, t.ReviewID) })
	},
	"QuestionnaireOf": func(w state.Shared) any {
		return byTarget(func(t state.Target) (state.Questionnaire, error) {
			return w.QuestionnaireOf(t.AccountID, t.VendorID, t.ReviewID)
		})
	},
	"Key": func(w state.Shared) any {
		key, there := w.Key("k2")
		return []any{key, there}
	},
	"UserByEmail": func(w state.Shared) any {
		user, found := w.UserByEmail(1, "U@example.com")
		return []any{user, found}
	},
	"WorkingKey": func(w state.Shared) any {
		token, account := w.WorkingKey(now)
		return []any{token, account}
	},
	"FirstReview": func(w state.Shared) any {
		vendor, review, ok := w.FirstReview(1)
		return []any{vendor, review, ok}
	},
	"Part": func(w state.Shared) any { return w.Part("reviews") },
}

func readAll(w state.Shared) map[string]any {
	all := map[string]any{}
	for name, read := range readers {
		all[name] = read(w)
	}
	for name, list := range lists {
		for of := int64(1); of <= 3; of++ {
			for _, by := range []state.SortBy{state.ByCreation, state.ByUpdate} { // one page: no walk begins
				records, _, total := list(w, of, state.PageQuery{Size: math.MaxInt, Sort: by, Count: true})
				all[fmt.Sprint(name, of, by)] = []any{records, total}
			}
		}
	}
	return all
}

// A record may stand elsewhere in each walk, and again elsewhere now.
func TestWalksGoOnFromAnImage(t *testing.T) {
	w := state.Share(busyWorld(t))
	var cursors []cursor
	for i := range 4 {
		at := cursor{"reviews of an account", 1, state.PageQuery{Sort: state.ByUpdate, Size: 2}}
		cursors = append(cursors, at.follow(w).cursors...)
		for id := int64(1); id <= 3; id += 2 {
			target := state.Target{AccountID: 1, VendorID: 1, ReviewID: id}
			if _, err := w.UpdateReview(target, state.ReviewChange{}, now.Add(time.Duration(i)*time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
	}
	restored := state.Share(throughBytes(t, w.Image()).World())
	if got, want := restored.Image(), w.Image(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got.Walks, want.Walks)
	}
	for _, at := range cursors {
		if got, want := at.follow(restored), at.follow(w); !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
}

// Whatever the other world has and this one lacks is gone.
func TestAnImageOverAnotherTakesAway(t *testing.T) {
	few, many := state.Share(newWorld(t)), state.Share(busyWorld(t))
	if _, err := many.AddUser(1, state.NewUser{Email: "c@example.com"}, now); err != nil {
		t.Fatal(err)
	}
	err := many.Rewrite(func(s state.Snapshot) (*state.World, error) {
		s.Accounts = append(s.Accounts, state.Account{ID: 2, Name: "Two", PlatformAdmin: 9})
		s.Users = append(s.Users, state.User{ID: 9, AccountID: 2, Email: "d@example.com"})
		s.Keys = append(s.Keys, state.Key{Token: "two", AccountID: 2, Access: state.AccessFull})
		return state.RestoreShared(s)
	})
	if err != nil {
		t.Fatal(err)
	}
	image := few.ImageOver(many)
	restored := state.Share(throughBytes(t, image).WorldOver(many))
	if got, want := readAll(restored), readAll(few); image.Whole || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// A review that is as it was is listed elsewhere, once its vendor is of another account.
func TestAnImageOverAnotherMovesWhatIsListed(t *testing.T) {
	w := state.Share(twoAccounts(t))
	moved := state.Share(w.Fork())
	err := moved.Rewrite(func(s state.Snapshot) (*state.World, error) {
		s.Vendors[0].AccountID = 1
		return state.RestoreShared(s)
	})
	if err != nil {
		t.Fatal(err)
	}
	restored := state.Share(throughBytes(t, moved.ImageOver(w)).WorldOver(w))
	if got, want := readAll(restored), readAll(moved); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// What is put there anew, but as it was, is no difference: an image depends on values.
func TestAnImageOverAnotherDependsOnValues(t *testing.T) {
	w := state.Share(busyWorld(t))
	same := w.Fork()
	if err := state.Share(same).Rewrite(state.RestoreShared); err != nil {
		t.Fatal(err)
	}
	image, want := state.Share(same).ImageOver(w), state.Share(w.Fork()).ImageOver(w)
	want.Version = image.Version
	if !reflect.DeepEqual(image, want) {
		t.Errorf("got %+v, want %+v", image, want)
	}
}

// All methods of a Shared are in these tests.
func TestImagesAreTriedWithAllMethods(t *testing.T) {
	elsewhere := []string{
		"Fork", "With", "Guard", "Image", "ImageOver", "KeepPast", "Past", "TakePast", "ReviewPage", "QuestionnairePage", "DocumentPage", "VendorPage", "UserPage", // commands, lists
	}
	shared := reflect.TypeFor[state.Shared]()
	for i := range shared.NumMethod() {
		name := shared.Method(i).Name
		if commands[name] == nil && readers[name] == nil && !slices.Contains(elsewhere, name) {
			t.Errorf("neither commands nor readers have %s", name)
		}
	}
}
