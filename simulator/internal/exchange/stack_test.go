package exchange

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/judge"
)

// stackCall is a call to Express, see stack.mjs of the package judge.
type stackCall struct {
	Path   string            `json:"path"`
	Header map[string]string `json:"headers"`
	Body   []byte            `json:"body"`
}

type stackAnswer struct {
	Error  string         `json:"error"`
	JSON   any            `json:"json"`
	Fields map[string]any `json:"fields"`
	Files  []struct {
		Field, Name string
		Content     []byte
	} `json:"files"`
}

// askStack asks Express and multer.
func askStack(t *testing.T, calls []stackCall) []stackAnswer {
	t.Helper()
	var answers []stackAnswer
	judge.Node(t, "stack.mjs", calls, &answers)
	if len(answers) != len(calls) {
		t.Fatalf("%d answers to %d calls", len(answers), len(calls))
	}
	return answers
}

// What made-up forms are made of.
var (
	madeNames = []string{
		`name=a`, `name="a"`, `name="a[]"`, `name="a[b]"`, `name="a[b][]"`, `name="a[0]"`, `name="a[2][b]"`, `name="[a]"`, `name="a[b"`,
		`name="a[]b"`, `name=__proto__`, `name="a[__proto__]"`, `name="ü"`, "name=\"\xfc\"", `name="x\"y\\z\q"`, `name=""`, ``, `name`, `name=`,
		`NAME=a`, `name="a%22%0D%0a%41"`, `name="a;b"`, `name = a`, `name='a'`, `name=a; name=b`, `name*=utf-8''b`, `name="a`, "name=\"a\x01\"", `name="constructor"`, `name=b`,
	}
	madeFileNames = []string{
		``, ``, ``, `; filename=r.pdf`, `; filename="r.pdf"`, `; filename=""`, `; filename="/x/y.pdf"`, `; filename="C:\x\y.pdf"`, `; filename="C:\\x\\y.pdf"`,
		`; filename=".."`, `; filename="x/"`, `; filename="é.pdf"`, "; filename=\"\xe9.pdf\"", `; filename="%22r%22.pdf"`, `; filename*=utf-8''%c3%A9.pdf`,
		`; filename="r"; filename*=UTF-8'de'%e2%82%ac.pdf`, `; filename*=iso-8859-1''%a4.pdf`, `; filename*=utf-16le''%61%00`, `; filename*=koi8-r''%a4`,
		`; filename*=utf-8''%zz`, `; filename*=utf-8''`, `; filename*=r.pdf`, `; filename*=utf-8''a b`, `; filename*=""; filename=r`, `;filename=r ; x=y`, `; filename="r" x`, `; FileName=R.PDF`, `;`, `; filename=r;`,
	}
	madeLines = []string{
		``, ``, ``, "Content-Type: application/octet-stream\r\n", "Content-Type: text/plain\r\n", "Content-Type: text/plain; charset=iso-8859-1\r\n",
		"Content-Type: TEXT/PLAIN; Charset=\"UTF-8\"\r\n", "content-type:application/pdf\r\n", "Content-Type: Application/Octet-Stream; x=y\r\n", "Content-Type: nonsense\r\n",
		"Content-Transfer-Encoding: quoted-printable\r\n", "Content-Transfer-Encoding: base64\r\n", "X: y\r\n z\r\n", "X:\r\n", "X Y: z\r\n", "X: y\n", ": y\r\n", "X: \x01\r\n",
		"Content-Type: text/plain; charset=utf-16le\r\n",
	}
	madeContents = []string{
		"", "x", "x\r\n", "\r\n", "a=3D=\r\nb", "eA==", "--B", "\r\n--", "\r\n--X--", "é", "\x00\x7f", "\n--B\n", strings.Repeat("0123456789", 1000), "-", "--",
	}
	madeBoundaries = []string{"\r\n--B\r\n", "\r\n--B\r\n", "\r\n--B\r\n", "\r\n--B\r\n", "\r\n--B\r\n", "\r\n--B \r\n", "\n--B\r\n", "\r\n--B-\r\n", "\r\n--B\n", "\r\n--B\r\n--B\r\n"}
	madeEnds       = []string{"\r\n--B--", "\r\n--B--\r\n", "\r\n--B--\r\n", "\r\n--B--more\r\n--B\r\n", "\r\n--B", "\r\n--B-", "", "\r\n--B\r\n", "--B--", "\r\n--B--\r\n\r\n"}
)

func madeForm(random *rand.Rand) []byte {
	one := func(of []string) string { return of[random.IntN(len(of))] }
	usual := func(of []string) string { // mostly the first, so that few are wrong in two ways
		if random.IntN(4) > 0 {
			return of[0]
		}
		return one(of)
	}
	var b strings.Builder
	b.WriteString(usual([]string{"", "before", "before\r\n", "\r\n"}))
	for range random.IntN(4) {
		b.WriteString(usual(madeBoundaries))
		b.WriteString(usual([]string{"Content-Disposition: form-data; ", "Content-Disposition: form-data;", "content-disposition:Form-Data; ", "Content-Disposition: attachment; ", "X: ", "Content-Disposition: form-data;\r\n\t"}))
		b.WriteString(one(madeNames) + usual([]string{one(madeFileNames)}) + "\r\n" + usual(madeLines) + one(madeLines))
		b.WriteString(usual([]string{"\r\n", "", "\n"}) + one(madeContents))
	}
	b.WriteString(usual(madeEnds))
	return []byte(strings.TrimPrefix(b.String(), "\r\n"))
}

// Forms are read as multer reads them, but for what is refused on purpose: text
// that is no UTF-8 or in a charset that it would drop the value of (A58).
func TestFormsAsMulterReadsThem(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var calls []stackCall
	for range 800 {
		header := map[string]string{"Content-Type": "multipart/form-data; boundary=B"}
		calls = append(calls, stackCall{"/form", header, madeForm(random)})
	}
	limits := FormLimits{FileBytes: 1 << 20, FieldBytes: 1 << 20, Parts: 100}
	refused, taken := 0, 0
	for i, answer := range askStack(t, calls) {
		form, err := ReadForm(calls[i].Body, "B", limits)
		switch {
		case err != nil && answer.Error != "":
			refused++
			continue
		case err != nil && (strings.Contains(err.Error(), "not valid UTF-8") || strings.Contains(err.Error(), "has the charset")):
			continue
		case err != nil || answer.Error != "":
			t.Errorf("%q\nours: %v, theirs: %v", calls[i].Body, err, answer.Error)
			continue
		}
		taken++
		if ours, theirs := toldOurs(form), toldTheirs(answer); ours != theirs || !reflect.DeepEqual(asJSON(t, form.Values()), any(answer.Fields)) {
			t.Errorf("%q\nours   %v %s\ntheirs %v %s", calls[i].Body, form.Values(), ours, answer.Fields, theirs)
		}
	}
	if refused < 50 || taken < 250 {
		t.Errorf("these forms show little: %d taken, %d refused", taken, refused)
	}
}

func toldOurs(form *Form) string {
	var texts []string
	for name, files := range form.Files {
		for _, file := range files {
			texts = append(texts, fmt.Sprintf("%q=%q:%x", name, file.Name, file.Content))
		}
	}
	slices.Sort(texts)
	return strings.Join(texts, "; ")
}

func toldTheirs(answer stackAnswer) string {
	var texts []string
	for _, file := range answer.Files {
		texts = append(texts, fmt.Sprintf("%q=%q:%x", file.Field, file.Name, file.Content))
	}
	slices.Sort(texts)
	return strings.Join(texts, "; ")
}

func asJSON(t *testing.T, value any) (decoded any) {
	t.Helper()
	text, err := json.Marshal(value)
	if err == nil {
		err = json.Unmarshal(text, &decoded)
	}
	if err != nil {
		t.Fatal(err)
	}
	return decoded
}

// Compressed bodies are taken and refused as Express takes and refuses them
// (A57), but for x-gzip, and what follows the end of one in br.
func TestBodiesAsExpressInflatesThem(t *testing.T) {
	var calls []stackCall
	for _, encoding := range []string{"gzip", "deflate", "br", "identity", "GZIP", "zstd", "gzip, gzip", "raw"} {
		sent := text
		if encoding != "identity" {
			sent = deflated(t, kindOf(encoding), text)
		}
		named := strings.ReplaceAll(encoding, "raw", "deflate")
		for _, body := range []string{sent, sent[:len(sent)-1], sent[:3], sent + sent, sent + "\x00\x00", sent + "x"} {
			calls = append(calls, stackCall{"/json", map[string]string{"Content-Type": "application/json", "Content-Encoding": named}, []byte(body)})
		}
	}
	for i, answer := range askStack(t, calls) {
		encoding := calls[i].Header["Content-Encoding"]
		got, err := inflated(calls[i])
		if (err != nil) != (answer.Error != "") && encoding != "br" || err == nil && answer.Error == "" && !reflect.DeepEqual(got, answer.JSON) {
			t.Errorf("%s %s\nours: %v, %v\ntheirs: %v, %s", encoding, base64.StdEncoding.EncodeToString(calls[i].Body), got, err, answer.JSON, answer.Error)
		}
	}
}

func inflated(call stackCall) (any, error) {
	encoding, err := Encoding(map[string][]string{"Content-Encoding": {call.Header["Content-Encoding"]}})
	if err != nil {
		return nil, err
	}
	body := io.Reader(bytes.NewReader(call.Body))
	if encoding != "" {
		body = Inflate(encoding, body)
	}
	content, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	return DecodeJSON(content)
}

// kindOf is what a body is compressed with that is sent with an encoding.
func kindOf(encoding string) string {
	switch encoding {
	case "deflate", "br", "raw":
		return encoding
	}
	return "gzip"
}
