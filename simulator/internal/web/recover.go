package web

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// Panicked logs a panic and makes an error of it, which is a bug of the
// simulator. cause is what recover returned.
func Panicked(logger *slog.Logger, operation string, cause any) error {
	logger.Error("a call failed", "operation", operation, "cause", cause, "stack", string(debug.Stack()))
	return fmt.Errorf("panic: %v", cause)
}

// Guarded is a handler that answers every call, also where handle panics. Only
// http.ErrAbortHandler, which ends a connection on purpose, goes through. It is for
// the code before and behind the answer, where there may be no sandbox to record a
// failure in. failed makes the answer to an error.
func Guarded(logger *slog.Logger, operation string, failed func(error) exchange.Response, handle gin.HandlerFunc) gin.HandlerFunc {
	return func(c *gin.Context) {
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if cause == http.ErrAbortHandler {
				panic(cause)
			}
			err := Panicked(logger, operation, cause)
			if c.Writer.Written() {
				panic(http.ErrAbortHandler) // half an answer must not look like a whole one
			}
			Send(c, failed(err))
		}()
		handle(c)
	}
}
