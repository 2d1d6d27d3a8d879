package state_test

import (
	"errors"
	"time"

	"pgregory.net/rapid"

	"github.com/vsrsim/vsrsim/simulator/state"
)

func to[T any](value T) *T { return &value }

func asAnswer[T any](value T, err error) result { return answered(value, err) }

func drawOf[T any](t *rapid.T, values ...T) T {
	return values[rapid.IntRange(0, len(values)-1).Draw(t, "of")]
}

func drawID(t *rapid.T, most int64) int64 { return rapid.Int64Range(1, most).Draw(t, "id") }

func drawTarget(t *rapid.T) state.Target {
	return state.Target{AccountID: 1, VendorID: drawID(t, 2), ReviewID: drawID(t, 4)}
}

func drawText(t *rapid.T) *string { return drawOf(t, nil, to(""), to("a\xffb"), to("text")) }

// drawNow has a fraction that only nanoseconds can say, and a zone.
func drawNow(t *rapid.T) time.Time {
	return now.Add(time.Duration(rapid.IntRange(-3, 3).Draw(t, "at"))*time.Second + 123456789).In(time.FixedZone("", 3600))
}

// drawTime is also one of a year that no text of a date can have.
func drawTime(t *rapid.T) *time.Time {
	return drawOf(t, nil, to(drawNow(t)), to(time.Time{}), to(now.AddDate(20000, 0, 0)), to(time.Now()))
}

func drawFile(t *rapid.T) state.NewDocument {
	return state.NewDocument{
		Name: drawOf(t, "a.pdf", "\xfe"), ContentType: drawOf(t, "", "text/plain"), Type: drawOf(t, "", state.DocumentType("SOC_DOCUMENT")),
		Content: drawOf(t, nil, state.Content{}, state.Content("x\x00\xff")),
	}
}

// drawNewReview is one that Go programs can make: nothing checks it.
func drawNewReview(t *rapid.T) state.NewReview {
	in := drawReview(t)
	in.Title, in.Note, in.RequestedAt, in.RequesterUserID = drawText(t), drawText(t), drawTime(t), drawOf(t, nil, to(int64(1)), to(int64(9)))
	if at := drawTime(t); at != nil {
		in.DeadlineAt = *at
	}
	if rapid.IntRange(0, 9).Draw(t, "odd") == 0 {
		in.Type = "ODD\xff"
	}
	return in
}

func vendorFields(number float64) state.Fields {
	return state.Fields{"category": "SALES", "customFields": []any{
		map[string]any{"customFieldId": number, "name": "n", "value": "v"},
	}}
}

// busyWorld has some records in each list.
func busyWorld(t interface{ Fatal(...any) }) *state.World {
	w := newWorld(t)
	target := state.Target{AccountID: 1, VendorID: 1}
	_, err := w.AddVendor(1, state.NewVendor{Name: "Second"}, now)
	for i := range 4 {
		in := state.NewReview{Type: state.TypeSOCReport, Status: state.StatusInProgress, DeadlineAt: now}
		file := state.NewDocument{Name: "a.pdf"}
		at := now.Add(time.Duration(i) * time.Second)
		_, reviewErr := w.AddReviewWithDocument(target, in, file, at)
		_, uploadErr := w.UploadQuestionnaire(1, 1, []state.NewDocument{file}, at)
		err = errors.Join(err, reviewErr, uploadErr)
	}
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// twoAccounts is a world that is not made of the one of newWorld.
func twoAccounts(t interface{ Fatal(...any) }) *state.World {
	world, err := state.Snapshot{
		Accounts: []state.Account{{ID: 1, Name: "One", TermsAccepted: true, PlatformAdmin: 1}, {ID: 2, Name: "Two", PlatformAdmin: 2}},
		Keys:     []state.Key{{Token: "a", AccountID: 1, Access: state.AccessFull}, {Token: "k", AccountID: 2, Access: state.AccessRead}},
		Users:    []state.User{{ID: 1, AccountID: 1, Email: "a@example.com", Active: true}, {ID: 2, AccountID: 2, Email: "b@example.com"}},
		Vendors:  []state.Vendor{{ID: 1, AccountID: 2, Name: "Vendor"}, {ID: 5, AccountID: 1, Name: "Another"}},
		Reviews: []state.Review{{
			ID: 2, VendorID: 1, Type: state.TypeSOCReport, Status: state.StatusInProgress, RequestedAt: now, DeadlineAt: now,
		}},
	}.Restore()
	if err != nil {
		t.Fatal(err)
	}
	return world
}

// byID asks for each of the first ids.
func byID[T any](read func(int64) (T, error)) (out []any) {
	for id := int64(0); id < 8; id++ {
		value, err := read(id)
		out = append(out, value, err)
	}
	return out
}

func byTwo[T any](read func(account, id int64) (T, error)) (out []any) {
	for account := int64(1); account <= 2; account++ {
		out = append(out, byID(func(id int64) (T, error) { return read(account, id) })...)
	}
	return out
}

func byTarget[T any](read func(state.Target) (T, error)) (out []any) {
	for account := int64(1); account <= 2; account++ {
		out = append(out, byTwo(func(vendor, review int64) (T, error) {
			return read(state.Target{AccountID: account, VendorID: vendor, ReviewID: review})
		})...)
	}
	return out
}
