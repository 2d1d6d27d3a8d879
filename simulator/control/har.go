package control

import (
	"math"
	"net/http"

	"github.com/vsrsim/vsrsim/simulator/exchange"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// exportCalls is GET /sandboxes/{sandbox}/journal/har.
func exportCalls(c call) (exchange.Response, error) {
	filter, err := c.filter()
	if err != nil {
		return exchange.Response{}, err
	}
	entries, _ := c.box.Journal.Entries(filter)
	return c.respondHAR(entries, c.box.Name)
}

// exportAllCalls is GET /journal/har.
func exportAllCalls(c call) (exchange.Response, error) {
	filter, err := c.filter()
	if err != nil {
		return exchange.Response{}, err
	}
	entries, _, err := c.allEntries(filter)
	if err != nil {
		return exchange.Response{}, err
	}
	return c.respondHAR(entries, "vsrsim")
}

// respondHAR answers with a file. Unlike a list, it has all calls unless told
// otherwise.
func (c call) respondHAR(entries []journal.Entry, name string) (exchange.Response, error) {
	newest := c.newest(entries, math.MaxInt)
	response, err := respond(http.StatusOK, journal.NewHAR(newest, c.baseURL(), c.Version))
	response.Header = http.Header{"Content-Disposition": {attachment(name + ".har")}}
	return response, err
}
