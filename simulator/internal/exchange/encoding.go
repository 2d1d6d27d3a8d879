package exchange

import (
	"bufio"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/andybalholm/brotli"
)

// Encoding reads how the header says that a body is compressed: "gzip",
// "deflate", "br", or "" for not at all. x-gzip is gzip, as RFC 9110 has it.
// Another encoding, or more than one, is a *BodyError (A57).
func Encoding(header http.Header) (string, error) {
	named := strings.Join(header.Values("Content-Encoding"), ", ")
	switch encoding := strings.ToLower(strings.TrimSpace(named)); encoding {
	case "gzip", "deflate", "br":
		return encoding, nil
	case "x-gzip":
		return "gzip", nil
	case "", "identity":
		return "", nil
	}
	text := fmt.Sprintf("has the Content-Encoding %.100q; allowed are gzip, deflate and br, one of them, or none", named)
	return "", &BodyError{Text: text}
}

// Inflate reads what was compressed with an encoding. What is wrong with the
// compressed bytes is a *BodyError; an error of body itself is passed on.
func Inflate(encoding string, body io.Reader) io.Reader {
	from := &source{Reader: body}
	return &inflater{encoding: encoding, from: from, buffered: bufio.NewReader(from)}
}

// source remembers what went wrong with the reader behind it, which is no fault
// of the compression.
type source struct {
	io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

type inflater struct {
	encoding string
	from     *source
	buffered *bufio.Reader
	opened   io.Reader // nil before the first byte is asked for
}

func (i *inflater) Read(p []byte) (n int, err error) {
	if i.opened == nil {
		i.opened, err = i.open()
	}
	if err == nil {
		n, err = i.opened.Read(p)
	}
	switch {
	case err == nil, err == io.EOF:
		return n, err
	case i.from.err != nil:
		return n, i.from.err
	}
	return n, &BodyError{Text: fmt.Sprintf("cannot be inflated as its Content-Encoding %s says: %s", i.encoding, inflateCause(i.encoding, err))}
}

func (i *inflater) open() (io.Reader, error) {
	switch i.encoding {
	case "gzip":
		first, err := gzip.NewReader(i.buffered)
		if err != nil {
			return nil, ended(err)
		}
		first.Multistream(false)
		return &members{current: first, buffered: i.buffered}, nil
	case "deflate":
		opened, err := zlib.NewReader(i.buffered)
		return opened, ended(err)
	default:
		return brotli.NewReader(i.buffered), nil
	}
}

// members reads the members of a gzip stream one after the other. What follows
// a zero byte is padding, as Node's zlib has it; Go's reader would fail at it.
type members struct {
	current  *gzip.Reader
	buffered *bufio.Reader
}

func (m *members) Read(p []byte) (int, error) {
	for {
		n, err := m.current.Read(p)
		if err != io.EOF {
			return n, err
		}
		if n > 0 {
			return n, nil
		}
		if next, err := m.buffered.Peek(1); err != nil || next[0] == 0 {
			return 0, io.EOF
		}
		if magic, err := m.buffered.Peek(len(gzipMagic)); err == nil && string(magic) != gzipMagic || magic[0] != gzipMagic[0] {
			return 0, errBehindEnd
		}
		if err := m.current.Reset(m.buffered); err != nil {
			return 0, ended(err)
		}
		m.current.Multistream(false)
	}
}

// gzipMagic is what a member begins with.
const gzipMagic = "\x1f\x8b"

var errBehindEnd = errors.New("something follows the end")

// ended is the error of a stream that ends before its header does.
func ended(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

func inflateCause(encoding string, err error) string {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "it ends too early"
	case errors.Is(err, zlib.ErrHeader):
		return "it does not begin as zlib does (deflate is the zlib format of RFC 1950, not raw deflate)"
	case errors.Is(err, gzip.ErrHeader):
		return "it does not begin as gzip does"
	case errors.Is(err, errBehindEnd):
		return "something that is no gzip follows its end"
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, zlib.ErrChecksum):
		return "its checksum is wrong"
	}
	return "it is no " + encoding
}
