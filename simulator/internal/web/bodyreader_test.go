package web

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// holding is a holder for a test.
type holding func(total int64) error

func (h holding) hold(total int64) error { return h(total) }

func taken(body io.Reader, known, limit int64) (content []byte, held int64, err error) {
	t := bodyReader{body: body, known: known, limit: limit, room: holding(func(total int64) error { held = max(held, total); return nil })}
	content, err = t.all()
	return content, held, err
}

func TestABodyIsReadIntoABufferOfItsSize(t *testing.T) {
	for _, size := range []int{0, 1, 4095, 4096, 4097, SmallBody, SmallBody + 1, 1 << 20, 3<<20 + 7} {
		sent := bytes.Repeat([]byte("x"), size)
		for name, reader := range map[string]io.Reader{
			"at once": bytes.NewReader(sent), "the end with the last byte": iotest.DataErrReader(bytes.NewReader(sent)), "by halves": iotest.HalfReader(bytes.NewReader(sent)),
		} {
			content, held, err := taken(reader, int64(size), 4<<20)
			if err != nil || !bytes.Equal(content, sent) || cap(content) != size || held > int64(size) {
				t.Errorf("%d bytes %s: got %d, room for %d, held %d, %v", size, name, len(content), cap(content), held, err)
			}
		}
		content, held, err := taken(bytes.NewReader(sent), -1, 4<<20)
		if err != nil || !bytes.Equal(content, sent) || held > int64(max(firstBuffer, 2*size)) {
			t.Errorf("%d bytes that were not announced: got %d, held %d, %v", size, len(content), held, err)
		}
	}
}

// What is announced takes no memory before it comes.
func TestAnAnnouncedBodyIsNotBelieved(t *testing.T) {
	reader := &watchedBuffers{Reader: strings.NewReader(strings.Repeat("x", 1000))}
	_, _, err := taken(io.MultiReader(reader, iotest.ErrReader(io.ErrUnexpectedEOF)), 1<<40, 1<<41)
	if !errors.Is(err, io.ErrUnexpectedEOF) || reader.largest > SmallBody {
		t.Errorf("a buffer of %d bytes was made (%v)", reader.largest, err)
	}
}

type watchedBuffers struct {
	io.Reader
	largest int
}

func (w *watchedBuffers) Read(p []byte) (int, error) {
	w.largest = max(w.largest, len(p))
	return w.Reader.Read(p)
}

func TestABodyBeyondItsLimit(t *testing.T) {
	for _, row := range []struct{ size, known, limit int64 }{{11, 11, 10}, {11, -1, 10}, {100_000, -1, 99_999}, {1 << 20, 1 << 20, 10}} {
		body := bytes.NewReader(make([]byte, row.size))
		_, _, err := taken(body, row.known, row.limit)
		if _, ok := errors.AsType[*exchange.BodyError](err); !ok || !strings.Contains(err.Error(), "is larger than") {
			t.Errorf("%+v: got %v", row, err)
		}
		if read := row.size - int64(body.Len()); read > row.limit+1 {
			t.Errorf("%+v: read %d bytes", row, read)
		}
	}
	for _, known := range []int64{10, -1} {
		if content, _, err := taken(bytes.NewReader(make([]byte, 10)), known, 10); err != nil || len(content) != 10 {
			t.Errorf("the largest: got %d, %v", len(content), err)
		}
	}
}

func TestNoRoomForABody(t *testing.T) {
	full := Full{Wanted: 1 << 20}
	reading := bodyReader{body: strings.NewReader("x"), known: 1 << 20, limit: 1 << 30, room: holding(func(int64) error { return full })}
	if _, err := reading.all(); err != full {
		t.Errorf("got %v", err)
	}
}
