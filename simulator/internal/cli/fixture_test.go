package cli

import (
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"
)

// A file that could not be written whole is not there, and the one that was
// there still is.
func TestWriteFileWholeOrNotAtAll(t *testing.T) {
	path := filepath.Join(t.TempDir(), "world.yaml")
	if err := os.WriteFile(path, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	err := writeFile(path, func(w io.Writer) error {
		_, _ = io.WriteString(w, "half of it")
		return broken
	})
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
	if content, err := os.ReadFile(path); err != nil || string(content) != "before" {
		t.Errorf("the file: got %q (%v)", content, err)
	}
	if files, err := os.ReadDir(filepath.Dir(path)); err != nil || len(files) != 1 {
		t.Errorf("left behind: got %v (%v)", files, err)
	}
}

// With the rights to do so, --output /dev/null once put a file in its place.
func TestWriteFileReplacesOrdinaryFilesOnly(t *testing.T) {
	t.Chdir(t.TempDir()) // the path of a socket must be short
	socket, err := net.Listen("unix", "socket")
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	if err := writeFile("socket", func(io.Writer) error { return nil }); err == nil {
		t.Error("no error")
	}
	if info, err := os.Lstat("socket"); err != nil || info.Mode().Type() != os.ModeSocket {
		t.Errorf("the socket has become %v (%v)", info, err)
	}
}
