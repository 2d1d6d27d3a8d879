// Package scenarios holds the scenarios that come with the simulator.
package scenarios

import "embed"

// Files are the scenario files. Those in statuses have one documented error
// status of one operation each. The name of a scenario is that of its file.
//
//go:embed *.yaml statuses/*.yaml
var Files embed.FS
