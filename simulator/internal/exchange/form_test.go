package exchange

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
)

var testLimits = FormLimits{FileBytes: 100, FieldBytes: 50, Parts: 5}

// formOf is a form with these parts; each is a header and a content, with the
// line ends that a form has.
func formOf(parts ...string) string {
	var b strings.Builder
	for _, part := range parts {
		head, content, _ := strings.Cut(part, "\n\n")
		b.WriteString("--B\r\n" + strings.ReplaceAll(head, "\n", "\r\n") + "\r\n\r\n" + content + "\r\n")
	}
	return b.String() + "--B--\r\n"
}

const disposed = "Content-Disposition: form-data; "

// told is a form in one line: fields and files as a list of what they are.
func told(form *Form) string {
	var texts []string
	for _, name := range slices.Sorted(maps.Keys(form.Files)) {
		for _, file := range form.Files[name] {
			texts = append(texts, fmt.Sprintf("%s=@%q %q", name, file.Name, file.Content))
		}
	}
	return strings.Join(append(texts, fmt.Sprint(form.Values())), "; ")
}

func TestReadForm(t *testing.T) { // A58
	for name, row := range map[string]struct{ body, want string }{
		"nothing":                  {"--B--", "map[]"},
		"a field":                  {formOf(disposed + "name=\"a\"\n\nx"), "map[a:x]"},
		"a file":                   {formOf(disposed + "name=\"a\"; filename=\"r.pdf\"\n\nx\r\n"), `a=@"r.pdf" "x\r\n"; map[]`},
		"quoted-printable":         {formOf(disposed + "name=a; filename=r\nContent-Transfer-Encoding: quoted-printable\n\na=3Db=\r\nc"), `a=@"r" "a=3Db=\r\nc"; map[]`},
		"base64":                   {formOf(disposed + "name=a\nContent-Transfer-Encoding: base64\n\neA=="), "map[a:eA==]"},
		"before and after":         {"before\r\n" + formOf(disposed+"name=a\n\nx") + "after\r\n--B\r\n", "map[a:x]"},
		"blanks behind a boundary": {strings.Replace(formOf(disposed+"name=a\n\nx", disposed+"name=b\n\ny"), "--B\r\n", "--B \r\n", 1), "map[b:y]"},
		"no form-data":             {formOf("Content-Disposition: attachment; name=a\n\nx", "Content-Type: text/plain\n\ny"), "map[]"},
		"a folded line":            {formOf("Content-Disposition: form-data;\n  name=a\n\nx"), "map[a:x]"},
		"the first line of two":    {formOf(disposed + "name=a\n" + disposed + "name=b\n\nx"), "map[a:x]"},
		"a path":                   {formOf(disposed + "name=a; filename=\"/tmp/x/r.pdf\"\n\nx"), `a=@"r.pdf" "x"; map[]`},
		"a path of Windows":        {formOf(disposed + "name=a; filename=\"C:\\dir\\r.pdf\"\n\nx"), `a=@"r.pdf" "x"; map[]`},
		"a path to nothing":        {formOf(disposed + "name=a; filename=\"x/..\"\n\nx"), "map[]"},
		"an empty input":           {formOf(disposed + "name=a; filename=\"\"\nContent-Type: application/octet-stream\n\n"), "map[]"},
		"no name of a file, text":  {formOf(disposed + "name=a; filename=\"\"\n\nx"), "map[a:x]"},
		"bytes without a name":     {formOf(disposed + "name=a\nContent-Type: application/octet-stream\n\nx"), "map[]"},
		"UTF-8 unmarked":           {formOf(disposed + "name=\"ü\"; filename=\"é.pdf\"\n\nx"), `Ã¼=@"Ã©.pdf" "x"; map[]`},
		"UTF-8 marked":             {formOf(disposed + "name=a; filename=r; filename*=UTF-8'en'%c3%A9.pdf\n\nx"), `a=@"é.pdf" "x"; map[]`},
		"latin1 marked":            {formOf(disposed + "name=a; filename*=iso-8859-1''%e9.pdf\n\nx"), `a=@"é.pdf" "x"; map[]`},
		"another charset marked":   {formOf(disposed + "name=a; filename*=koi8-r''%e9.pdf\n\nx"), "map[]"},
		"a broken escape":          {formOf(disposed + "name=a; filename*=utf-8''%e.pdf\n\nx"), "map[]"},
		"browsers' escapes":        {formOf(disposed + "name=\"a%22b\"; filename=\"50%.%22pdf%0d%0A%41\"\n\nx"), `a"b=@"50%.\"pdf\r\n%41" "x"; map[]`},
		"quotes":                   {formOf(disposed + `name="a\"b\\c\d"` + "\n\nx"), `map[a"b\c\d:x]`},
		"names twice":              {formOf(disposed+"name=a\n\nx", disposed+"name=a\n\ny"), "map[a:[x y]]"},
		"a list":                   {formOf(disposed + "name=\"a[]\"\n\nx"), "map[a:[x]]"},
		"places in a list":         {formOf(disposed+"name=\"a[1]\"\n\nx", disposed+"name=\"a[0]\"\n\ny"), "map[a:[y x]]"},
		"an object":                {formOf(disposed+"name=\"a[b][c]\"\n\nx", disposed+"name=\"a[d]\"\n\ny"), "map[a:map[b:map[c:x] d:y]]"},
		"a text, then an object":   {formOf(disposed+"name=a\n\nx", disposed+"name=\"a[b]\"\n\ny", disposed+"name=a\n\nz"), "map[a:map[:[x z] b:y]]"},
		"a list, then an object":   {formOf(disposed+"name=\"a[1]\"\n\nx", disposed+"name=\"a[b]\"\n\ny"), "map[a:map[1:x b:y]]"},
		"brackets that are none":   {formOf(disposed+"name=\"a[b\"\n\nx", disposed+"name=\"[a]\"\n\ny", disposed+"name=\"a[]b\"\n\nz"), "map[[a]:y a[]b:z a[b:x]"},
		"the prototype":            {formOf(disposed+"name=__proto__\n\nx", disposed+"name=\"a[__proto__][b]\"\n\ny"), "map[__proto__:x a:map[__proto__:map[b:y]]]"},
		"files in brackets":        {formOf(disposed + "name=\"a[0]\"; filename=r\n\nx"), `a[0]=@"r" "x"; map[]`},
		"a text in latin1":         {formOf(disposed + "name=a\nContent-Type: text/plain; charset=ISO-8859-1\n\n\xe9"), "map[a:é]"},
		"a text in UTF-16":         {formOf(disposed + "name=a\nContent-Type: text/plain; charset=utf-16le\n\n\xe9\x00"), "map[a:é]"},
		"a boundary in a line":     {formOf(disposed + "name=a; filename=r\n\nx--B\r\n-\r\n--"), `a=@"r" "x--B\r\n-\r\n--"; map[]`},
		"the most":                 {formOf(disposed+"name=a; filename=r\n\n"+strings.Repeat("x", 100), disposed+"name=b\n\n"+strings.Repeat("y", 50)), fmt.Sprintf("a=@%q %q; map[b:%s]", "r", strings.Repeat("x", 100), strings.Repeat("y", 50))},
	} {
		t.Run(name, func(t *testing.T) {
			form, err := ReadForm([]byte(row.body), "B", testLimits)
			if err != nil {
				t.Fatal(err)
			}
			if got := told(form); got != row.want {
				t.Errorf("got  %s\nwant %s", got, row.want)
			}
		})
	}
}

func TestFormsThatCannotBeRead(t *testing.T) { // A58
	field := disposed + "name=a\n\nx"
	for name, row := range map[string]struct{ body, want string }{
		"nothing":                  {"", "ends before its first boundary, which its Content-Type says is B"},
		"another boundary":         {strings.ReplaceAll(formOf(field), "--B", "--C"), "ends before its first boundary"},
		"cut":                      {strings.TrimSuffix(formOf(field), "--\r\n"), "ends before its closing boundary"},
		"bare line feeds":          {strings.ReplaceAll(formOf(field), "\r\n", "\n"), "ends before its closing boundary"},
		"line feeds in a header":   {"--B\r\n" + disposed + "name=a\n\nx\r\n--B--", "header cannot be read"},
		"no header":                {"--B\r\n\r\nx\r\n--B--", "header cannot be read"},
		"a header without its end": {"--B\r\n" + disposed + "name=a\r\n--B--\r\n", "ends before its closing boundary"},
		"a large header":           {formOf(disposed + "name=a\nX: " + strings.Repeat("x", 16<<10) + "\n\nx"), "at most 16 KiB"},
		"no name":                  {formOf("Content-Disposition: form-data\n\nx"), `has a part without a name`},
		"an empty name":            {formOf(disposed + "name=\"\"\n\nx"), `has a part without a name`},
		"a file without a name":    {formOf(disposed + "filename=r\n\nx"), `has a part without a name`},
		"too many parts":           {formOf(field, field, field, field, field, field), "has more than 5 parts"},
		"a large file":             {formOf(disposed + "name=a; filename=r\n\n" + strings.Repeat("x", 101)), `/a has the file "r", which is larger than 100 bytes`},
		"a large field":            {formOf(disposed + "name=a\n\n" + strings.Repeat("x", 51)), "/a is a text field of more than 50 bytes"},
		"no UTF-8":                 {formOf(disposed + "name=a\n\n\xff"), "/a is not valid UTF-8"},
		"another charset":          {formOf(disposed + "name=a\nContent-Type: text/plain; charset=koi8-r\n\nx"), `has the charset "koi8-r", which cannot be read`},
		"a place far off":          {formOf(disposed + "name=\"a[1000000000]\"\n\nx"), "/a has the index 1000000000, at most 99 is allowed"},
		"a place beyond all":       {formOf(disposed + "name=\"a[99999999999999999999]\"\n\nx"), "at most 99 is allowed"},
		"deep":                     {formOf(disposed + "name=\"a" + strings.Repeat("[9]", 5000) + "\"\n\nx"), "/a is nested deeper than 16 steps"},
		"a long name":              {formOf(disposed + "name=\"" + strings.Repeat("é", 5000) + "\"\n\n\xff"), "… is not valid UTF-8"},
		"a name with line ends":    {formOf(disposed + "name=\"a%0db\"\n\n\xff"), "/a\rb is not valid"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadForm([]byte(row.body), "B", testLimits)
			body, ok := err.(*BodyError)
			if !ok || !strings.Contains(err.Error(), row.want) || len(body.Where)+len(body.Text) > 600 {
				t.Errorf("got %v, want it to say %q", err, row.want)
			}
		})
	}
}

// The files of a form are its own bytes, unless that would keep much else.
func TestFilesAreNotCopied(t *testing.T) {
	large := []byte(formOf(disposed + "name=a; filename=r\n\n" + strings.Repeat("x", 100)))
	form, err := ReadForm(large, "B", testLimits)
	if err != nil {
		t.Fatal(err)
	}
	content := form.Files["a"][0].Content
	large[strings.Index(string(large), "xxx")] = 'y'
	if content[0] != 'y' {
		t.Error("a file that is most of its form was copied")
	}
	small := []byte(strings.Repeat("before", 1000) + "\r\n" + string(large))
	form, err = ReadForm(small, "B", testLimits)
	if err != nil {
		t.Fatal(err)
	}
	content = form.Files["a"][0].Content
	small[strings.Index(string(small), "yxx")] = 'z'
	if content[0] != 'y' || cap(content) > 200 {
		t.Error("a file that is little of its form keeps all of it")
	}
}

// A form that was put together from what was kept of it has its fields by name.
func TestValuesOfAKeptForm(t *testing.T) {
	form := &Form{Fields: map[string][]string{"b": {"x"}, "a[0]": {"y", "z"}}}
	want := map[string]any{"b": "x", "a": []any{[]any{"y", "z"}}}
	if got := form.Values(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func FuzzReadForm(f *testing.F) {
	f.Add(formOf(disposed+"name=\"a[0]\"\n\nx", disposed+"name=b; filename*=utf-8''%c3%a9\n\ny"))
	f.Add("--B\r\nA: b\r\n--B\r\n\r\n\r\n--B--")
	f.Fuzz(func(t *testing.T, body string) {
		form, err := ReadForm([]byte(body), "B", testLimits)
		if err != nil {
			if _, ok := err.(*BodyError); !ok {
				t.Errorf("got %T", err)
			}
			return
		}
		form.Values()
	})
}
