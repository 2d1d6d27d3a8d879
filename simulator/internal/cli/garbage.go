package cli

import "os"

// heapReserve is how many bytes are allocated, beside as many as are in use, before the
// garbage collector runs again. Of a simulator little is in use: with no reserve the
// collector would run every few hundred calls, at a tenth of what a call costs and more. All of the
// reserve becomes memory of the process, so that it is no more than what CI can spare.
const heapReserve = 12 << 20

// reserveHeap returns bytes that count as in use until the caller lets go of them. Nobody
// writes to them, so that they take no memory themselves. Unlike a higher GOGC, which is
// a multiple, they cost a large world no more than a small one. It returns none if the
// user has said when the collector is to run.
func reserveHeap() []byte {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return nil
	}
	return make([]byte, heapReserve)
}
