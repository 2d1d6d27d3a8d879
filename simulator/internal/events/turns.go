package events

import "time"

// A thousand readers of one event are a thousand switches of goroutines and as many writes
// at least. If all of them woke at once, the next call would stand behind them in the queue
// of the processors. So they read one after the other, each a little at a time, and they
// rest as long as they have worked: together they take no more than half of a processor.
//
// All times here are those of the machine.
const (
	longestTurn = time.Millisecond // after that, the next reader has its turn as well: the client of this one is slow
	work        = time.Millisecond // of turns, up to a rest
)

// wait lets a reader wait for its turn. The feed is locked.
func (f *Feed) wait(r *Reader) {
	f.waiting = append(f.waiting, r)
	if r.next < r.ring.next.Load() || r.missing {
		r.ring.ask()
	}
}

// ask asks for turns.
func (r *ring) ask() {
	select {
	case r.asked <- struct{}{}:
	default: // there are to be turns already
	}
}

// giveTurns gives each reader that waits its turn, in rounds, as long as there is something
// to read.
func (f *Feed) giveTurns(r *ring, quit <-chan struct{}) {
	var worked time.Duration
	var round []*Reader
	for {
		select {
		case <-r.asked:
		case <-quit:
			return
		}
		f.mu.Lock()
		over := f.quit != quit
		if !over {
			round, f.waiting = f.waiting, round[:0]
		}
		f.mu.Unlock()
		if over { // those who wait now have come since: others give them their turns
			r.ask()
			return
		}
		for _, reader := range round {
			began := time.Now()
			switch reader.takeTurn(quit) {
			case turnsEnd:
				return
			case goesOn: // its client is slow: it waits, and does not work
				continue
			case rested:
			}
			if worked += time.Since(began); worked >= work {
				time.Sleep(min(worked, longestTurn))
				worked = 0
			}
		}
		clear(round)
	}
}

// turnEnd is how a turn ended for who gives them.
type turnEnd uint8

const (
	rested   turnEnd = iota
	goesOn           // the turn took too long
	turnsEnd         // there are no more turns
)

// takeTurn lets a reader read, and returns when it rests again, or after the longest time
// that a turn has.
func (r *Reader) takeTurn(quit <-chan struct{}) turnEnd {
	select {
	case <-r.rests: // from a turn that took too long
	default:
	}
	if r.isClosed() {
		return rested
	}
	r.turn <- struct{}{} // there is room: a reader that waits has taken the turn before
	select {
	case <-r.rests:
		return rested
	default:
	}
	over := time.NewTimer(longestTurn)
	defer over.Stop()
	select {
	case <-r.rests:
		return rested
	case <-over.C:
		return goesOn
	case <-quit:
		return turnsEnd
	}
}

// Turn has a value when it is the reader's turn to Take. Rest must follow.
func (r *Reader) Turn() <-chan struct{} { return r.turn }

// Rest ends the turn of the reader, and lets it wait for the next one.
func (r *Reader) Rest() {
	r.rest()
	r.feed.mu.Lock()
	defer r.feed.mu.Unlock()
	if !r.isClosed() {
		r.feed.wait(r)
	}
}

// rest ends a turn, if there is one.
func (r *Reader) rest() {
	select {
	case r.rests <- struct{}{}:
	default:
	}
}
