package yamlfile_test

import (
	"reflect"
	"sync"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

const rawSample = `records:
  - {name: new, next: {sides: 3}}
  - {sides: x, tags: [a, [b]]}
  - {note: ~, tags: [], data: !!binary AP8=}
  - &x {name: a}
  - *x
  - ~
later: {nme: a}
`

func decodeRaw(t *testing.T) (*yamlfile.File, kinds) {
	t.Helper()
	var into kinds
	file, problems := yamlfile.Decode("f", []byte(rawSample), &into)
	const want = `f:5:5: records[3]: anchors such as &x are not supported
f:6:5: records[4]: aliases such as *x are not supported; quote the text if it is not one`
	if got := problems.Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	return file, into
}

func TestRawDecodesOverWhatIsThere(t *testing.T) {
	_, file := decodeRaw(t)
	next := &shape{Name: "next", Sides: 4, Tags: []color{"red"}}
	old := shape{Name: "old", Sides: 9, Note: pointer("note"), Tags: []color{"blue", "green"}, Next: next}
	for i, want := range []shape{
		{Name: "new", Sides: 9, Note: old.Note, Tags: old.Tags, Next: &shape{Name: "next", Sides: 3, Tags: next.Tags}},
		{Name: "old", Sides: 9, Note: old.Note, Tags: []color{"a", ""}, Next: next},
		{Name: "old", Sides: 9, Tags: []color{}, Data: []byte{0, 255}, Next: next},
		{Name: "a", Sides: 9, Note: old.Note, Tags: old.Tags, Next: next},
		old,
		old,
	} {
		got := old
		file.Records[i].Decode(&got)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%d: got %+v, want %+v", i, got, want)
		}
	}
	if next.Sides != 4 {
		t.Error("changed what the pointer pointed to")
	}
}

func TestRawProblems(t *testing.T) {
	file, into := decodeRaw(t)
	for i, want := range []string{
		"",
		"f:3:13: records[1].sides: must be an integer, is \"x\"\nf:3:26: records[1].tags[1]: must be text, is a list",
		"",
		"", // the anchor has been reported
		"", // the alias has been reported
		"f:7:5: records[5]: must be a mapping, is null",
	} {
		if got := into.Records[i].Decode(&shape{}).Error(); got != want {
			t.Errorf("%d: got\n%s\nwant\n%s", i, got, want)
		}
	}
	want := `f:8:9: later: unknown key "nme", did you mean "name"?`
	if got := into.Later.Decode(&shape{}).Error(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for path, want := range map[string]bool{
		"records[0]": false, "records[1]": false, "records[1].sides": true, "records[1].tags[1]": true,
		"records[4].id": true, "records[5].id": true, "later.name": true,
	} {
		if got := file.Unread(path); got != want {
			t.Errorf("%s: unread is %v, want %v", path, got, want)
		}
	}
}

func TestRawPath(t *testing.T) {
	_, into := decodeRaw(t)
	for want, raw := range map[string]yamlfile.Raw{"records[2]": into.Records[2], "later": into.Later, "": {}} {
		if got := raw.Path(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestRawMayHoldRaws(t *testing.T) {
	var outer map[string]yamlfile.Raw
	_, problems := yamlfile.Decode("f", []byte("a b: {later: {id: x}}"), &outer)
	var middle kinds
	problems = append(problems, outer["a b"].Decode(&middle)...)
	problems = append(problems, middle.Later.Decode(&part{})...)
	want := `f:1:19: ["a b"].later.id: must be an integer, is "x"`
	if got := problems.Error(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestRawDecodesManyAtATime(t *testing.T) {
	file, into := decodeRaw(t)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if problems := into.Records[1].Decode(&shape{}); len(problems) != 2 || !file.Unread("records[1].sides") {
				t.Errorf("got %v", problems)
			}
		})
	}
	group.Wait()
}
