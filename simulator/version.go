package simulator

import "runtime/debug"

const modulePath = "github.com/vsrsim/vsrsim"

// buildVersion is the version of this module in the running program.
func buildVersion() string {
	const unknown = "(devel)"
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return unknown
	}
	for _, module := range append(info.Deps, &info.Main) {
		if module.Path == modulePath && module.Version != "" {
			return module.Version
		}
	}
	return unknown
}
