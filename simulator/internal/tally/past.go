package tally

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
)

// past is what was seen in sandboxes that have gone or were reset. Their checks are
// judged in the background, one sandbox after the other as they ended: somebody
// else's call may have made a sandbox end, and must not wait for that.
type past struct {
	config    Config
	noSandbox atomic.Int64
	room      chan struct{} // bounds how many journals wait to be judged

	mu      sync.Mutex
	tally   *tally
	waiting []*judgement // not judged yet, or not added to their tally
}

// maxWaiting is how many sandboxes wait to be judged before the next has to wait
// until it may: their journals take room.
const maxWaiting = 16

func newPast(config Config) *past {
	return &past{config: config, room: make(chan struct{}, maxWaiting), tally: newTally(config)}
}

func (p *past) add(e sandbox.Evidence) {
	p.mu.Lock()
	judgement := p.tally.add(e)
	p.mu.Unlock()
	if judgement == nil {
		return
	}
	p.room <- struct{}{}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting = append(p.waiting, judgement)
	if len(p.waiting) == 1 {
		go p.judge()
	}
}

// judge judges all that wait, and ends when none are left.
func (p *past) judge() {
	for next := p.next(); next != nil; next = p.done(next) {
		next.checks()
		<-p.room
	}
}

func (p *past) next() *judgement {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.waiting[0]
}

// done adds a judgement to its tally, which is not used any more if the past was
// forgotten meanwhile. It returns the next one; nil if none is left.
func (p *past) done(judged *judgement) *judgement {
	p.mu.Lock()
	defer p.mu.Unlock()
	judged.of.addJudged(judged)
	p.waiting = p.waiting[1:]
	if len(p.waiting) == 0 {
		p.waiting = nil
		return nil
	}
	return p.waiting[0]
}

// addTo adds the past to a tally, but for what is not judged yet.
func (p *past) addTo(total *tally) (noSandbox int, waiting []*judgement) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tally.addTo(total)
	waiting = slices.DeleteFunc(slices.Clone(p.waiting), func(j *judgement) bool { return j.of != p.tally })
	return int(p.noSandbox.Load()), waiting
}

func (p *past) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tally = newTally(p.config)
	p.noSandbox.Store(0)
}
