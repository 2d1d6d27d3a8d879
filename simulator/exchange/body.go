package exchange

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
)

// ContentType reads what the header says of a body: its media type in lower
// case, empty if there is none, and its parameters. A body in another charset
// or encoding than can be read is a *BodyError.
func ContentType(header http.Header) (mediaType string, params map[string]string, err error) {
	value := header.Get("Content-Type")
	if value == "" {
		return "", nil, nil
	}
	mediaType, params, err = mime.ParseMediaType(value)
	if err != nil {
		return "", nil, &BodyError{Text: fmt.Sprintf("has a Content-Type that cannot be read: %q", value)}
	}
	if charset := params["charset"]; charset != "" && !strings.EqualFold(charset, "utf-8") {
		return "", nil, &BodyError{Text: "must be in UTF-8, its Content-Type says charset=" + charset}
	}
	if encoding := header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return "", nil, &BodyError{Text: "must be sent without a Content-Encoding, has " + encoding}
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
