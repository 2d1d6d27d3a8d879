package control

import (
	"net/http"
	"time"

	"github.com/vsrsim/vsrsim/simulator/exchange"
	"github.com/vsrsim/vsrsim/simulator/sandbox"
)

type clockView struct {
	Mode   sandbox.ClockMode `json:"mode"`
	At     *time.Time        `json:"at,omitempty"`
	Offset string            `json:"offset,omitempty"`
	Now    time.Time         `json:"now"`
	// Waiting is how many calls a fault holds up now.
	Waiting int `json:"waiting"`
}

func viewClock(clock *sandbox.Clock) clockView {
	setting := clock.Setting()
	view := clockView{Mode: setting.Mode, Now: setting.Now(), Waiting: clock.Waiting()}
	switch setting.Mode {
	case sandbox.ClockFrozen:
		view.At = &view.Now
	case sandbox.ClockOffset:
		view.Offset = setting.Offset.String()
	}
	return view
}

// getClock is GET /sandboxes/{sandbox}/clock.
func getClock(c call) (exchange.Response, error) {
	return respond(http.StatusOK, viewClock(c.box.Clock))
}

type clockSetting struct {
	Mode   sandbox.ClockMode `json:"mode"`
	At     *string           `json:"at"`
	Offset *string           `json:"offset"`
}

// setClock is PUT /sandboxes/{sandbox}/clock.
func setClock(c call) (exchange.Response, error) {
	in, err := body[clockSetting](c)
	if err != nil {
		return exchange.Response{}, err
	}
	setting, err := in.setting()
	if err != nil {
		return exchange.Response{}, err
	}
	c.box.Clock.Set(setting)
	return getClock(c)
}

func (in clockSetting) setting() (sandbox.ClockSetting, error) {
	var p problems
	setting := sandbox.ClockSetting{Mode: in.Mode}
	if in.belongs(&p, "at", in.At, sandbox.ClockFrozen) {
		setting.At = p.time("at", *in.At)
	}
	if in.belongs(&p, "offset", in.Offset, sandbox.ClockOffset) {
		setting.Offset = p.duration("offset", *in.Offset)
	}
	return setting, p.err()
}

// belongs tells whether a property that one mode needs, and no other knows, is
// there to be read.
func (in clockSetting) belongs(p *problems, name string, text *string, to sandbox.ClockMode) bool {
	switch {
	case in.Mode != to && text != nil:
		p.add("%s goes with the mode %s only", name, to)
	case in.Mode == to && text == nil:
		p.add("%s is required with the mode %s", name, to)
	}
	return in.Mode == to && text != nil
}

type clockAdvance struct {
	By string `json:"by"`
}

// advanceClock is POST /sandboxes/{sandbox}/clock/advance.
func advanceClock(c call) (exchange.Response, error) {
	in, err := body[clockAdvance](c)
	if err != nil {
		return exchange.Response{}, err
	}
	var p problems
	by := p.duration("by", in.By)
	if err := p.err(); err != nil {
		return exchange.Response{}, err
	}
	if err := c.box.Clock.Advance(by); err != nil {
		return exchange.Response{}, err
	}
	return getClock(c)
}
