package server

import (
	"context"
	"log/slog"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/metrics"
)

// maxLoggedPath is how many bytes of a path are logged.
const maxLoggedPath = 1 << 10

// log writes a line for a call that is over. The line has no query, which may hold
// secrets, and no key that the world does not know, which may be a real one. In JSON,
// took is a number of nanoseconds.
func (c *call) log(measured metrics.Call) {
	if !c.server.CallLog {
		return
	}
	attrs := make([]slog.Attr, 0, 11)
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
	c.server.Logger.LogAttrs(context.Background(), slog.LevelInfo, "call", attrs...)
}
