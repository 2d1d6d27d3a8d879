package server

import (
	"context"
	"log/slog"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/metrics"
)

// maxLoggedPath is how many bytes of a path are logged.
const maxLoggedPath = 1 << 10

// logCall writes a line for a call that is over. A query may hold secrets, and
// a key that the world does not know may be a real one. In JSON, took is a number
// of nanoseconds.
func (s *Server) logCall(c *gin.Context, counted *metrics.Operation, call *call, over metrics.Call) {
	if !s.CallLog {
		return
	}
	attrs := make([]slog.Attr, 0, 11)
	add := func(name, value string) {
		if value != "" {
			attrs = append(attrs, slog.String(name, value))
		}
	}
	if call != nil {
		add("sandbox", call.box.Name)
		add("call", call.id)
	}
	add("operation", counted.ID)
	add("method", c.Request.Method)
	path, _ := exchange.Shorten(c.Request.URL.Path, maxLoggedPath)
	add("path", strings.ToValidUTF8(path, "\ufffd"))
	attrs = append(attrs, slog.Int("status", over.Status), slog.Duration("took", over.Took),
		slog.Int("violations", over.InRequest+over.InResponse))
	if call != nil {
		add("rule", call.rule)
		add("fault", call.fault)
		if call.keyKnown {
			add("key", call.key)
		}
	}
	s.Logger.LogAttrs(context.Background(), slog.LevelInfo, "call", attrs...)
}
