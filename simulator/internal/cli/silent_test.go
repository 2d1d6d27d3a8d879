package cli

import (
	"net"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A connection that never sent anything is no call under way: a stop does not wait
// for it, as it would for drainTime.
func TestAStopDoesNotWaitForASilentConnection(t *testing.T) {
	process, url := startProcess(t, filepath.Join(t.TempDir(), "state.yaml"))
	silent, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	createReview(t, url) // the server has taken the other connection by then
	began := time.Now()
	if err := process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := process.Wait(); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took >= drainTime {
		t.Errorf("it took %s", took)
	}
}
