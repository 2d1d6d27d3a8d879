package exchange

import (
	"math/rand/v2"
	"time"
)

// Fault is what goes wrong with one answer on its way out, with everything
// random in it drawn. The zero value lets it go out as it is. All times are by
// the clock of the sandbox.
type Fault struct {
	Delay      time.Duration // before the first byte
	Bandwidth  int64         // bytes of the body a second; 0 is no limit
	Drip       Drip
	Chunked    bool   // Transfer-Encoding: chunked, in the place of a Content-Length
	Truncate   Amount // of the body that goes out, before the connection ends
	Garbage    Garbage
	Noise      []byte // what Garbage sends
	Connection Connection
}

// IsZero tells whether nothing goes wrong.
func (f *Fault) IsZero() bool {
	return f.Delay == 0 && f.Bandwidth == 0 && f.Drip == Drip{} && !f.Chunked &&
		!f.Truncate.Set && f.Garbage == "" && f.Connection == ""
}

// Silent tells whether not even the status line goes out.
func (f *Fault) Silent() bool {
	return f.Garbage == GarbageConnection || f.Connection != "" && !f.Truncate.Set && f.Garbage == ""
}

// Spoils tells whether the client cannot make out the answer.
func (f *Fault) Spoils() bool { return f.Truncate.Set || f.Garbage != "" || f.Connection != "" }

// Pieces is how a body of that length goes out: how many bytes at a time, and
// the pause between them. A bandwidth is kept in steps of a tenth of a second.
func (f *Fault) Pieces(length int) (size int, pause time.Duration) {
	size = max(length, 1)
	if f.Drip.Bytes > 0 {
		size, pause = min(size, f.Drip.Bytes), f.Drip.Every
	}
	if f.Bandwidth > 0 {
		size = int(min(int64(size), max(1, f.Bandwidth/10)))
		pause = max(pause, time.Duration(size)*time.Second/time.Duration(f.Bandwidth))
	}
	return size, pause
}

// Drip sends a body a few bytes at a time.
type Drip struct {
	Bytes int // at a time; 0 is the whole
	Every time.Duration
	Vary  int    // so many bytes more or less
	Seed  uint64 // of how many
}

// Sizes returns what says how large each piece is, one after the other, where
// pieces that do not vary have that size.
func (d Drip) Sizes(size int) (next func() int) {
	if d.Vary == 0 {
		return func() int { return size }
	}
	random := rand.New(rand.NewPCG(d.Seed, 0))
	return func() int { return max(1, d.Bytes-d.Vary+random.IntN(2*d.Vary+1)) }
}

// Amount is a part of a body.
type Amount struct {
	Set     bool
	Percent float64 // of the body, if Bytes is 0
	Bytes   int64
}

// Of is how many bytes the amount is of a body of that length.
func (a Amount) Of(length int) int {
	if a.Bytes > 0 {
		return int(min(a.Bytes, int64(length)))
	}
	return min(length, int(a.Percent/100*float64(length)))
}

// Garbage is what random bytes stand in the place of.
type Garbage string

// The places of garbage.
const (
	GarbageBody       Garbage = "body"       // of the body: the answer is sound HTTP
	GarbageChunk      Garbage = "chunk"      // of the first chunk: the head is sound HTTP
	GarbageConnection Garbage = "connection" // of the whole answer
)

// Connection is how a connection ends that ends before its time.
type Connection string

// The ends of a connection: before the first byte of the answer, or where it
// is truncated.
const (
	ConnectionReset Connection = "reset" // a TCP reset
	ConnectionClose Connection = "close" // an orderly end
	ConnectionHang  Connection = "hang"  // nothing, until the client or the server gives up
)
