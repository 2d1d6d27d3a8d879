package simulator_test

import (
	"bytes"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
)

const (
	vendorUpload = "/vendors/1/security-questionnaires"
	withFile     = "/vendors/1/security-reviews/with-file"
)

func TestUploadedFilesAreStored(t *testing.T) {
	c := newClient(t)
	answer := c.upload(reviewPath(5)+"/security-questionnaires",
		simtest.File("files", "Answers.PDF", "%PDF-1.4"), simtest.File("files", "more.csv", "a,b\r\n\x00\xff")).Want(201)
	answer.Has("id", 1).Has("title", "Answers.PDF").Has("isCompleted", true).Has("isManualUpload", true). // A19
														Has("dateSent", simtest.NowText).Has("responseId", 2).
														Has("completedBy", "Ada Admin").Has("recipientEmail", "ada.admin@example.com") // A20
	c.get(reviewPath(5)).Want(200).Has("status", "IN_PROGRESS") // A21

	second, err := c.sim.World().Document(1, 3)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(second.Content), "a,b\r\n\x00\xff"; got != want {
		t.Errorf("content: got %q, want %q", got, want)
	}
	if second.Name != "more.csv" || second.Content.Size() != 7 || *second.ReviewID != 5 || *second.QuestionnaireID != 1 {
		t.Errorf("document: got %+v", second)
	}
	if got, want := second.Content.SHA256(), "810cfc4b82e4f21c03b1b37ce41c59615571127b7a1c5e3378f2d2a19a19645e"; got != want {
		t.Errorf("hash: got %q, want %q", got, want)
	}
	if _, err := c.sim.World().Document(2, 3); err == nil {
		t.Error("another account reads the document")
	}
}

func TestAVendorUploadBelongsToNoReview(t *testing.T) {
	c := newClient(t)
	c.upload(vendorUpload, simtest.File("files", "a.docx", "x")).Want(201)
	questionnaires, err := c.sim.World().Questionnaires(1, 1)
	if err != nil || len(questionnaires) != 1 || questionnaires[0].ReviewID != nil {
		t.Errorf("got %+v, %v", questionnaires, err)
	}
	// A review id that nothing has is not "no review".
	c.upload("/vendors/1/security-reviews/0/security-questionnaires", simtest.File("files", "a.docx", "x")).Want(400)
	c.upload("/vendors/1/security-reviews/99/security-questionnaires", simtest.File("files", "a.docx", "x")).Want(404)
}

func TestWithFileAsAForm(t *testing.T) { // A2
	c := newClient(t)
	id := c.upload(withFile,
		simtest.Field("title", "Report"), simtest.Field("reviewDeadlineAt", "2026-12-31T17:00:00Z"), simtest.Field("requestedAt", "2026-11-01"), // A14
		simtest.Field("securityReviewStatus", "IN_PROGRESS"), simtest.Field("securityReviewType", "UPLOAD_REPORT"),
		simtest.Field("requesterUserId", "3"), simtest.Field("documentType", "SOC_DOCUMENT"), simtest.File("file", "scan.JPG", "\xff\xd8"),
	).Want(201).Has("requesterUserId", 3).Has("requestedAt", "2026-11-01T00:00:00.000Z").ID()
	documents, err := c.sim.World().Documents(1, 1)
	if err != nil {
		t.Fatal(err)
	}
	stored := documents[len(documents)-1]
	if stored.Type != "SOC_DOCUMENT" || *stored.ReviewID != int64(id) || string(stored.Content) != "\xff\xd8" {
		t.Errorf("document: got %+v", stored)
	}
}

func TestWithFileAsJSON(t *testing.T) { // A7, A64
	c := newClient(t)
	create := func(file string) *simtest.Answer {
		return c.post(withFile, newReview(map[string]any{"title": "Report", "file": file}))
	}
	create(pdfURL).Want(201)
	create("plain content").Want(201)
	create("JVBERi0xLjQK").Want(201)
	create("JVBERi0xLjQ").Want(201) // without the end of its padding it is no base64
	create("").Want(400).Says("file must not be empty")
	create("data:application/pdf;base64,").Want(400).Says("file must not be empty")
	create("data:application/pdf;base64,***").Want(400).Says("file must be a data URL like")
	create("data:text/html;base64,PGI+").Want(400).Says(`file must be of one of the types application/msword,`, `is "text/html"`)
	documents, err := c.sim.World().Documents(1, 1)
	if err != nil || len(documents) != 5 {
		t.Fatalf("documents: got %d, %v", len(documents), err)
	}
	if got := string(documents[1].Content); got != "%PDF-1.4\n" || documents[1].Name != "file.pdf" {
		t.Errorf("data URL: got %q named %s", got, documents[1].Name)
	}
	if got := string(documents[2].Content); got != "plain content" {
		t.Errorf("plain: got %q", got)
	}
	if got := string(documents[3].Content); got != "%PDF-1.4\n" || documents[3].Name != "file.pdf" {
		t.Errorf("base64: got %q named %s", got, documents[3].Name)
	}
	if got := string(documents[4].Content); got != "JVBERi0xLjQ" {
		t.Errorf("not quite base64: got %q", got)
	}
}

func TestExtensions(t *testing.T) {
	c := newClient(t)
	for _, extension := range []string{"pdf", "docx", "odt", "doc", "xlsx", "ods", "pptx", "odp", "csv", "PDF", "CsV"} {
		c.upload(vendorUpload, simtest.File("files", "a."+extension, "x")).Want(201)
	}
	for _, extension := range []string{"gif", "jpg", "jpeg", "png"} { // documented for with-file only
		c.upload(vendorUpload, simtest.File("files", "a."+extension, "x")).Want(400).Says("files[0] must have one of the extensions")
		uploadReview(c, simtest.File("file", "a."+extension, "x")).Want(201)
	}
	for _, name := range []string{"a.exe", "pdf", "a.pdf.exe", "a.pdf ", ".", "a"} {
		c.upload(vendorUpload, simtest.File("files", name, "x")).Want(400)
	}
}

// A path in front of a file name is cut off, and names that are not marked are
// latin1 (A58).
func TestFileNames(t *testing.T) {
	c := newClient(t)
	for name, want := range map[string]string{
		"../a.pdf": "a.pdf", "/tmp/x/a.pdf": "a.pdf", `c:\dir\a.pdf`: "a.pdf", "é.pdf": "Ã©.pdf", `x"; filename*=UTF-8''%C3%A9.pdf; x="`: "é.pdf", "50%.%22.pdf": `50%.".pdf`,
	} {
		c.upload(vendorUpload, simtest.File("files", name, "x")).Want(201).Has("title", want)
	}
	// An input that was left empty is no file.
	c.upload(vendorUpload, simtest.File("files", "x/", "x")).Want(400).Says("files is required")
}

// Bytes stay as they are, whatever the part says of them.
func TestPartsAreNotDecoded(t *testing.T) { // A58
	c := newClient(t)
	body, contentType := simtest.Form(t, simtest.File("files", "a.pdf", "a=3Db=\r\n%PDF"))
	body = bytes.Replace(body, []byte("Content-Type:"), []byte("Content-Transfer-Encoding: quoted-printable\r\nContent-Type:"), 1)
	id := c.send(http.MethodPost, vendorUpload, contentType, bytes.NewReader(body)).Want(201).At("responseId").(float64)
	document, err := c.sim.World().Document(1, int64(id))
	if err != nil || string(document.Content) != "a=3Db=\r\n%PDF" {
		t.Errorf("got %q, %v", document.Content, err)
	}
}

func uploadReview(c *client, parts ...simtest.Part) *simtest.Answer {
	return c.upload(withFile, append([]simtest.Part{
		simtest.Field("title", "Report"), simtest.Field("reviewDeadlineAt", "2026-12-31T17:00:00Z"),
		simtest.Field("securityReviewStatus", "IN_PROGRESS"), simtest.Field("securityReviewType", "SECURITY"),
	}, parts...)...)
}

func TestBadFormsStoreNothing(t *testing.T) { // A23
	c := newClient(t, simulator.WithMaxFileSize(1000))
	before := c.sim.World().Snapshot()
	valid, contentType := simtest.Form(t, simtest.File("files", "a.pdf", "%PDF"))
	send := func(path, contentType, body string) *simtest.Answer {
		return c.send(http.MethodPost, path, contentType, strings.NewReader(body))
	}
	for name, call := range map[string]struct {
		answer *simtest.Answer
		says   string
	}{
		"no body":              {send(vendorUpload, contentType, ""), "ends before its first boundary"},
		"no content type":      {send(vendorUpload, "", string(valid)), "Content-Type is missing, must be multipart/form-data"},
		"no boundary":          {send(vendorUpload, "multipart/form-data", string(valid)), "names no boundary"},
		"broken content type":  {send(vendorUpload, "multipart/form-data; =", string(valid)), "Content-Type cannot be read"},
		"other boundary":       {send(vendorUpload, "multipart/form-data; boundary=other", string(valid)), "the body"},
		"cut short":            {send(vendorUpload, contentType, string(valid[:len(valid)-20])), "ends before its closing boundary"},
		"not a form":           {send(vendorUpload, contentType, `{"files":[]}`), "the body"},
		"JSON":                 {c.post(vendorUpload, `{"files":["x"]}`), "Content-Type must be multipart/form-data, is application/json"},
		"no files":             {c.upload(vendorUpload, simtest.Field("x", "y")), "files is required; x should not exist"},
		"only another file":    {c.upload(vendorUpload, simtest.File("file", "a.pdf", "x")), "file should not exist, did you mean files?; files is required"},
		"a text field":         {c.upload(vendorUpload, simtest.Field("files", "x")), "files must be a file"},
		"an empty file":        {c.upload(vendorUpload, simtest.File("files", "a.pdf", "")), "files[0] must not be empty"},
		"the second is empty":  {c.upload(vendorUpload, simtest.File("files", "a.pdf", "x"), simtest.File("files", "b.pdf", "")), "files[1] must not be empty"},
		"a long name":          {c.upload(vendorUpload, simtest.File("files", strings.Repeat("a", 4996)+".pdf", "x")), "at most 255 bytes, has 5000"},
		"a control character":  {c.upload(vendorUpload, simtest.File("files", `a"; filename*=UTF-8''a%01.pdf; x="`, "x")), "without control characters"},
		"too large":            {c.upload(vendorUpload, simtest.File("files", "a.pdf", strings.Repeat("x", 1001))), `the file "a.pdf", which is larger than 1000 bytes`},
		"too large together":   {c.upload(vendorUpload, huge(3000)...), "the body is larger than"},
		"too many parts":       {c.upload(vendorUpload, many(101)...), "the body has more than 100 parts"},
		"two files in one":     {uploadReview(c, simtest.File("file", "a.pdf", "x"), simtest.File("file", "b.pdf", "x")), "file must"},
		"a field twice":        {uploadReview(c, simtest.Field("title", "x"), simtest.File("file", "a.pdf", "x")), "title must be a string, is an array"},
		"a number as a word":   {uploadReview(c, simtest.Field("requesterUserId", "me"), simtest.File("file", "a.pdf", "x")), `requesterUserId must be a number, is "me"`},
		"files for fields":     {uploadReview(c, simtest.File("title", "a.txt", "x"), simtest.File("note", "a.txt", "x"), simtest.File("file", "a.pdf", "x")), "note must be a text field, is a file"},
		"a file for a field":   {uploadReview(c, simtest.File("note", "a.txt", "x"), simtest.File("file", "a.pdf", "x")), "note must be a text field, is a file"},
		"a bad date":           {uploadReview(c, simtest.Field("requestedAt", "soon"), simtest.File("file", "a.pdf", "x")), "requestedAt must be a date and time"},
		"no file, no title":    {c.upload(withFile, simtest.Field("note", "x")), "file is required; reviewDeadlineAt is required"},
		"a part without name":  {send(vendorUpload, contentType, strings.Replace(string(valid), `name="files"; `, "", 1)), "has a part without a name"},
		"an unknown user":      {uploadReview(c, simtest.Field("requesterUserId", "99"), simtest.File("file", "a.pdf", "x")), "requesterUserId must be the id of a user"},
		"an unknown file type": {uploadReview(c, simtest.Field("documentType", "NOVEL"), simtest.File("file", "a.pdf", "x")), "documentType must be one of the following values: COMPLIANCE_REPORT,"},
	} {
		t.Run(name, func(t *testing.T) {
			call.answer.T = t
			call.answer.Want(400).Has("code", 10020).Says(call.says)
		})
	}
	if after := c.sim.World().Snapshot(); !reflect.DeepEqual(before, after) {
		t.Error("a refused upload changed the world")
	}
}

// A NUL cannot be sent in a quoted name by the tools above.
func TestANulInAFileNameIsRefused(t *testing.T) {
	c := newClient(t)
	body, contentType := simtest.Form(t, simtest.File("files", "a-b.pdf", "x"))
	c.send(http.MethodPost, vendorUpload, contentType, bytes.NewReader(bytes.Replace(body, []byte("a-b"), []byte("a\x00b"), 1))).Want(400)
}

func TestALargestFileIsTaken(t *testing.T) {
	c := newClient(t, simulator.WithMaxFileSize(1000))
	c.upload(vendorUpload, simtest.File("files", "a.pdf", strings.Repeat("x", 1000))).Want(201)
}

// huge is more than ten largest files and what else a form may hold.
func huge(files int) []simtest.Part {
	parts := make([]simtest.Part, 90)
	for i := range parts {
		parts[i] = simtest.File("files", "a.pdf", strings.Repeat("x", 1000))
		parts[i].ContentType = strings.Repeat("y", files*10)
	}
	return parts
}

func many(n int) []simtest.Part {
	parts := make([]simtest.Part, n)
	for i := range parts {
		parts[i] = simtest.File("files", "a.pdf", "x")
	}
	return parts
}
