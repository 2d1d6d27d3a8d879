package cli

import (
	"fmt"

	"github.com/dustin/go-humanize"
)

// byteSize is a flag that takes a number of bytes as people write it.
type byteSize int64

// maxByteSize keeps one upload from taking the memory of the machine.
const maxByteSize = 1 << 30

func (s *byteSize) String() string { return humanize.IBytes(uint64(*s)) }

func (s *byteSize) Type() string { return "size" }

func (s *byteSize) Set(text string) error {
	bytes, err := humanize.ParseBytes(text)
	if err != nil || bytes < 1 || bytes > maxByteSize {
		return fmt.Errorf("must be a size from 1B to 1GiB, such as 25MiB")
	}
	*s = byteSize(bytes)
	return nil
}
