package yamlfile

import "strings"

// Suggest goes on after a name that is not among the allowed ones: it names the
// one that was probably meant, or else all.
func Suggest(name string, allowed []string) string {
	if near := nearest(name, allowed); near != "" {
		return ", did you mean " + near + "?"
	}
	return ", allowed are " + strings.Join(allowed, ", ")
}
