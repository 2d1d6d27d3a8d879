// Package spec holds the contracts, compiled into the binary: OpenAPI 3.0.3 documents.
package spec

import _ "embed"

// OpenAPI is the text of openapi.yaml, the documented baseline of the simulated operations.
//
//go:embed openapi.yaml
var OpenAPI []byte

// Control is the text of control.yaml, the control API of the simulator.
//
//go:embed control.yaml
var Control []byte

// Published is the text of published-operations.txt: the method and path of every
// operation that is published of the API, a line each, whether simulated or not.
//
//go:embed published-operations.txt
var Published string
