// Package version knows which version of vsrsim runs.
package version

import "runtime/debug"

const modulePath = "github.com/vsrsim/vsrsim"

// release is set by the linker when a release is built, such as v1.2.3.
var release string

// Of is the version of vsrsim in the running program: of the release, or else that
// of the module that the program was built with.
func Of() string {
	if release != "" {
		return release
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range append(info.Deps, &info.Main) {
			if module.Path == modulePath && module.Version != "" {
				return module.Version
			}
		}
	}
	return "(devel)"
}
