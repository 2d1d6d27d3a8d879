package control

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/events"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// How streams are kept, by the time of the machine.
const (
	maxStreams = 2000             // at a time
	heartbeat  = 15 * time.Second // between two signs of life, for proxies that give up silent connections
	grace      = 30 * time.Second // for which a client may take nothing
)

// stream is the output of an operation whose answer goes on.
type stream struct {
	head   document
	follow func(*web.Stream) // sends all that comes after the head
	end    func()            // is called once, also if nothing follows
}

// streams are those that are under way.
type streams struct {
	room             chan struct{} // has a value for each of them
	heartbeat, grace time.Duration
}

func newStreams() streams { return streams{make(chan struct{}, maxStreams), heartbeat, grace} }

// errManyStreams says that there are as many streams as there may be.
type errManyStreams int

func (e errManyStreams) Error() string {
	return fmt.Sprintf("there are %d readers of events, which is the most there may be: end one of them, and try again", int(e))
}

// errEnding says that no stream begins any more.
var errEnding = refusal{http.StatusServiceUnavailable, "the simulator stops: nothing happens in it any more"}

// eventsQuery says which events are asked for, and after which one. The header is what
// browsers send once they have lost a connection, so it says more than the query that they
// once began with.
type eventsQuery struct {
	Sandbox string   `json:"sandbox,omitempty" in:"query"`
	Type    []string `json:"type,omitempty" in:"query"`
	After   string   `json:"after,omitempty" in:"query"`
	LastID  string   `json:"Last-Event-ID,omitempty" in:"header"`
}

// filter is which events are asked for.
func (in eventsQuery) filter() journal.EventFilter {
	filter := journal.EventFilter{Sandbox: in.Sandbox}
	for _, t := range in.Type {
		filter.Types = append(filter.Types, journal.EventType(t))
	}
	return filter
}

// after is the event to go on after; nil if the reader has read none.
func (in eventsQuery) after() *uint64 {
	for _, text := range []string{in.LastID, in.After} {
		if id, err := strconv.ParseUint(text, 10, 64); err == nil {
			return &id
		}
	}
	return nil
}

func followEvents(c call, in eventsQuery) (stream, error) {
	select {
	case c.streams.room <- struct{}{}:
	default:
		return stream{}, errManyStreams(cap(c.streams.room))
	}
	reader := c.Sandboxes.Events().Follow(in.filter(), in.after())
	end := func() {
		reader.Close()
		<-c.streams.room
	}
	if reader.Ended().Err() != nil {
		end()
		return stream{}, errEnding
	}
	head := respondAs("text/event-stream", nil)
	head.Header.Set("Cache-Control", "no-store")
	head.Header.Set("X-Accel-Buffering", "no") // or else proxies hold events back until they have many
	return stream{head: head, end: end, follow: func(to *web.Stream) { c.sendEvents(to, reader) }}, nil
}

// sendEvents sends events until the client leaves, is logged out or takes none for too
// long, or the simulator stops. It sends no event that happened after the logout: that is
// over before the event can be taken.
func (c call) sendEvents(to *web.Stream, reader *events.Reader) {
	left, ended, allowed := c.from.Context().Done(), reader.Ended(), c.untilLogout(c.from)
	defer context.AfterFunc(ended, to.Cut)()
	defer context.AfterFunc(allowed, to.Cut)()
	beat := time.NewTicker(c.streams.heartbeat)
	defer beat.Stop()
	for err := to.Send(alive(reader)); err == nil && allowed.Err() == nil; {
		select {
		case <-reader.Turn():
			if taken := reader.Take(); allowed.Err() == nil {
				err = to.Send(texts(taken)...)
			}
			reader.Rest()
		case <-beat.C:
			err = to.Send(alive(reader))
		case <-left:
			return
		case <-ended.Done():
			return
		case <-allowed.Done():
			return
		}
	}
}

func texts(taken []*events.Event) (texts [][]byte) {
	for _, e := range taken {
		texts = append(texts, e.Text())
	}
	return texts
}

// alive is a comment, which clients take for no event, with the ID that they are to go on
// after: they know of no event that was not for them.
func alive(reader *events.Reader) []byte {
	return fmt.Appendf(nil, ": vsrsim is here\nid: %d\n\n", reader.Last())
}
