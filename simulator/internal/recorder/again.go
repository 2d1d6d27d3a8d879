package recorder

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// Lacking says why a call cannot be sent again: the journal does not hold all of it.
type Lacking struct {
	Call string
	What []string // is not there, at least one
}

func (e Lacking) Error() string {
	return fmt.Sprintf("the call %s cannot be sent again, the journal does not have all of it: %s; send it from its client", e.Call, strings.Join(e.What, "; "))
}

// Again is the request of the call once more, with another token in the place of its key.
// It is as the journal has it: a form is put together anew, and a body that came compressed
// goes uncompressed. It fails with Lacking where the journal does not have all of it:
// nothing is made up.
func (e Entry) Again(ctx context.Context, token string) (*http.Request, error) {
	m := Request{e.Request, e.Header}.Plain()
	target := m.Path
	if m.Query != "" {
		target += "?" + m.Query
	}
	if lacks := e.lacks(m); len(lacks) > 0 {
		return nil, Lacking{e.ID, lacks}
	}
	header := http.Header(m.Header)
	if header == nil {
		header = http.Header{}
	}
	body, err := bodyAgain(m, header)
	if err != nil {
		return nil, Lacking{e.ID, []string{"its form cannot be put together again: " + err.Error()}}
	}
	at, err := url.ParseRequestURI(target)
	if err != nil {
		return nil, Lacking{e.ID, []string{"its path is none of a URL"}}
	}
	request := (&http.Request{
		Method: m.Method, URL: at, RequestURI: target, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
	}).WithContext(ctx)
	if len(body) == 0 {
		request.Body = http.NoBody
	}
	for _, name := range []string{"Content-Encoding", "Content-Length", "Authorization"} {
		header.Del(name)
	}
	if len(body) > 0 {
		header.Set("Content-Length", strconv.Itoa(len(body)))
	}
	if e.Key != "" {
		header.Set("Authorization", "Bearer "+token)
	}
	return request, nil
}

// lacks are the parts of the request that the journal does not have.
func (e Entry) lacks(m journal.Message) (lacks []string) {
	for _, place := range m.Truncated {
		lacks = append(lacks, "its "+place+" was cut for room")
	}
	if _, sent := m.Header["Authorization"]; sent && e.Key == "" {
		lacks = append(lacks, "its key is none of the world, and was not kept")
	}
	for name, values := range m.Header {
		if name != "Authorization" && slices.Equal(values, []string{exchange.Masked}) {
			lacks = append(lacks, "the header "+name+" is secret, and was not kept")
		}
	}
	slices.Sort(lacks)
	for pair := range strings.SplitSeq(m.Query, "&") {
		if name, value, _ := strings.Cut(pair, "="); value == exchange.Masked {
			lacks = append(lacks, "the query parameter "+name+" is secret, and was not kept")
		}
	}
	if m.Parts != nil {
		return append(lacks, lackingParts(m.Parts)...)
	}
	return append(lacks, lackingBody(m)...)
}

func lackingParts(parts []journal.Part) (lacks []string) {
	for _, p := range parts {
		switch {
		case p.SHA256 != "":
			lacks = append(lacks, fmt.Sprintf("the bytes of the file %s of the form, of which it has the hash alone", strconv.Quote(p.Name)))
		case p.Truncated:
			lacks = append(lacks, fmt.Sprintf("the field %s of the form was cut for room", strconv.Quote(p.Name)))
		case p.Value == exchange.Masked:
			lacks = append(lacks, fmt.Sprintf("the field %s of the form is secret, and was not kept", strconv.Quote(p.Name)))
		}
	}
	return lacks
}

// lackingBody is what the journal does not have of a body that is no form.
func lackingBody(m journal.Message) []string {
	header := http.Header(m.Header)
	switch {
	case strings.ContainsRune(m.Body, utf8.RuneError):
		return []string{"its body was no UTF-8, and was kept as text"}
	case holdsMasked(m.Body):
		return []string{"a value in its body is secret, and was not kept"}
	case slices.Contains(m.Truncated, journal.TruncatedBody):
		return nil // it is said
	case m.Body == "" && (header.Get("Content-Type") != "" || header.Get("Content-Length") != "" && header.Get("Content-Length") != "0"):
		return []string{"its body, which was not read"}
	}
	return nil
}

// holdsMasked tells whether a body of JSON has a value that the journal hides.
func holdsMasked(body string) bool {
	if !strings.Contains(body, exchange.Masked) {
		return false
	}
	value, err := exchange.DecodeJSON([]byte(body))
	return err != nil || holdsMaskedValue(value)
}

func holdsMaskedValue(value any) bool {
	switch value := value.(type) {
	case string:
		return value == exchange.Masked
	case []any:
		return slices.ContainsFunc(value, holdsMaskedValue)
	case map[string]any:
		for _, v := range value {
			if holdsMaskedValue(v) {
				return true
			}
		}
	}
	return false
}

// bodyAgain is the body that a message was made of: of a form, one that has the same
// fields with the same values.
func bodyAgain(m journal.Message, header http.Header) ([]byte, error) {
	if m.Parts == nil {
		return []byte(m.Body), nil
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_, parameters, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err == nil {
		err = form.SetBoundary(parameters["boundary"])
	}
	for _, p := range m.Parts {
		err = errors.Join(err, form.WriteField(p.Name, p.Value))
	}
	err = errors.Join(err, form.Close())
	return body.Bytes(), err
}
