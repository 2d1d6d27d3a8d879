package api

import (
	"encoding/json"
	"flag"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/spec"
)

var update = flag.Bool("update", false, "write the file of fields anew")

// fieldsFile has the fields that fixtures may set.
const fieldsFile = "../../state/fields.json"

// rule is a field of the file.
type rule struct {
	Type     string           `json:"type,omitempty"`
	Format   string           `json:"format,omitempty"`
	Enum     []string         `json:"enum,omitempty"`
	Nullable bool             `json:"nullable,omitempty"`
	Fields   map[string]*rule `json:"fields,omitempty"`
	Items    *rule            `json:"items,omitempty"`
}

// add takes a field of one more revision in.
func (r *rule) add(f *contract.Field) {
	r.Type, r.Format, r.Nullable = f.Type, f.Format, r.Nullable || f.Nullable
	for _, value := range f.Enum {
		if !slices.Contains(r.Enum, value) {
			r.Enum = append(r.Enum, value)
		}
	}
	for i := range f.Fields {
		if r.Fields == nil {
			r.Fields = map[string]*rule{}
		}
		of := r.Fields[f.Fields[i].Name]
		if of == nil {
			of = &rule{}
			r.Fields[f.Fields[i].Name] = of
		}
		of.add(&f.Fields[i])
	}
	if f.Items != nil {
		if r.Items == nil {
			r.Items = &rule{}
		}
		r.Items.add(f.Items)
	}
}

// A fixture may set what the look-ups of any revision answer, but for what the world says.
func TestTheFieldsOfFixturesAreThoseOfTheContract(t *testing.T) {
	kinds := map[string]string{"accounts": "getCompany", "users": "getUser", "vendors": "getVendor", "documents": "getVendorDocument"}
	own := map[string][]string{
		"accounts": slices.Collect(maps.Keys(companies.own)), "users": slices.Collect(maps.Keys(users.own)),
		"vendors": slices.Collect(maps.Keys(vendors.own)), "documents": slices.Collect(maps.Keys(documents.own)),
	}
	rules := map[string]*rule{}
	for _, revision := range spec.Revisions() {
		document, err := spec.Contract(revision, true)
		if err != nil {
			t.Fatal(err)
		}
		c, err := contract.Load(document)
		if err != nil {
			t.Fatal(err)
		}
		for kind, id := range kinds {
			op, there := c.Operation(id)
			if !there {
				continue
			}
			if rules[kind] == nil {
				rules[kind] = &rule{}
			}
			body := op.Answer(200)
			rules[kind].add(&body)
		}
	}
	for kind, names := range own {
		for _, name := range names {
			if kind != "documents" || name != "updatedAt" { // the world does not say when a document was changed
				delete(rules[kind].Fields, name)
			}
		}
	}
	want, err := json.MarshalIndent(rules, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.WriteFile(fieldsFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(fieldsFile); err != nil || string(got) != string(want) {
		t.Errorf("%s is not what the contract makes of it (%v): go test ./simulator/internal/api -run Fields -update", fieldsFile, err)
	}
}
