package control

import (
	"net/http"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

type seedView struct {
	Seed uint64 `json:"seed"`
}

// getSeed is GET /sandboxes/{sandbox}/seed.
func getSeed(c call) (exchange.Response, error) {
	return respond(http.StatusOK, seedView{c.box.Chance.Seed()})
}

type seedSetting struct {
	Seed float64 `json:"seed"` // an integer, though it may be written as 1e3
}

// setSeed is PUT /sandboxes/{sandbox}/seed.
func setSeed(c call) (exchange.Response, error) {
	in, err := body[seedSetting](c)
	if err != nil {
		return exchange.Response{}, err
	}
	seed := uint64(in.Seed)
	c.box.Chance.Reseed(seed)
	return respond(http.StatusOK, seedView{seed})
}
