package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"testing"
	"time"
)

// standard is the handler of log/slog for a form of the log.
func standard(out io.Writer, json bool) slog.Handler {
	if json {
		return slog.NewJSONHandler(out, nil)
	}
	return slog.NewTextHandler(out, nil)
}

// drawnRecord is a line of the log as calls have them, and now and then another one.
func drawnRecord(r *rand.Rand) slog.Record {
	texts := []string{"default", "/public/v2/vendors/1", "a b", `"`, "x=y", "é", "\n", "", `a\b`, "<&>", "\u2028", "\xff", "\x7f", "nobody@here", "{x}", "[x]", "'x'", "null", "1"}
	text := func() string { return texts[r.IntN(len(texts))] }
	value := func() slog.Value {
		switch r.IntN(12) {
		case 0:
			return slog.IntValue(r.Int() - r.Int())
		case 1:
			return slog.DurationValue(time.Duration(r.Int64N(1 << r.IntN(60))))
		case 2:
			return slog.AnyValue(errors.New(text()))
		case 3:
			return slog.GroupValue(slog.String("in", text()))
		case 4:
			return slog.BoolValue(true)
		case 5:
			return slog.Float64Value(r.Float64())
		default:
			return slog.StringValue(text())
		}
	}
	times := []time.Time{
		time.Unix(r.Int64N(4e9), r.Int64N(1e9)), time.Unix(r.Int64N(4e9), r.Int64N(1e9)).UTC(), time.Unix(0, 0), time.Now(), {},
		time.Unix(r.Int64N(4e9), 999_999_999).In(time.FixedZone("", 5400)), time.Unix(1e9, r.Int64N(1000)*1e6),
	}
	levels := []slog.Level{slog.LevelInfo, slog.LevelInfo, slog.LevelInfo, slog.LevelInfo + 1, slog.LevelError}
	record := slog.NewRecord(times[r.IntN(len(times))], levels[r.IntN(len(levels))], text(), 0)
	for range r.IntN(12) {
		record.AddAttrs(slog.Attr{Key: text(), Value: value()})
	}
	return record
}

func TestLinesAreThoseOfSlog(t *testing.T) {
	for _, json := range []bool{false, true} {
		t.Run(fmt.Sprint("json=", json), func(t *testing.T) {
			var got, want bytes.Buffer
			ours, theirs := slog.Handler(newLogHandler(&got, json)), standard(&want, json)
			compare := func(ours, theirs slog.Handler, record slog.Record) {
				got.Reset()
				want.Reset()
				if err := errors.Join(ours.Handle(context.Background(), record), theirs.Handle(context.Background(), record)); err != nil {
					t.Fatal(err)
				}
				if got.String() != want.String() {
					t.Fatalf("got\n%swant\n%s", &got, &want)
				}
			}
			r := rand.New(rand.NewPCG(1, 2))
			for range 20_000 {
				compare(ours, theirs, drawnRecord(r))
			}
			for c := range 256 { // each byte
				text := "x" + string([]byte{byte(c)}) + "y"
				record := slog.NewRecord(time.Now(), slog.LevelInfo, text, 0)
				compare(ours, theirs, record)
				record = slog.NewRecord(time.Now(), slog.LevelInfo, "call", 0)
				record.AddAttrs(slog.String("path", text), slog.String(text, "value"))
				compare(ours, theirs, record)
			}
			compare(ours.WithAttrs([]slog.Attr{slog.Int("a", 1)}).WithGroup("g"), theirs.WithAttrs([]slog.Attr{slog.Int("a", 1)}).WithGroup("g"), drawnRecord(r))
		})
	}
}

// BenchmarkLogOfACall is a line as each call has one, by log/slog and by ours.
func BenchmarkLogOfACall(b *testing.B) {
	for _, json := range []bool{false, true} {
		for name, handler := range map[string]slog.Handler{"slog": standard(io.Discard, json), "ours": newLogHandler(io.Discard, json)} {
			b.Run(fmt.Sprintf("%s/json=%t", name, json), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					record := slog.NewRecord(time.Now(), slog.LevelInfo, "call", 0)
					record.AddAttrs(slog.String("sandbox", "default"), slog.String("call", "313ca63bb608a4a4"), slog.String("operation", "getVendorSecurityReview"),
						slog.String("method", "GET"), slog.String("path", "/public/v2/vendors/1/security-reviews/1"), slog.Int("status", 200),
						slog.Duration("took", 123456), slog.Int("violations", 0), slog.String("key", "sim-full"))
					_ = handler.Handle(context.Background(), record)
				}
			})
		}
	}
}
