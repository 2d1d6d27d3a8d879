// Package atomicfile replaces files whole or not at all: a new file is filled beside
// the old one and then takes its place.
package atomicfile

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
)

// Ending is what the name of a file ends with before it takes its place. Whoever
// finds one finds what a process left behind that was killed.
const Ending = ".unfinished"

// File is a file that is to take the place of another, or of none. Its user fills it,
// closes it, and then calls either Replace or Discard. It belongs to one goroutine.
type File struct {
	*os.File
	target string
}

// Create makes an empty file beside target, with perm less the umask. It fails with a
// *fs.PathError that names the new file.
func Create(target string, perm fs.FileMode) (*File, error) {
	for {
		name := target + "." + strconv.FormatUint(uint64(rand.Uint32()), 10) + Ending
		file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, perm)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		return &File{file, target}, nil
	}
}

// Replace puts the file, which must be closed, in the place of its target. Where that
// fails, the file is removed and the target is as it was.
func (f *File) Replace() error {
	if err := os.Rename(f.Name(), f.target); err != nil {
		_ = os.Remove(f.Name())
		return err
	}
	return nil
}

// Discard closes the file, if it is not closed, and removes it.
func (f *File) Discard() error {
	_ = f.Close()
	return os.Remove(f.Name())
}

// Check fails if there can be no new file beside target.
func Check(target string) error {
	file, err := Create(target, 0o600)
	if err != nil {
		return err
	}
	return file.Discard()
}

// Save gives target the content, on the disk before it returns: after a crash the
// file is the old one or the new one. Only the user may read it.
func Save(target string, content []byte) error {
	file, err := Create(target, 0o600)
	if err != nil {
		return err
	}
	if err := file.fill(content); err != nil {
		_ = file.Discard()
		return err
	}
	if err := file.Replace(); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(target))
}

func (f *File) fill(content []byte) error {
	if _, err := f.Write(content); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return f.Close()
}

// syncFolder makes the new name last, which syncing the file alone does not. Windows
// refuses to sync a folder, and writes names down by itself.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
