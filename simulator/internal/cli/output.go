package cli

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/atomicfile"
)

// output is where a command writes what it was asked for. It remembers what could not
// be written, which is said at the end, whoever wrote it and looked at no error. A
// pipe that nobody reads is not that: who reads it has seen enough.
type output struct {
	io.Writer
	lost error
}

func (o *output) Write(text []byte) (int, error) {
	n, err := o.Writer.Write(text)
	if err == nil || errors.Is(err, syscall.EPIPE) {
		return n, err
	}
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		err = pathError.Err
	}
	o.lost = cmp.Or(o.lost, err)
	return len(text), nil
}

// unwatched is the writer itself, for what a command does not answer for: the output of
// the command that it runs, and what goes on whether it is read or not.
func unwatched(w io.Writer) io.Writer {
	if watched, ok := w.(*output); ok {
		return watched.Writer
	}
	return w
}

// writeFile lets write fill a file, whole or not at all. What is no ordinary
// file, such as /dev/null, is written to and never replaced.
func writeFile(path string, write func(io.Writer) error) error {
	return nameFile(path, putFile(path, write))
}

func putFile(path string, write func(io.Writer) error) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return overwrite(path, write)
	}
	target := finalPath(path)
	file, err := atomicfile.Create(target, 0o666)
	if err != nil { // the folder may allow no new file, and the file may be there
		return overwrite(target, write)
	}
	if err := fill(file.File, write); err != nil {
		return errors.Join(err, file.Discard())
	}
	if err := file.Replace(); err != nil { // a file that is mounted alone stays in its place
		return overwrite(target, write)
	}
	return nil
}

// writeWait is how long a pipe may let what is written to it wait.
const writeWait = 5 * time.Second

// overwrite writes to what is there. Opening a pipe does not wait for a reader.
func overwrite(path string, write func(io.Writer) error) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC|syscall.O_NONBLOCK, 0o666)
	if errors.Is(err, syscall.ENXIO) {
		return errors.New("nobody reads from it")
	}
	if err != nil {
		return err
	}
	_ = file.SetWriteDeadline(time.Now().Add(writeWait)) // an ordinary file has no deadline and needs none
	if err := fill(file, write); err != nil {
		_ = os.Truncate(path, 0) // half a file says something else than the whole; a device stays as it is
		return err
	}
	return nil
}

// fill closes the file.
func fill(file *os.File, write func(io.Writer) error) error {
	return errors.Join(buffered(file, write), file.Close())
}

func buffered(w io.Writer, write func(io.Writer) error) error {
	buffer := bufio.NewWriter(w)
	if err := write(buffer); err != nil {
		return err
	}
	return buffer.Flush()
}

// nameFile makes an error speak of the file that was asked for.
func nameFile(path string, err error) error {
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		err = pathError.Err
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// clearFile sees to it that a file can be written in the end, and that until then
// none is there: who finds one must not take it for a newer one. Folders that are
// missing are made.
func clearFile(path string) error {
	target := finalPath(path)
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("write %s: it is a folder", path)
	case err == nil && !info.Mode().IsRegular(): // a device or a pipe holds nothing
		return nil
	case err == nil:
		if os.Remove(target) == nil {
			return nil
		}
		return nameFile(path, os.Truncate(target, 0)) // the folder may allow no less
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o777); err != nil {
		return nameFile(path, err)
	}
	return nameFile(path, atomicfile.Check(target)) // another name: who waits for the file must not find one that is empty
}

// finalPath is the file that a path leads to, whether it is there or not: a link
// stays one when that file is replaced.
func finalPath(path string) string {
	for range 40 { // as many links as Linux follows
		to, err := os.Readlink(path)
		if err != nil {
			break
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		path = to
	}
	if folder, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		path = filepath.Join(folder, filepath.Base(path))
	}
	if whole, err := filepath.Abs(path); err == nil {
		path = whole
	}
	return path
}
