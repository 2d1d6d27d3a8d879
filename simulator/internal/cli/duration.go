package cli

import (
	"errors"
	"time"
)

// duration is a flag that takes a time as Go writes it.
type duration time.Duration

// String is empty for none, so that no help says that it is the default.
func (d *duration) String() string {
	if *d == 0 {
		return ""
	}
	return time.Duration(*d).String()
}

func (d *duration) Type() string { return "time" }

func (d *duration) Set(text string) error {
	parsed, err := time.ParseDuration(text)
	if err != nil {
		return errors.New("must be a time such as 500ms, 30s, 5m or 24h; its units are ns, us, ms, s, m and h, there is none for days")
	}
	*d = duration(parsed)
	return nil
}
