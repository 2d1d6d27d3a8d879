// Package suggest knows which of the known names was probably meant by a
// misspelt one.
package suggest

import "strings"

// longest is how many bytes a name may have to be a slip: what is longer is not
// compared, so that a huge name costs nothing.
const longest = 100

// mostWrong is how many bytes of a name may be wrong, however long it is: two long
// names that share a word are both meant.
const mostWrong = 5

// Nearest is the known name that a misspelt one was probably meant to be, or empty
// if none is near. Letter case, brackets and what joins words do not count; of the
// rest, a third of the longer name may differ, up to mostWrong.
func Nearest(name string, known []string) string {
	if len(name) > longest {
		return ""
	}
	best, least := "", longest
	got := plain(name)
	for _, candidate := range known {
		want := plain(candidate)
		far := min(max(len(got), len(want))/3, mostWrong)
		if len(candidate) > longest || len(got)-len(want) > far || len(want)-len(got) > far {
			continue
		}
		if d := Distance(got, want); d <= far && d < least {
			best, least = candidate, d
		}
	}
	return best
}

// Meant goes on after a name that is not known: it asks whether the nearest was
// meant. It is empty if none is near.
func Meant(name string, known []string) string {
	if near := Nearest(name, known); near != "" {
		return ", did you mean " + near + "?"
	}
	return ""
}

// Among is Meant, but says which names are allowed if none is near.
func Among(name string, allowed []string) string {
	if meant := Meant(name, allowed); meant != "" || len(allowed) == 0 {
		return meant
	}
	return ", allowed are " + strings.Join(allowed, ", ")
}

// plain is a name without what people vary in it.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("[]{}().-_ ", r) {
			return -1
		}
		return r
	}, strings.ToLower(name))
}
