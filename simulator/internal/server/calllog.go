package server

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/metrics"
)

// maxLoggedPath is how many bytes of a path are logged.
const maxLoggedPath = 1 << 10

// log writes a line for a call that is over. The line has no query, which may hold
// secrets, and no key that the world does not know, which may be a real one. In JSON,
// took is a number of nanoseconds.
func (c *call) log(measured metrics.Call) {
	handler := c.server.Logger.Handler()
	if !c.server.CallLog || !handler.Enabled(context.Background(), slog.LevelInfo) {
		return
	}
	var room [11]slog.Attr
	attrs := room[:0]
	add := func(name, value string) {
		if value != "" {
			attrs = append(attrs, slog.String(name, value))
		}
	}
	if c.box != nil {
		add("sandbox", c.box.Name)
	}
	if c.answer != nil {
		add("call", c.answer.ID)
	}
	add("operation", c.counted.ID)
	add("method", c.gin.Request.Method)
	path, _ := exchange.Truncate(c.gin.Request.URL.Path, maxLoggedPath)
	add("path", strings.ToValidUTF8(path, "\ufffd"))
	attrs = append(attrs, slog.Int("status", measured.Status), slog.Duration("took", measured.Took),
		slog.Int("violations", measured.InRequest+measured.InResponse))
	if c.answer != nil {
		add("rule", c.answer.Rule)
		add("fault", c.answer.Fault)
		add("key", c.answer.Key)
	}
	// Not LogAttrs, which finds out for each line that it comes from here.
	line := slog.NewRecord(time.Now(), slog.LevelInfo, "call", 0)
	line.AddAttrs(attrs...)
	_ = handler.Handle(context.Background(), line) // as LogAttrs: nobody is left to be told
}
