package exchange

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"unicode/utf8"
)

// Form is a multipart/form-data body, read whole.
type Form struct {
	Fields map[string][]string
	Files  map[string][]File
}

// File is one file part of a form. Its bytes are never changed.
type File struct {
	Name        string // as the client wrote it
	ContentType string // as the client wrote it; often application/octet-stream
	Size        int    // in bytes
	Content     []byte // nil in what the journal keeps
}

// FormLimits bound what is read from a form.
type FormLimits struct {
	FileBytes  int64 // of one file
	FieldBytes int64 // of all text fields together
	Parts      int   // fields and files together
}

// ReadForm reads a multipart/form-data body part by part and stops at the
// first limit that is passed. What is wrong with the form itself comes back as
// a *BodyError; any other error is the connection's.
func ReadForm(body io.Reader, boundary string, limits FormLimits) (*Form, error) {
	form := &Form{Fields: map[string][]string{}, Files: map[string][]File{}}
	reader := multipart.NewReader(body, boundary)
	fieldBytes := limits.FieldBytes
	for count := 0; ; count++ {
		part, err := reader.NextPart()
		if err == io.EOF {
			return form, nil
		}
		if err != nil {
			return nil, brokenForm(err)
		}
		if count == limits.Parts {
			return nil, &BodyError{Text: fmt.Sprintf("has more than %d parts", limits.Parts)}
		}
		used, err := form.readPart(part, limits.FileBytes, fieldBytes)
		if err != nil {
			return nil, err
		}
		fieldBytes -= used
	}
}

// readPart adds one part and returns how many bytes of text fields it used.
func (f *Form) readPart(part *multipart.Part, fileBytes, fieldBytes int64) (int64, error) {
	name := part.FormName()
	if name == "" {
		return 0, &BodyError{Text: "has a part without a name; " +
			`each part needs Content-Disposition: form-data; name="..."`}
	}
	fileName, isFile, err := partFileName(part)
	if err != nil {
		return 0, err
	}
	if isFile {
		content, err := readUpTo(part, fileBytes)
		if errors.Is(err, errTooLarge) {
			return 0, &BodyError{Where: "/" + name, Text: fmt.Sprintf("has the file %q, which is larger than %d bytes", fileName, fileBytes)}
		}
		if err != nil {
			return 0, brokenForm(err)
		}
		f.Files[name] = append(f.Files[name], File{fileName, part.Header.Get("Content-Type"), len(content), content})
		return 0, nil
	}
	content, err := readUpTo(part, fieldBytes)
	if errors.Is(err, errTooLarge) {
		return 0, &BodyError{Where: "/" + name, Text: "is a text field, and those are too large together"}
	}
	if err != nil {
		return 0, brokenForm(err)
	}
	if !utf8.Valid(content) {
		return 0, &BodyError{Where: "/" + name, Text: "is not valid UTF-8"}
	}
	f.Fields[name] = append(f.Fields[name], string(content))
	return int64(len(content)), nil
}

// partFileName is the raw file name: Part.FileName would cut a path down to its
// last element, and a name with a path in it has to be refused, not repaired.
func partFileName(part *multipart.Part) (name string, isFile bool, err error) {
	_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if err != nil {
		return "", false, &BodyError{Where: "/" + part.FormName(), Text: "has a Content-Disposition that cannot be read"}
	}
	name, isFile = params["filename"]
	return name, isFile, nil
}

var errTooLarge = errors.New("too large")

func readUpTo(r io.Reader, limit int64) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(content)) > limit {
		return nil, errTooLarge
	}
	return content, nil
}

// brokenForm tells the form's own faults from those of the connection.
func brokenForm(err error) error {
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return BodyTooLarge(tooLarge.Limit)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return &BodyError{Text: "ends before its closing boundary"}
	}
	if _, isNet := errors.AsType[net.Error](err); isNet {
		return err
	}
	return &BodyError{Text: "is a broken form: " + plainCause(err)}
}

// BodyTooLarge is the answer to a body that goes on after limit bytes.
func BodyTooLarge(limit int64) *BodyError {
	return &BodyError{Text: fmt.Sprintf("is larger than %d bytes", limit)}
}
