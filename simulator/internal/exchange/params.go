package exchange

import (
	"maps"
	"slices"
)

// Params are the path parameters of a call, decoded, by the name that they have in the
// contract. There are so few that looking through them is faster than any index.
type Params []Param

// Param is one path parameter.
type Param struct{ Name, Value string }

// Get is the value of the parameter of that name, and whether there is one.
func (p Params) Get(name string) (value string, there bool) {
	for i := range p {
		if p[i].Name == name {
			return p[i].Value, true
		}
	}
	return "", false
}

// Value is the value of the parameter of that name; empty if there is none.
func (p Params) Value(name string) string {
	value, _ := p.Get(name)
	return value
}

// ParamsOf are these parameters, by name.
func ParamsOf(values map[string]string) Params {
	params := make(Params, 0, len(values))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		params = append(params, Param{name, values[name]})
	}
	return params
}
