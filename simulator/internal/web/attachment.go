package web

import (
	"mime"
	"path"
	"regexp"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// FileType is the content type that was stored with a file, if it is one that says
// something, written anew; else what the name of the file tells. It is never one of those
// that a page can run, or style itself with: a client of the simulated API has chosen it.
func FileType(stored, name string) string {
	mediaType, params, err := mime.ParseMediaType(stored)
	if err != nil || mediaType == Binary {
		return typeOfName(name)
	}
	if isForPages.MatchString(mediaType) {
		return Binary
	}
	if written := mime.FormatMediaType(mediaType, params); written != "" {
		return written
	}
	return typeOfName(name)
}

// isForPages knows the types of scripts, by all the names that they have for browsers
// (https://mimesniff.spec.whatwg.org/#javascript-mime-type), and of styles.
var isForPages = regexp.MustCompile(`^(application|text)/(x-)?(java|ecma|live|j)script|^text/css$`)

// typeOfName is the media type of the files that have such a name: many clients send
// what they do not know as Binary, and curl does not know .csv.
func typeOfName(name string) string {
	extension := strings.ToLower(path.Ext(name))
	if extension == ".jpg" || extension == ".jpeg" { // image/jpg is no registered name of it
		return "image/jpeg"
	}
	for mediaType, of := range exchange.FileTypes {
		if of == extension {
			return mediaType
		}
	}
	return Binary
}

// Attachment keeps a browser from showing what a client has uploaded. The
// library quotes the name, or writes it as RFC 2231 wants it if it is not ASCII.
func Attachment(name string) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}
