package scenario_test

import (
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/fixtures"
	"github.com/vsrsim/vsrsim/simulator/internal/fixture"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
)

// What does not fit the world is said in the terms of the file.
func TestASetupThatDoesNotFit(t *testing.T) {
	world, err := fixture.Load("default.yaml", fixtures.Default())
	if err != nil {
		t.Fatal(err)
	}
	for changes, want := range map[string]string{
		"accounts: [{id: 9, plan: limited}]":              "s:3:22: setup.world.accounts[0]: account 9 is not in the world and lacks name, platformAdmin",
		"keys: [{key: sim-full}, {key: k, access: full}]": "s:3:35: setup.world.keys[1]: key k is not in the world and lacks account",
		"keys: [{key: sim-full, account: 99}]":            "s:3:43: setup.world.keys[0].account: there is no account 99",
		"keys: [{key: sim-full, permissions: [a]}]":       "s:3:47: setup.world.keys[0].permissions: goes with access: custom only",
		"vendors: [{id: 1, account: 2}]":                  "securityOwner user 2 belongs to account 1, not to account 2",
		"users: [{id: 2, account: 2}]":                    "securityOwner of vendor 1 user 2 belongs to account 2, not to account 1",
	} {
		played, err := scenario.Load(baseline, "s", []byte("name: a\nsetup:\n  world: {"+changes+"}\n"), nil)
		if err != nil {
			t.Fatalf("%s: %v", changes, err)
		}
		_, err = played.Prepare(world)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "the setup of the scenario a does not fit the world: ") {
			t.Errorf("%s: got %v, want %s", changes, err, want)
		}
	}
}
