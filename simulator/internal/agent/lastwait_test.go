package agent

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"

	"github.com/vsrsim/vsrsim/simulator/internal/remote"
)

// The end of what an agent says is held back until an operation that takes as long as one
// may is answered, however slow the machine, and no longer than that.
func TestTheEndWaitsForTheSlowestOperation(t *testing.T) {
	for _, row := range []struct {
		takes, ends time.Duration
		answered    bool
	}{
		{remote.Patience, remote.Patience, true},
		{time.Hour, lastWait, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			var out strings.Builder
			connection, err := speech{strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"ping"}`), &out}.Connect(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer connection.Close()
			request, err := connection.Read(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			answer := &jsonrpc.Response{ID: request.(*jsonrpc.Request).ID, Result: json.RawMessage("{}")}
			defer time.AfterFunc(row.takes, func() { _ = connection.Write(t.Context(), answer) }).Stop()
			began := time.Now()
			if _, err = connection.Read(t.Context()); !errors.Is(err, io.EOF) {
				t.Errorf("got %v, want the end", err)
			}
			if ended := time.Since(began); ended != row.ends || (out.Len() > 0) != row.answered {
				t.Errorf("an operation of %s: the end came after %s, want %s; said %q", row.takes, ended, row.ends, out.String())
			}
		})
	}
}
