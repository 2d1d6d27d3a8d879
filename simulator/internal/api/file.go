package api

import (
	"encoding/base64"
	"fmt"
	"maps"
	"mime"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// The extensions that the contract names, in prose, for the two kinds of upload.
var (
	questionnaireExtensions = []string{".pdf", ".docx", ".odt", ".doc", ".xlsx", ".ods", ".pptx", ".odp", ".csv"}
	reviewFileExtensions    = append(slices.Clone(questionnaireExtensions), ".gif", ".jpg", ".jpeg", ".png")
)

// maxFileName is the length of a file name in bytes that file systems and
// object stores commonly take (A23).
const maxFileName = 255

// questionnaireFiles are the files of an upload, of which there is one or more.
func questionnaireFiles(r *exchange.Request) ([]state.NewDocument, error) {
	if err := onlyFiles(r.Form, "files"); err != nil {
		return nil, err
	}
	files := r.Form.Files["files"]
	if len(files) == 0 {
		return nil, invalid(contract.Violation{Pointer: "/files", Text: "must hold at least one file", Fix: "send one"})
	}
	documents := make([]state.NewDocument, len(files))
	var problems []contract.Violation
	for i, file := range files {
		problems = append(problems, fileProblems(fmt.Sprintf("/files/%d", i), file, questionnaireExtensions)...)
		documents[i] = newDocument(file)
	}
	return documents, invalid(problems...)
}

// reviewFile is the one file of a review: a part of a form (A2), or a string
// in JSON.
func reviewFile(r *exchange.Request) (state.NewDocument, error) {
	documentType := state.DocumentType(body(r).plain("documentType"))
	file, err := oneFile(r)
	if err != nil {
		return state.NewDocument{}, err
	}
	document := newDocument(file)
	document.Type = documentType
	return document, invalid(fileProblems("/file", file, reviewFileExtensions)...)
}

func oneFile(r *exchange.Request) (exchange.File, error) {
	if r.Form == nil {
		return jsonFile(body(r).plain("file"))
	}
	if err := onlyFiles(r.Form, "file"); err != nil {
		return exchange.File{}, err
	}
	if files := r.Form.Files["file"]; len(files) == 1 {
		return files[0], nil
	}
	return exchange.File{}, invalid(contract.Violation{Pointer: "/file", Text: "must hold exactly one file", Fix: "send one"})
}

// onlyFiles refuses a text field where a file belongs and the other way round.
func onlyFiles(form *exchange.Form, field string) error {
	if _, isText := form.Fields[field]; isText {
		text := `must be a file, its part needs a filename="..."`
		return invalid(contract.Violation{Pointer: "/" + field, Text: text, Fix: "give the part a filename"})
	}
	for _, name := range slices.Sorted(maps.Keys(form.Files)) { // the same one is named each time
		if name != field {
			text := "must be a text field, is a file"
			return invalid(contract.Violation{Pointer: "/" + name, Text: text, Fix: "send it without a filename"})
		}
	}
	return nil
}

// jsonFile reads a file that came as a JSON string: a data URL (A7), base64, or else
// the content itself (A64). Without a data URL it has neither name nor type, and is
// taken for a document of the kind that is uploaded most.
func jsonFile(value string) (exchange.File, error) {
	rest, isDataURL := strings.CutPrefix(value, "data:")
	if !isDataURL {
		content, err := base64.StdEncoding.Strict().DecodeString(value)
		if err != nil {
			content = []byte(value)
		}
		return exchange.File{Name: "file.pdf", ContentType: "application/pdf", Content: content}, nil
	}
	head, data, found := strings.Cut(rest, ",")
	mediaType, isBase64 := strings.CutSuffix(head, ";base64")
	content, err := base64.StdEncoding.DecodeString(data)
	if !found || !isBase64 || err != nil {
		text := "must be a data URL like data:application/pdf;base64,JVBERi0="
		return exchange.File{}, invalid(contract.Violation{Pointer: "/file", Text: text, Fix: "encode it in base64"})
	}
	extension := extensionOf(mediaType)
	if extension == "" {
		text := fmt.Sprintf("must be of one of the types %s, is %q", strings.Join(slices.Sorted(maps.Keys(exchange.FileTypes)), ", "), mediaType)
		return exchange.File{}, invalid(contract.Violation{Pointer: "/file", Text: text, Fix: "send a file of one of these types"})
	}
	return exchange.File{Name: "file" + extension, ContentType: mediaType, Content: content}, nil
}

func extensionOf(mediaType string) string {
	essence, _, err := mime.ParseMediaType(mediaType)
	if err != nil {
		return ""
	}
	return exchange.FileTypes[essence]
}

// fileProblems is everything that keeps a file from being stored. The content
// type of a part is not looked at: clients often send application/octet-stream.
func fileProblems(pointer string, file exchange.File, allowed []string) []contract.Violation {
	var problems []contract.Violation
	add := func(text, fix string) {
		problems = append(problems, contract.Violation{Pointer: pointer, Text: text, Fix: fix})
	}
	if text := nameProblem(file.Name); text != "" {
		add(text, "send another file name")
	} else if extension := strings.ToLower(path.Ext(file.Name)); !slices.Contains(allowed, extension) {
		text := fmt.Sprintf("must have one of the extensions %s, is named %q", strings.Join(allowed, ", "), file.Name)
		add(text, "send a file of one of these kinds")
	}
	if len(file.Content) == 0 {
		add("must not be empty", "send a file with content")
	}
	return problems
}

func nameProblem(name string) string {
	switch {
	case name == "":
		return "must have a file name"
	case len(name) > maxFileName:
		return fmt.Sprintf("must have a file name of at most %d bytes, has %d", maxFileName, len(name))
	case !utf8.ValidString(name):
		return "must have a file name in UTF-8"
	case strings.ContainsAny(name, `/\`):
		return "must have a file name without a path"
	case strings.ContainsFunc(name, isControl):
		return "must have a file name without control characters"
	}
	return ""
}

// isControl tells whether a character is one of ASCII's that control. Those of
// latin1 are let through: UTF-8 that is not marked as such is full of them (A58).
func isControl(r rune) bool { return r < ' ' || r == 0x7f }

func newDocument(file exchange.File) state.NewDocument {
	return state.NewDocument{Name: file.Name, ContentType: file.ContentType, Content: file.Content}
}

// invalid is the error of a body that differs from what the contract says in
// prose; nil if it does not.
func invalid(violations ...contract.Violation) error {
	if len(violations) == 0 {
		return nil
	}
	all := contract.Violations{}
	for _, v := range violations {
		all.Add(v)
	}
	return Error{Kind: Invalid, Detail: all.String(), Violations: all}
}
