package control

type seedView struct {
	Seed uint64 `json:"seed"`
}

func getSeed(c call, _ none) (seedView, error) {
	return seedView{c.box.Random.Seed()}, nil
}

type seedSetting struct {
	Seed float64 `json:"seed"` // an integer, though it may be written as 1e3
}

func setSeed(c call, in seedSetting) (seedView, error) {
	seed := uint64(in.Seed)
	c.box.Random.Reseed(seed)
	return seedView{seed}, nil
}
