package overlay

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pb33f/go-yaml"

	"github.com/vsrsim/vsrsim/spec"
)

const folder = "../../../spec"

// The committed contracts are those that the overlays make.
func TestMade(t *testing.T) {
	made, err := All(folder)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(folder + "/made/*")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != len(made) {
		t.Errorf("there are %d files, %d are made", len(files), len(made))
	}
	for name, want := range made {
		got, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what is made (%v): go generate ./spec", name, err)
		}
	}
}

// assumed are the only places where a made contract may differ from the published
// one, with the assumption that says so: by the end of their path, behind that of the
// operation.
var assumed = []struct {
	number, place string
	lookup        bool // it is about a look-up, which the baseline has not
}{
	{"A1", "/properties/debugInfo/nullable", false},
	{"A2", "/requestBody/content/multipart/form-data", false},
	{"A30", "/responses/402", false},
	{"A46", "/users/{userId}/responses/404", true},
	{"A59", "/vendors/{vendorId}/responses/400", true},
}

// Each operation of each revision is the published one, but for what is assumed.
// testdata has the published documents without what only people read.
func TestOperationsAreAsPublished(t *testing.T) {
	lookups := readJSON(t, "lookups")
	for revision, date := range map[string]string{spec.Baseline: "2026-07", "2026-04": "2026-04", "2026-07": "2026-07", "2026-08": "2026-08"} {
		published := readJSON(t, date)
		text, err := spec.Contract(revision, true)
		if err != nil {
			t.Fatal(err)
		}
		var ours map[string]any
		if err := yaml.Unmarshal(text, &ours); err != nil {
			t.Fatal(err)
		}
		used := map[string]bool{}
		for path, methods := range dig(ours, "paths") {
			for method, operation := range methods.(map[string]any) {
				document := published
				theirs, there := dig(published, "paths", path)[method]
				if !there {
					document = lookups
					theirs, there = dig(lookups, "paths", path)[method]
				}
				if !there {
					t.Errorf("%s: %s %s is not published", revision, method, path)
					continue
				}
				compare("", resolved(document, theirs), resolved(ours, operation), func(place string) {
					for _, a := range assumed {
						if strings.HasSuffix(path+place, a.place) {
							used[a.number] = true
							return
						}
					}
					t.Errorf("%s: %s %s differs from the published one at %s", revision, method, path, place)
				})
			}
		}
		if revision != spec.Baseline {
			for path, methods := range dig(published, "paths") {
				for method := range methods.(map[string]any) {
					if _, there := dig(ours, "paths", path)[method]; !there {
						t.Errorf("%s lacks %s %s", revision, method, path)
					}
				}
			}
		}
		for _, a := range assumed {
			if !used[a.number] && (!a.lookup || revision != spec.Baseline) {
				t.Errorf("%s: %s is not in it", revision, a.number)
			}
		}
	}
}

func readJSON(t *testing.T, name string) map[string]any {
	t.Helper()
	text, err := os.ReadFile("testdata/published-" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var document map[string]any
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	return document
}

func dig(value any, path ...string) map[string]any {
	for _, step := range path {
		object, _ := value.(map[string]any)
		value = object[step]
	}
	object, _ := value.(map[string]any)
	return object
}

// ours are what the made contracts have beside the published ones, and only people read.
var forReaders = []string{"description", "summary", "example", "examples"}

// resolved is a value with all references resolved, without what only people read and
// without extensions but that of the permission.
func resolved(document map[string]any, value any) any {
	switch v := value.(type) {
	case map[string]any:
		if ref, is := v["$ref"].(string); is {
			return resolved(document, dig(document, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...))
		}
		out := map[string]any{}
		for name, child := range v {
			_, text := child.(string)
			if slices.Contains(forReaders, name) && (text || strings.HasPrefix(name, "example")) || strings.HasPrefix(name, "x-") && name != "x-drata-permissions" {
				continue
			}
			out[name] = resolved(document, child)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = resolved(document, item)
		}
		return out
	case int:
		return float64(v)
	default:
		return v
	}
}

// compare calls differs with each place where two values do. The order of what is
// required does not matter.
func compare(at string, published, ours any, differs func(string)) {
	p, bothObjects := published.(map[string]any)
	o, isObject := ours.(map[string]any)
	if bothObjects && isObject {
		names := maps.Clone(p)
		maps.Copy(names, o)
		for _, name := range slices.Sorted(maps.Keys(names)) {
			one, there := p[name]
			other, here := o[name]
			switch {
			case there && here && name == "required" && reflect.TypeOf(one) == reflect.TypeOf([]any{}):
				if sorted(one) != sorted(other) {
					differs(at + "/required")
				}
			case there && here:
				compare(at+"/"+name, one, other, differs)
			case name == "parameters" && reflect.DeepEqual(one, []any{}):
			default:
				differs(at + "/" + name)
			}
		}
		return
	}
	list, areLists := published.([]any)
	other, isList := ours.([]any)
	if areLists && isList && len(list) == len(other) {
		for i := range list {
			compare(fmt.Sprintf("%s/%d", at, i), list[i], other[i], differs)
		}
		return
	}
	if !reflect.DeepEqual(published, ours) {
		differs(at)
	}
}

func sorted(list any) string {
	var texts []string
	for _, item := range list.([]any) {
		texts = append(texts, fmt.Sprint(item))
	}
	slices.Sort(texts)
	return strings.Join(texts, " ")
}

func TestBadOverlays(t *testing.T) {
	base, err := read(folder, "openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	const head = "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n"
	for text, want := range map[string]string{
		"x": "apply o.yaml",
		head + "  - {target: '$.nothing', update: {a: 1}}\n":                     "o.yaml",
		head + "  - {target: '$[', remove: true}\n":                              "o.yaml",
		head + "  - {target: '$.components.responses.NotFound', remove: true}\n": "#/components/responses/NotFound names nothing",
	} {
		if _, err := Make(base, Named{"o.yaml", []byte(text)}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}

func TestChanges(t *testing.T) {
	july, august := madeContract(t, "2026-07"), madeContract(t, "2026-08")
	changes, err := Changes(july, august)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, change := range changes {
		fmt.Fprintln(&all, change)
	}
	for _, want := range []string{
		"breaking: removed paths./vendors/{vendorId}/security-reviews/{securityReviewId}/actions.get.responses.422\n",
		"\nadded paths./vendor-security-reviews\n", "\nadded paths./vendors/{vendorId}/security-reviews.get.parameters.createdAtTo\n",
		"\nadded components.schemas.VendorSecurityReviewResponsePublicV2Dto.required: vendorId\n",
	} {
		if !strings.Contains("\n"+all.String(), want) {
			t.Errorf("there is no %q in\n%s", want, all.String())
		}
	}
	if !changes[0].Breaking || changes[len(changes)-1].Breaking {
		t.Error("what breaks clients does not come first")
	}
	if same, err := Changes(july, july); err != nil || len(same) > 0 {
		t.Errorf("of a document with itself: %v (%v)", same, err)
	}
	if _, err := Changes(july, Named{"bad.yaml", []byte("{")}); err == nil || !strings.Contains(err.Error(), "bad.yaml") {
		t.Errorf("got %v", err)
	}
}

func madeContract(t *testing.T, revision string) Named {
	t.Helper()
	text, err := spec.Contract(revision, false)
	if err != nil {
		t.Fatal(err)
	}
	return Named{revision, text}
}
