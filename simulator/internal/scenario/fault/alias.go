package fault

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/unit"
)

// wireMockFaults are the faults of WireMock, normalized.
var wireMockFaults = map[WireMockFault]Fault{
	"EMPTY_RESPONSE":           {Connection: exchange.ConnectionClose},
	"CONNECTION_RESET_BY_PEER": {Connection: exchange.ConnectionReset},
	"MALFORMED_RESPONSE_CHUNK": {Garbage: exchange.GarbageChunk},
	"RANDOM_DATA_THEN_CLOSE":   {Garbage: exchange.GarbageConnection},
}

func wireMockNames() []string {
	names := make([]string, 0, len(wireMockFaults))
	for _, name := range slices.Sorted(maps.Keys(wireMockFaults)) {
		names = append(names, string(name))
	}
	return names
}

// toxics are the faults of Toxiproxy that have a word of ours, by their name:
// https://github.com/Shopify/toxiproxy#toxics
var toxics = map[string]func(Fault) (normal Fault, given bool){
	"latency": func(f Fault) (Fault, bool) {
		if f.Latency == nil {
			return Fault{}, false
		}
		shortest, longest := f.Latency.Latency-f.Latency.Jitter, f.Latency.Latency+f.Latency.Jitter
		span := []unit.Duration{millis(max(0, shortest)), millis(longest)}
		return Fault{Delay: &Delay{Uniform: &Uniform{Range: span}}}, true
	},
	"timeout": func(f Fault) (Fault, bool) {
		switch {
		case f.Timeout == nil:
			return Fault{}, false
		case f.Timeout.Timeout == 0:
			return Fault{Connection: exchange.ConnectionHang}, true
		default:
			return Fault{Delay: fixed(f.Timeout.Timeout), Connection: exchange.ConnectionClose}, true
		}
	},
	"reset_peer": func(f Fault) (Fault, bool) {
		switch {
		case f.ResetPeer == nil:
			return Fault{}, false
		case f.ResetPeer.Timeout == 0:
			return Fault{Connection: exchange.ConnectionReset}, true
		default:
			return Fault{Delay: fixed(f.ResetPeer.Timeout), Connection: exchange.ConnectionReset}, true
		}
	},
	"slicer": func(f Fault) (Fault, bool) {
		if f.Slicer == nil {
			return Fault{}, false
		}
		pause := unit.Duration(time.Duration(f.Slicer.Delay) * time.Microsecond)
		return Fault{Drip: &Drip{Bytes: f.Slicer.AverageSize, Every: pause, vary: f.Slicer.SizeVariation}}, true
	},
	"limit_data": func(f Fault) (Fault, bool) {
		if f.LimitData == nil {
			return Fault{}, false
		}
		return Fault{Truncate: &Amount{Set: true, Bytes: int64(f.LimitData.Bytes)}}, true
	},
}

func millis(n int) unit.Duration { return unit.Duration(time.Duration(n) * time.Millisecond) }

func fixed(n int) *Delay {
	d := millis(n)
	return &Delay{Fixed: &d}
}

// normalized is the fault without the names of other tools, and what cannot
// be: a foreign name beside the word of ours that it stands for.
func (f Fault) normalized() (normal Fault, conflicts []string) {
	if f.WireMock != "" {
		return wireMockFaults[f.WireMock], nil
	}
	normal = f
	for _, name := range slices.Sorted(maps.Keys(toxics)) {
		stands, given := toxics[name](f)
		if !given {
			continue
		}
		for _, field := range stands.words() {
			if slices.Contains(normal.words(), field) {
				conflicts = append(conflicts, fmt.Sprintf("%s stands for %s, which is given as well", name, field))
			}
		}
		normal.take(stands)
	}
	if f.Bandwidth != nil && f.Bandwidth.Rate != nil {
		rate := unit.Size(int64(*f.Bandwidth.Rate) * 1000)
		normal.Bandwidth = &Bandwidth{PerSecond: &rate}
	}
	return normal, conflicts
}

// take fills in what a foreign name stands for.
func (f *Fault) take(other Fault) {
	if other.Delay != nil {
		f.Delay = other.Delay
	}
	if other.Connection != "" {
		f.Connection = other.Connection
	}
	if other.Drip != nil {
		f.Drip = other.Drip
	}
	if other.Truncate != nil {
		f.Truncate = other.Truncate
	}
}

// toxicNumbers are the numbers in the foreign names, by their path below fault,
// and how large each may be.
func (f Fault) toxicNumbers() map[string]int {
	numbers := map[string]int{}
	if f.Latency != nil {
		numbers["latency.latency"], numbers["latency.jitter"] = f.Latency.Latency, f.Latency.Jitter
	}
	if f.Timeout != nil {
		numbers["timeout.timeout"] = f.Timeout.Timeout
	}
	if f.ResetPeer != nil {
		numbers["reset_peer.timeout"] = f.ResetPeer.Timeout
	}
	if f.Slicer != nil {
		numbers["slicer.average_size"], numbers["slicer.delay"] = f.Slicer.AverageSize, f.Slicer.Delay
		numbers["slicer.size_variation"] = f.Slicer.SizeVariation
	}
	if f.LimitData != nil {
		numbers["limit_data.bytes"] = f.LimitData.Bytes
	}
	if f.Bandwidth != nil && f.Bandwidth.Rate != nil {
		numbers["bandwidth.rate"] = *f.Bandwidth.Rate
	}
	return numbers
}

// maxToxicNumber keeps milliseconds and kilobytes from running over.
const maxToxicNumber = math.MaxInt32
