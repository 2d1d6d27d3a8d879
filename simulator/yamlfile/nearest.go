package yamlfile

import "strings"

// nearest is the allowed name that a misspelt one was probably meant to be, or
// empty if none is near: at most a third of the longer name may differ.
func nearest(name string, allowed []string) string {
	best, least := "", -1
	for _, candidate := range allowed {
		longer := max(len(name), len(candidate))
		if shorter := min(len(name), len(candidate)); longer-shorter > longer/3 {
			continue // keeps a huge key, and many that are far off, from costing anything
		}
		d := distance(strings.ToLower(name), strings.ToLower(candidate))
		if d <= longer/3 && (least < 0 || d < least) {
			best, least = candidate, d
		}
	}
	return best
}

// distance counts the bytes to insert, drop, replace or swap with their
// neighbour to get from a to b (optimal string alignment).
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			replace := rows[i-1][j-1]
			if a[i-1] != b[j-1] {
				replace++
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, replace)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
