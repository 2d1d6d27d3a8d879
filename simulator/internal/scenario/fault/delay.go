package fault

import (
	"math"
	"time"
)

// Wait is how long an answer is delayed, with what is random in it drawn.
func (d *Delay) Wait(draw Draw) time.Duration {
	switch {
	case d == nil:
		return 0
	case d.Fixed != nil:
		return time.Duration(*d.Fixed)
	case d.Uniform != nil:
		shortest, longest := d.Uniform.bounds()
		return shortest + time.Duration(Share(draw("delay"))*float64(longest-shortest))
	default:
		return d.Lognormal.at(Share(draw("delay")))
	}
}

func (u *Uniform) bounds() (shortest, longest time.Duration) {
	if len(u.Range) == 2 {
		return time.Duration(u.Range[0]), time.Duration(u.Range[1])
	}
	return time.Duration(*u.Lower), time.Duration(*u.Upper)
}

// Share is a drawn number as one from 0 to below 1.
func Share(number uint64) float64 { return float64(number>>11) / (1 << 53) }

// z99 is how many standard deviations 99 of 100 values lie below.
const z99 = 2.3263478740408408

// longestDelay keeps an unlucky draw from running over.
const longestDelay = 24 * time.Hour

// at is the delay that the share p of calls waits less than.
func (l *Lognormal) at(p float64) time.Duration {
	sigma := 0.0
	if l.Sigma != nil {
		sigma = *l.Sigma
	} else if l.P99 != nil {
		sigma = math.Log(float64(*l.P99)/float64(*l.Median)) / z99
	}
	normal := math.Sqrt2 * math.Erfinv(2*p-1)
	wait := longestDelay
	if l.Max != nil {
		wait = time.Duration(*l.Max)
	}
	if value := float64(*l.Median) * math.Exp(sigma*normal); value < float64(wait) {
		return time.Duration(value)
	}
	return wait
}
