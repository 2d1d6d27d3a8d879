package control_test

import (
	"fmt"
	"testing"
	"time"
)

func TestTheClock(t *testing.T) {
	c := newCaller(t)
	const path = "/sandboxes/s/clock"
	c.get(path).want(200).has("mode", "frozen").has("at", testNowText).has("now", testNowText).has("offset", nil)
	c.post(path+"/advance", `{"by":"720h"}`).want(200).has("mode", "frozen").has("now", "2026-12-22T12:30:45.678Z")
	c.post(path+"/advance", `{"by":"-1.5h"}`).want(200).has("now", "2026-12-22T11:00:45.678Z")
	c.put(path, `{"mode":"frozen","at":"2027-01-01T01:00:00.123456+01:00"}`).want(200).
		has("at", "2027-01-01T00:00:00.123Z").has("now", "2027-01-01T00:00:00.123Z")
	c.get("/sandboxes/default/clock").want(200).has("now", testNowText)

	c.put(path, `{"mode":"real"}`).want(200).has("mode", "real").has("at", nil).has("offset", nil)
	checkNow(t, c, path, 0)
	c.post(path+"/advance", `{"by":"-48h"}`).want(200).has("mode", "offset").has("offset", "-48h0m0s")
	checkNow(t, c, path, -48*time.Hour)
	c.put(path, `{"mode":"offset","offset":"1h30m"}`).want(200).has("offset", "1h30m0s").has("at", nil)
	c.post(path+"/advance", `{"by":"30m"}`).want(200).has("offset", "2h0m0s")
	checkNow(t, c, path, 2*time.Hour)
	c.put(path, `{"mode":"offset","offset":"0s"}`).want(200).has("mode", "offset").has("offset", "0s")
}

func checkNow(t *testing.T, c *caller, path string, offset time.Duration) {
	t.Helper()
	now, err := time.Parse(time.RFC3339, fmt.Sprint(c.get(path).at("now")))
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
		c.put(path, `{"mode":"frozen","at":"`+at+`"}`).want(200)
		c.post(path+"/advance", `{"by":"`+by+`"}`).want(400).has("message", says)
		c.get(path).want(200).has("now", at)
	}
	for offset, by := range map[string]string{"2562047h": "1h", "-2562047h": "-1h"} {
		c.put(path, `{"mode":"offset","offset":"`+offset+`"}`).want(200)
		c.post(path+"/advance", `{"by":"`+by+`"}`).want(400).has("message", says)
		c.get(path).want(200).has("offset", offset+"0m0s")
	}
}

func TestTheSeed(t *testing.T) {
	c := newCaller(t)
	c.get("/sandboxes/s/seed").want(200).has("seed", 1)
	first, _ := c.box("s").Random.Draw("x")
	for body, want := range map[string]uint64{
		`{"seed":0}`: 0, `{"seed":9007199254740991}`: 1<<53 - 1, `{"seed":1e3}`: 1000, `{"seed":4.0}`: 4,
	} {
		c.put("/sandboxes/s/seed", body).want(200)
		if got := c.box("s").Random.Seed(); got != want {
			t.Errorf("%s: got %d, want %d", body, got, want)
		}
	}
	c.put("/sandboxes/s/seed", `{"seed":1}`).want(200).has("seed", 1)
	if got, ordinal := c.box("s").Random.Draw("x"); got != first || ordinal != 1 {
		t.Errorf("got %d as draw %d, want %d as the first", got, ordinal, first)
	}
}
