package yamlfile

import (
	"fmt"
	"io"
	"io/fs"
	"os"
)

// The bounds of what is read from pipes, which may never end.
const (
	maxPiped = 256 << 20
	maxStdin = 16 << 20 // of one scenario
)

// ReadFile is os.ReadFile, but not for devices, and for pipes up to a bound.
func ReadFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil || info.Mode().IsRegular() || info.IsDir():
		return os.ReadFile(path)
	case info.Mode()&fs.ModeNamedPipe == 0:
		return nil, fmt.Errorf("%s is not a regular file", path)
	}
	pipe, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer pipe.Close()
	return read(path, pipe, maxPiped)
}

// ReadStdin reads a scenario that is piped in.
func ReadStdin(from io.Reader) ([]byte, error) { return read("standard input", from, maxStdin) }

func read(name string, from io.Reader, most int64) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(from, most+1))
	if err == nil && int64(len(text)) > most {
		return nil, fmt.Errorf("%s goes on after %d bytes, more than are read", name, most)
	}
	return text, err
}
