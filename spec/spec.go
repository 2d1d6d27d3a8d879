// Package spec holds the documented baseline contract of the Vendor Security Reviews operations.
// The contract is an OpenAPI 3.0.3 document, compiled into the binary.
package spec

import _ "embed"

// OpenAPI is the text of openapi.yaml, the OpenAPI document that describes the simulated operations.
//
//go:embed openapi.yaml
var OpenAPI []byte
