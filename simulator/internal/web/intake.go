package web

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Intake takes in the bodies of calls. It says at what pace they must come in, how
// many bytes of them may be there at a time, and what becomes of those that nobody
// reads.
type Intake struct {
	Budget *Budget
	Pace   Pace // of a body that is read
	// Linger is the pace of a body that nobody wanted, of which so many bytes are
	// read and thrown away after the answer: many clients read that only once
	// they have sent all, and closing on them would take it from them.
	Linger      Pace
	LingerBytes int64

	mu       sync.Mutex // guards what follows
	uploads  map[*Upload]struct{}
	stopping bool
}

// NewIntake makes the intake of a server, for bodies of at most so many bytes. Once
// stopping ends, clients have less time to send what is left of theirs.
func NewIntake(stopping context.Context, budget *Budget, maxBody int64) *Intake {
	in := &Intake{
		Budget: budget, uploads: map[*Upload]struct{}{},
		Pace:   Pace{Grace: 30 * time.Second, Rate: 1 << 10},
		Linger: Pace{Grace: 5 * time.Second, Rate: 16 << 10}, LingerBytes: maxBody,
	}
	context.AfterFunc(stopping, in.hurry)
	return in
}

// hurry is called once, as the server stops.
func (in *Intake) hurry() {
	in.mu.Lock()
	in.stopping = true
	uploads := slices.Collect(maps.Keys(in.uploads))
	in.mu.Unlock()
	for _, u := range uploads {
		u.hurry()
	}
}

// admit keeps an upload in sight until it is forgotten: a context of its own for each
// would cost more than reading most bodies.
func (in *Intake) admit(u *Upload) {
	in.mu.Lock()
	in.uploads[u] = struct{}{}
	stopping := in.stopping
	in.mu.Unlock()
	if stopping {
		u.hurry()
	}
}

func (in *Intake) forget(u *Upload) {
	in.mu.Lock()
	defer in.mu.Unlock()
	delete(in.uploads, u)
}

// Handler lets next find an *Upload for the body of a call. A call without a
// body goes straight through.
func (in *Intake) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body == nil || r.Body == http.NoBody {
			next.ServeHTTP(w, r)
			return
		}
		u := in.upload(w, r)
		defer u.release()
		in.admit(u)
		defer in.forget(u)
		// The request itself keeps its body, which net/http asks for later.
		call := r.WithContext(r.Context())
		call.Body = u
		next.ServeHTTP(w, call)
		u.release() // to linger takes no memory
		u.linger(in.Linger, in.LingerBytes)
	})
}

func (in *Intake) upload(w http.ResponseWriter, r *http.Request) *Upload {
	u := &Upload{
		body: r.Body, ctx: r.Context(), header: w.Header(), conn: http.NewResponseController(w),
		meter: Meter{Pace: in.Pace}, length: r.ContentLength, budget: in.Budget,
		awaited: r.Header.Get("Expect") != "",
	}
	// Or else net/http would wait for a body that nobody reads before it lets an
	// answer out. A server that cannot do this has no such habit.
	_ = u.conn.EnableFullDuplex()
	if u.length > in.LingerBytes {
		u.header.Set("Connection", "close") // the body is not read to its end
	}
	return u
}
