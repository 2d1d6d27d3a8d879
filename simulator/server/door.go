package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// door is one address that is listened on.
type door struct {
	address  string
	http     *http.Server
	listener net.Listener
}

func newDoor(address string, handler http.Handler, logger *slog.Logger) *door {
	return &door{address: address, http: &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}}
}

// open listens, so that an address that cannot be used shows at once and a
// client that is told the address is never refused.
func (d *door) open() error {
	listener, err := net.Listen("tcp", d.address)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", d.address, err)
	}
	d.listener = listener
	return nil
}

func (d *door) serve() error {
	if err := d.http.Serve(d.listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (d *door) shutdown(ctx context.Context) error {
	err := d.http.Shutdown(ctx)
	if err != nil {
		_ = d.http.Close() // the calls under way had their time
	}
	return err
}
