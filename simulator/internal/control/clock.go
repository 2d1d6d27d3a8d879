package control

import (
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
)

type clockView struct {
	Mode   sandbox.ClockMode `json:"mode"`
	At     *time.Time        `json:"at,omitempty"`
	Offset string            `json:"offset,omitempty"`
	Now    time.Time         `json:"now"`
	// Waiting is how many calls a fault holds up now.
	Waiting int        `json:"waiting"`
	Held    []heldView `json:"held,omitempty"` // some of these
}

// heldView is a call that a fault holds up.
type heldView struct {
	Call   string    `json:"call"`
	Method string    `json:"method"`
	Path   string    `json:"path"`
	Rule   string    `json:"rule"`
	Fault  string    `json:"fault"`
	Until  time.Time `json:"until"`
}

func viewClock(clock sandbox.ClockStatus) clockView {
	setting := clock.Setting
	view := clockView{Mode: setting.Mode, Now: clock.Now, Waiting: clock.Waiting}
	for _, held := range clock.Held {
		view.Held = append(view.Held, heldView(held))
	}
	switch setting.Mode {
	case sandbox.ClockFrozen:
		view.At = &view.Now
	case sandbox.ClockOffset:
		view.Offset = setting.Offset.String()
	case sandbox.ClockReal:
	}
	return view
}

func getClock(c call, _ none) (clockView, error) {
	return viewClock(c.box.Clock()), nil
}

type clockSetting struct {
	Mode   sandbox.ClockMode `json:"mode"`
	At     *string           `json:"at,omitempty"`
	Offset *string           `json:"offset,omitempty"`
}

func setClock(c call, in clockSetting) (clockView, error) {
	var p problems
	setting := in.setting(&p, "")
	if err := p.err(); err != nil {
		return clockView{}, err
	}
	_, _ = c.box.Apply(sandbox.SetClock{Setting: setting}) // which cannot fail
	return viewClock(c.box.Clock()), nil
}

// setting is what the body says, which stands below that name; problems tell what
// is wrong with it.
func (in clockSetting) setting(p *problems, below string) sandbox.ClockSetting {
	setting := sandbox.ClockSetting{Mode: in.Mode}
	if in.belongs(p, below+"at", in.At, sandbox.ClockFrozen) {
		setting.At = p.time(below+"at", *in.At)
	}
	if in.belongs(p, below+"offset", in.Offset, sandbox.ClockOffset) {
		setting.Offset = p.duration(below+"offset", *in.Offset)
	}
	return setting
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

func advanceClock(c call, in clockAdvance) (clockView, error) {
	var p problems
	by := p.duration("by", in.By)
	if err := p.err(); err != nil {
		return clockView{}, err
	}
	if _, err := c.box.Apply(sandbox.AdvanceClock{By: by}); err != nil {
		return clockView{}, err
	}
	return viewClock(c.box.Clock()), nil
}
