package exchange

import (
	"fmt"
	"mime"
	"net/http"
	"strings"
)

const contentType = "Content-Type"

// ContentType reads what the header says of a body: its media type in lower
// case, empty if there is none, and its parameters. One that cannot be read, and a
// body in another charset than can be read, are a *BodyError. A form has no charset, its parts have.
func ContentType(header http.Header) (mediaType string, params map[string]string, err error) {
	value := header.Get(contentType) // the first of several (A54)
	if value == "" {
		return "", nil, nil
	}
	mediaType, params, err = mime.ParseMediaType(value)
	if err != nil {
		return "", nil, &BodyError{Header: contentType, Text: fmt.Sprintf("cannot be read, is %q", Excerpt(value))}
	}
	charset := params["charset"]
	if charset != "" && !strings.EqualFold(charset, "utf-8") && !strings.HasPrefix(mediaType, "multipart/") {
		return "", nil, &BodyError{Text: "must be in UTF-8, its Content-Type says charset=" + Excerpt(charset)}
	}
	return mediaType, params, nil
}
