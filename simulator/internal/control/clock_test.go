package control_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
)

func TestTheClock(t *testing.T) {
	c := newCaller(t)
	const path = "/sandboxes/s/clock"
	c.get(path).Want(200).Has("mode", "frozen").Has("at", simtest.NowText).Has("now", simtest.NowText).Has("offset", simtest.Absent{})
	c.post(path+"/advance", `{"by":"720h"}`).Want(200).Has("mode", "frozen").Has("now", "2026-12-22T12:30:45.678Z")
	c.post(path+"/advance", `{"by":"-1.5h"}`).Want(200).Has("now", "2026-12-22T11:00:45.678Z")
	c.put(path, `{"mode":"frozen","at":"2027-01-01T01:00:00.123456+01:00"}`).Want(200).
		Has("at", "2027-01-01T00:00:00.123Z").Has("now", "2027-01-01T00:00:00.123Z")
	c.get("/sandboxes/default/clock").Want(200).Has("now", simtest.NowText)

	c.put(path, `{"mode":"real"}`).Want(200).Has("mode", "real").Has("at", simtest.Absent{}).Has("offset", simtest.Absent{})
	checkNow(t, c, path, 0)
	c.post(path+"/advance", `{"by":"-48h"}`).Want(200).Has("mode", "offset").Has("offset", "-48h0m0s")
	checkNow(t, c, path, -48*time.Hour)
	c.put(path, `{"mode":"offset","offset":"1h30m"}`).Want(200).Has("offset", "1h30m0s").Has("at", simtest.Absent{})
	c.post(path+"/advance", `{"by":"30m"}`).Want(200).Has("offset", "2h0m0s")
	checkNow(t, c, path, 2*time.Hour)
	c.put(path, `{"mode":"offset","offset":"0s"}`).Want(200).Has("mode", "offset").Has("offset", "0s")
}

func checkNow(t *testing.T, c *caller, path string, offset time.Duration) {
	t.Helper()
	now, err := time.Parse(time.RFC3339, fmt.Sprint(c.get(path).At("now")))
	if err != nil {
		t.Fatal(err)
	}
	if off := time.Until(now) - offset; off > time.Minute || off < -time.Minute {
		t.Errorf("the clock shows %s, which is %s off", now, off)
	}
}

// A clock never shows a time that cannot be written.
func TestTheClockStaysInItsYears(t *testing.T) {
	c := newCaller(t)
	const path = "/sandboxes/s/clock"
	const says = "a clock goes from the year 1000 to the year 9999 and at most 292 years from now"
	for at, by := range map[string]string{"9999-12-31T23:59:59Z": "1s", "1000-01-01T00:00:00Z": "-1ms"} {
		c.put(path, `{"mode":"frozen","at":"`+at+`"}`).Want(200)
		c.post(path+"/advance", `{"by":"`+by+`"}`).Want(400).Has("message", says)
		c.get(path).Want(200).Has("now", at)
	}
	for offset, by := range map[string]string{"2562047h": "1h", "-2562047h": "-1h"} {
		c.put(path, `{"mode":"offset","offset":"`+offset+`"}`).Want(200)
		c.post(path+"/advance", `{"by":"`+by+`"}`).Want(400).Has("message", says)
		c.get(path).Want(200).Has("offset", offset+"0m0s")
	}
}

func TestTheSeed(t *testing.T) {
	c := newCaller(t)
	c.get("/sandboxes/s/seed").Want(200).Has("seed", 1)
	for body, want := range map[string]uint64{
		`{"seed":0}`: 0, `{"seed":9007199254740991}`: 1<<53 - 1, `{"seed":1e3}`: 1000, `{"seed":4.0}`: 4,
	} {
		c.put("/sandboxes/s/seed", body).Want(200)
		if got := c.box("s").Seed(); got != want {
			t.Errorf("%s: got %d, want %d", body, got, want)
		}
	}
	c.put("/sandboxes/s/seed", `{"seed":1}`).Want(200).Has("seed", 1)
}
