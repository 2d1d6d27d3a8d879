package exchange

import (
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
)

const contentType = "Content-Type"

// ContentType reads what the header says of a body: its media type in lower
// case, empty if there is none, and its parameters. One that cannot be read, and a
// body in another charset than can be read, are a *BodyError. The same one twice
// is one (A54). A form has no charset, its parts have.
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
	charset := params["charset"]
	if charset != "" && !strings.EqualFold(charset, "utf-8") && !strings.HasPrefix(mediaType, "multipart/") {
		return "", nil, &BodyError{Text: "must be in UTF-8, its Content-Type says charset=" + Excerpt(charset)}
	}
	return mediaType, params, nil
}
