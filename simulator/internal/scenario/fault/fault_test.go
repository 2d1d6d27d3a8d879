package fault

import (
	"slices"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// The names of other tools stand for the same as our own words.
func TestAliases(t *testing.T) {
	for foreign, own := range map[string]string{
		"EMPTY_RESPONSE":                             "{connection: close}",
		"CONNECTION_RESET_BY_PEER":                   "{connection: reset}",
		"MALFORMED_RESPONSE_CHUNK":                   "{garbage: chunk}",
		"RANDOM_DATA_THEN_CLOSE":                     "{garbage: connection}",
		"{timeout: {timeout: 0}}":                    "{connection: hang}",
		"{timeout: {timeout: 250}}":                  "{delay: 250ms, connection: close}",
		"{reset_peer: {timeout: 250}}":               "{delay: 250ms, connection: reset}",
		"{reset_peer: {timeout: 0}}":                 "{connection: reset}",
		"{limit_data: {bytes: 100}}":                 "{truncate: 100B}",
		"{bandwidth: {rate: 10}}":                    "{bandwidth: 10000}",
		"{slicer: {average_size: 64, delay: 20}}":    "{drip: {bytes: 64, every: 20us}}",
		"{latency: {latency: 100}}":                  "{delay: {uniform: [100ms, 100ms]}}",
		"{latency: {latency: 100, jitter: 20}}":      "{delay: {uniform: [80ms, 120ms]}}",
		"{delay: {uniform: {lower: 80, upper: 90}}}": "{delay: {uniform: [80ms, 90ms]}}",
	} {
		a, b := effectOf(t, foreign), effectOf(t, own)
		middle := func(string) uint64 { return 1 << 63 }
		if a.onWire(middle).Connection != b.onWire(middle).Connection || a.onWire(middle).Garbage != b.onWire(middle).Garbage ||
			a.onWire(middle).Truncate != b.onWire(middle).Truncate || a.onWire(middle).Bandwidth != b.onWire(middle).Bandwidth ||
			a.onWire(middle).Drip != b.onWire(middle).Drip || a.Delay.Wait(middle) != b.Delay.Wait(middle) {
			t.Errorf("%s: got %+v, want %+v", foreign, a, b)
		}
	}
}

// What varies in a fault is drawn: the same seed gives the same pieces.
func TestSlicesVary(t *testing.T) {
	sizes := func(seed uint64) (all []int) {
		drip := effectOf(t, "{slicer: {average_size: 10, size_variation: 3}}").onWire(func(string) uint64 { return seed }).Drip
		next := drip.Sizes(10)
		for range 100 {
			all = append(all, next())
		}
		return all
	}
	first := sizes(1)
	if slices.Min(first) != 7 || slices.Max(first) != 13 {
		t.Errorf("got %v, want from 7 to 13", first)
	}
	if !slices.Equal(first, sizes(1)) || slices.Equal(first, sizes(2)) {
		t.Error("the sizes do not go by the seed")
	}
}

func effectOf(t *testing.T, text string) *Effect {
	t.Helper()
	var f struct {
		F Fault `yaml:"f"`
	}
	if _, problems := yamlfile.Decode("f", []byte("f: "+text), &f); len(problems) > 0 {
		t.Fatal(problems)
	}
	return f.F.Compile()
}

func TestLognormal(t *testing.T) {
	for _, text := range []string{
		"{delay: {lognormal: {median: 80ms, p99: 2s}}}",
		"{delay: {lognormal: {median: 80, sigma: 1.3836}}}", // as in WireMock; ln(2000/80) / 2.3263
	} {
		delay := effectOf(t, text).Delay
		at := func(p float64) time.Duration { return delay.Lognormal.at(p).Round(time.Millisecond) }
		if got := at(0.5); got != 80*time.Millisecond {
			t.Errorf("%s: the median is %s", text, got)
		}
		if got := at(0.99); got < 1995*time.Millisecond || got > 2005*time.Millisecond {
			t.Errorf("%s: p99 is %s", text, got)
		}
	}
	limited := effectOf(t, "{delay: {lognormal: {median: 80ms, p99: 2s, max: 1s}}}").Delay
	if got := limited.Lognormal.at(0.999); got != time.Second {
		t.Errorf("max: got %s", got)
	}
}

// Retry-After is in seconds or a date, and never sooner than it says (A76).
func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 30, 45, 1, time.FixedZone("", 3600))
	minute, window := Wait{Fixed: time.Minute}, Wait{Window: true}
	for want, r := range map[string]RetryAfter{
		"60": {Seconds: &minute}, "2": {Seconds: &window},
		"Sun, 22 Nov 2026 11:31:46 GMT": {Date: &minute}, "Sun, 22 Nov 2026 11:30:47 GMT": {Date: &window},
	} {
		if got := r.header(now, 1500*time.Millisecond); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
