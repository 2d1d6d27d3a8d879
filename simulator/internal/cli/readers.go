package cli

import (
	"os"
	"os/signal"
	"syscall"
	"time"
)

// readerWait is how long the end of a command waits for who reads its output. With
// drainTime it is well below the ten seconds after which "docker stop" kills.
const readerWait = time.Second

// outliveReaders keeps the end of a reader of our output, as in "vsrsim serve |
// head", from ending us before our work is done: writing fails then, no more. The
// signal is caught and not ignored because commands that we run would inherit that.
func outliveReaders() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }
