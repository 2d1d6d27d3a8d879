package exchange

import (
	"bytes"
	"mime"
	"strings"
)

// part is one part of a form. Its names are not empty where they count.
type part struct {
	name, fileName string // fileName without its path
	contentType    string // as the client wrote it
	charset        string // of a text
	isFile         bool
	content        []byte // bytes as they came, whatever Content-Transfer-Encoding says
}

// eachPart hands each part of a form to take, in their order, until that fails.
// It reads as busboy does, the reader of forms behind multer (A58): what stands
// before the first boundary and after the last is dropped, and so is a part
// that is no form-data. A form that busboy cannot read is a *BodyError.
func eachPart(body []byte, boundary string, take func(part) error) error {
	needle := []byte("\r\n--" + boundary)
	rest, found := bytes.CutPrefix(body, needle[2:]) // the first line needs no line end before it
	if !found {
		_, rest, found = bytes.Cut(body, needle)
	}
	if !found {
		return &BodyError{Text: "ends before its first boundary, which its Content-Type says is " + Excerpt(boundary)}
	}
	var header *partHeader // that is not over
	for {
		content, after, more := bytes.Cut(rest, needle)
		if header == nil && bytes.HasPrefix(content, []byte("--")) {
			return nil
		}
		next, err := afterBoundary(content, &header)
		if err != nil {
			return err
		}
		if !more {
			return &BodyError{Text: "ends before its closing boundary"}
		}
		if next != nil {
			if err := take(*next); err != nil {
				return err
			}
		}
		rest = after
	}
}

// afterBoundary reads what stands between two boundaries: nil if that is no part.
// A header that a boundary cuts goes on behind it.
func afterBoundary(content []byte, header **partHeader) (*part, error) {
	if *header == nil {
		if !bytes.HasPrefix(content, []byte("\r\n")) {
			return nil, nil
		}
		content, *header = content[2:], newPartHeader()
	}
	h := *header
	n := h.read(content)
	switch h.state {
	case headerBroken:
		return nil, &BodyError{Text: "has a part whose header cannot be read; " +
			`its lines are like Content-Disposition: form-data; name="..." and end in CR LF, at most 16 KiB of them`}
	case headerDone:
		*header = nil
		return newPart(h.fields, content[n:]), nil
	default: // not at its end yet
		return nil, nil
	}
}

// newPart is nil for a part that is dropped: one that is not form-data.
func newPart(header map[string]string, content []byte) *part {
	d, ok := readDisposition(header["content-disposition"])
	if !ok || d.kind != "form-data" {
		return nil
	}
	p := &part{name: d.params["name"], contentType: header["content-type"], charset: "utf-8", content: content}
	fileName := d.params["filename*"]
	if fileName == "" {
		fileName = d.params["filename"]
	}
	p.fileName, p.isFile = baseName(fileName), fileName != ""
	if mediaType, params, err := mime.ParseMediaType(p.contentType); err == nil {
		p.isFile = p.isFile || mediaType == "application/octet-stream"
		if charset := params["charset"]; charset != "" {
			p.charset = charset
		}
	}
	return p
}

// baseName is a file name without its path, with the slashes of any system.
func baseName(path string) string {
	name := path[strings.LastIndexAny(path, `/\`)+1:]
	if name == "." || name == ".." {
		return ""
	}
	return name
}
