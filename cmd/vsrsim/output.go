package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// writeFile lets write fill a file, whole or not at all. What is no ordinary
// file, such as /dev/null, is written to and never replaced.
func writeFile(path string, write func(io.Writer) error) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nameFile(path, fill(path, write))
	}
	target := path
	if linked, err := filepath.EvalSymlinks(path); err == nil {
		target = linked
	}
	unfinished := target + ".unfinished"
	err := fill(unfinished, write)
	if err == nil {
		err = os.Rename(unfinished, target)
	}
	if err != nil {
		_ = os.Remove(unfinished)
	}
	return nameFile(path, err)
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

func fill(path string, write func(io.Writer) error) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(buffered(file, write), file.Close())
}

func buffered(w io.Writer, write func(io.Writer) error) error {
	buffer := bufio.NewWriter(w)
	if err := write(buffer); err != nil {
		return err
	}
	return buffer.Flush()
}

// canWrite tells whether a file can be written, before there is anything to write.
func canWrite(path string) error {
	if info, err := os.Stat(path); err == nil {
		if info.IsDir() {
			return fmt.Errorf("write %s: it is a folder", path)
		}
		return nil
	}
	probe, err := os.CreateTemp(filepath.Dir(path), ".vsrsim-*")
	if err != nil {
		return nameFile(path, err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}
