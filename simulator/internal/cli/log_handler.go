package cli

import (
	"context"
	"io"
	"log/slog"
	"strconv"
	"sync"
	"time"
)

// logHandler writes the lines of calls, byte for byte as log/slog does but at a part of
// the cost. All that is not as plain as such a line it leaves to log/slog.
type logHandler struct {
	slog.Handler // of log/slog
	out          io.Writer
	json         bool
}

func newLogHandler(out io.Writer, json bool) logHandler {
	if json {
		return logHandler{slog.NewJSONHandler(out, nil), out, true}
	}
	return logHandler{slog.NewTextHandler(out, nil), out, false}
}

// lineBuffers are used again: Write of a backlog copies what it takes.
var lineBuffers = sync.Pool{New: func() any { b := make([]byte, 0, 512); return &b }}

// Handle is that of slog.Handler.
func (h logHandler) Handle(ctx context.Context, r slog.Record) error {
	if r.Level != slog.LevelInfo || r.Time.IsZero() || !isPlain(r.Message) {
		return h.Handler.Handle(ctx, r)
	}
	buffer := lineBuffers.Get().(*[]byte)
	defer lineBuffers.Put(buffer)
	line, plain := (*buffer)[:0], true
	if h.json {
		line = r.Time.Round(0).AppendFormat(append(line, `{"time":"`...), time.RFC3339Nano)
		line = append(append(line, `","level":"INFO","msg":"`...), r.Message...)
		line = append(line, '"')
		r.Attrs(func(a slog.Attr) bool {
			line, plain = appendJSON(line, a)
			return plain
		})
		line = append(line, '}')
	} else {
		line = appendTime(append(line, "time="...), r.Time)
		line = append(append(line, " level=INFO msg="...), r.Message...)
		r.Attrs(func(a slog.Attr) bool {
			line, plain = appendText(line, a)
			return plain
		})
	}
	line = append(line, '\n')
	*buffer = line
	if !plain {
		return h.Handler.Handle(ctx, r)
	}
	_, err := h.out.Write(line)
	return err
}

// appendTime appends a time with milliseconds.
func appendTime(line []byte, t time.Time) []byte {
	const shown = len("2006-01-02T15:04:05.000")
	start := len(line)
	// A tenth of a millisecond keeps the zeros of the others; it is taken out again.
	t = t.Truncate(time.Millisecond).Add(time.Millisecond / 10)
	line = t.AppendFormat(line, time.RFC3339Nano)
	return append(line[:start+shown], line[start+shown+1:]...)
}

func appendText(line []byte, a slog.Attr) (longer []byte, plain bool) {
	if !isPlain(a.Key) {
		return line, false
	}
	line = append(append(append(line, ' '), a.Key...), '=')
	switch a.Value.Kind() {
	case slog.KindString:
		text := a.Value.String()
		return append(line, text...), isPlain(text)
	case slog.KindInt64:
		return strconv.AppendInt(line, a.Value.Int64(), 10), true
	case slog.KindDuration:
		return append(line, a.Value.Duration().String()...), true
	default:
		return line, false
	}
}

func appendJSON(line []byte, a slog.Attr) (longer []byte, plain bool) {
	if !isPlain(a.Key) {
		return line, false
	}
	line = append(append(append(line, `,"`...), a.Key...), `":`...)
	switch a.Value.Kind() {
	case slog.KindString:
		text := a.Value.String()
		return append(append(append(line, '"'), text...), '"'), isPlain(text)
	case slog.KindInt64:
		return strconv.AppendInt(line, a.Value.Int64(), 10), true
	case slog.KindDuration:
		return strconv.AppendInt(line, int64(a.Value.Duration()), 10), true
	default:
		return line, false
	}
}

// isPlain tells whether a text needs no quotes in a line of text, and no escapes in JSON.
func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c <= ' ' || c >= 0x7f || c == '"' || c == '=' || c == '\\' {
			return false
		}
	}
	return text != ""
}
