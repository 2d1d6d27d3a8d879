package exchange

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Form is a multipart/form-data body, read whole.
type Form struct {
	Fields map[string][]string // by the name on the wire, brackets and all
	Files  map[string][]File

	order []string // the names of the fields as they came
}

// File is one file part of a form. Its bytes are never changed.
type File struct {
	Name        string // without a path
	ContentType string // as the client wrote it; often application/octet-stream
	Size        int    // in bytes
	Content     []byte // nil in what the journal keeps
}

// FormLimits bound what is taken from a form.
type FormLimits struct {
	FileBytes  int64 // of one file
	FieldBytes int64 // of one text field
	Parts      int   // fields and files together
}

// ReadForm reads a multipart/form-data body as multer does (A58). What is wrong
// with it is a *BodyError. The files are parts of the body, not copies, unless
// they are less than half of what it holds in memory.
func ReadForm(body []byte, boundary string, limits FormLimits) (*Form, error) {
	form := &Form{Fields: map[string][]string{}, Files: map[string][]File{}}
	parts := 0
	err := eachPart(body, boundary, func(p part) error {
		if parts++; parts > limits.Parts {
			return &BodyError{Text: fmt.Sprintf("has more than %d parts", limits.Parts)}
		}
		return form.add(p, limits)
	})
	if err != nil {
		return nil, err
	}
	form.detach(cap(body))
	return form, nil
}

// add adds one part. A file without a name is what a browser sends for an input
// that was left empty, and is dropped.
func (f *Form) add(p part, limits FormLimits) error {
	name := unescapeName(p.name)
	switch {
	case p.name == "":
		return &BodyError{Text: `has a part without a name; each part needs Content-Disposition: form-data; name="..."`}
	case p.isFile && p.fileName == "":
		return nil
	case p.isFile:
		fileName := unescapeName(p.fileName)
		if int64(len(p.content)) > limits.FileBytes {
			return &BodyError{Where: place(name), Text: fmt.Sprintf("has the file %q, which is larger than %d bytes", Excerpt(fileName), limits.FileBytes)}
		}
		f.Files[name] = append(f.Files[name], File{fileName, p.contentType, len(p.content), p.content})
		return nil
	case int64(len(p.content)) > limits.FieldBytes:
		return &BodyError{Where: place(name), Text: fmt.Sprintf("is a text field of more than %d bytes", limits.FieldBytes)}
	}
	return f.addField(name, p)
}

func (f *Form) addField(name string, p part) error {
	text, known := decodeText(p.content, p.charset)
	if !known {
		return &BodyError{Where: place(name), Text: fmt.Sprintf("has the charset %.50q, which cannot be read; send UTF-8", p.charset)}
	}
	if !utf8.ValidString(text) {
		return &BodyError{Where: place(name), Text: "is not valid UTF-8"}
	}
	if _, _, err := fieldSteps(name); err != nil {
		return err
	}
	f.Add(name, text)
	return nil
}

// Add adds a text field.
func (f *Form) Add(name, text string) {
	f.Fields[name] = append(f.Fields[name], text)
	f.order = append(f.order, name)
}

// Values are the text fields as multer hands them on: a text, a list of those
// that came more than once, and an object or list for names like a[b] (A58).
func (f *Form) Values() map[string]any {
	values := map[string]any{}
	seen := map[string]int{}
	for _, name := range f.names() {
		text := f.Fields[name][seen[name]]
		seen[name]++
		steps, appends, err := fieldSteps(name)
		if err != nil { // a form with such a name is refused when it is read
			continue
		}
		values[steps[0].key] = put(values[steps[0].key], steps[1:], appends, text)
	}
	return values
}

// names are the names of the fields, each as often as it came, in their order;
// by name in a form that was put together from what was kept of it.
func (f *Form) names() []string {
	if f.order != nil {
		return f.order
	}
	var names []string
	for _, name := range slices.Sorted(maps.Keys(f.Fields)) {
		for range f.Fields[name] {
			names = append(names, name)
		}
	}
	return names
}

// detach copies the files out of a body that they are the smaller part of: it
// would be kept as long as they are.
func (f *Form) detach(body int) {
	total := 0
	for _, files := range f.Files {
		for _, file := range files {
			total += file.Size
		}
	}
	if total >= body/2 {
		return
	}
	for _, files := range f.Files {
		for i := range files {
			files[i].Content = slices.Clone(files[i].Content)
		}
	}
}

// unescapeName undoes what browsers do to names: they write a quote and the
// ends of a line as percent escapes, and nothing else.
var unescapeName = strings.NewReplacer("%0A", "\n", "%0a", "\n", "%0D", "\r", "%0d", "\r", "%22", `"`).Replace

// place is the JSON pointer to a field.
func place(name string) string {
	return "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(Excerpt(name))
}

// BodyTooLarge is the answer to a body that goes on after limit bytes.
func BodyTooLarge(limit int64) *BodyError {
	return &BodyError{Text: fmt.Sprintf("is larger than %d bytes", limit)}
}
