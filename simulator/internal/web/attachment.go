package web

import "mime"

// FileType is a content type as it was stored with a file, if it is one, written anew.
func FileType(stored string) string {
	mediaType, params, err := mime.ParseMediaType(stored)
	if err != nil {
		return Binary
	}
	if written := mime.FormatMediaType(mediaType, params); written != "" {
		return written
	}
	return Binary
}

// Attachment keeps a browser from showing what a client has uploaded. The
// library quotes the name, or writes it as RFC 2231 wants it if it is not ASCII.
func Attachment(name string) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}
