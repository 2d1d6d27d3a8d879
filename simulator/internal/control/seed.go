package control

import "github.com/vsrsim/vsrsim/simulator/internal/sandbox"

type seedView struct {
	Seed uint64 `json:"seed"`
}

func getSeed(c call, _ none) (seedView, error) {
	return seedView{c.box.Seed()}, nil
}

type seedSetting struct {
	Seed float64 `json:"seed"` // an integer, though it may be written as 1e3
}

func setSeed(c call, in seedSetting) (seedView, error) {
	seed := uint64(in.Seed)
	_, _ = c.box.Apply(sandbox.Reseed{Seed: seed}) // which cannot fail
	return seedView{seed}, nil
}
