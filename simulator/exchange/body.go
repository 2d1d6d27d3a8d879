package exchange

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
)

const contentType = "Content-Type"

// ContentType reads what the header says of a body: its media type in lower
// case, empty if there is none, and its parameters. One that cannot be read, and a
// body in another charset or encoding than can be read, are a *BodyError. The same
// one twice is one (A54).
func ContentType(header http.Header) (mediaType string, params map[string]string, err error) {
	values := slices.Compact(slices.Clone(header[contentType]))
	if len(values) == 0 || len(values) == 1 && values[0] == "" {
		return "", nil, nil
	}
	if len(values) > 1 { // A54
		return "", nil, &BodyError{Header: contentType, Text: fmt.Sprintf("must be given once, is given as %q and as %q",
			Excerpt(values[0]), Excerpt(values[1]))}
	}
	mediaType, params, err = mime.ParseMediaType(values[0])
	if err != nil {
		return "", nil, &BodyError{Header: contentType, Text: fmt.Sprintf("cannot be read, is %q", Excerpt(values[0]))}
	}
	if charset := params["charset"]; charset != "" && !strings.EqualFold(charset, "utf-8") {
		return "", nil, &BodyError{Text: "must be in UTF-8, its Content-Type says charset=" + Excerpt(charset)}
	}
	if encoding := header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return "", nil, &BodyError{Text: "must be sent without a Content-Encoding, has " + Excerpt(encoding)}
	}
	return mediaType, params, nil
}

// ReadBody reads a body of at most limit bytes; w is told to close the
// connection after more. A larger body is a *BodyError, any other error is the
// connection's.
func ReadBody(w http.ResponseWriter, body io.ReadCloser, limit int64) ([]byte, error) {
	content, err := io.ReadAll(http.MaxBytesReader(w, body, limit))
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, BodyTooLarge(tooLarge.Limit)
	}
	return content, err
}
