package contract

import (
	"math"
	"strings"
)

// unknown is the finding about a property, or a query key, that the schema does
// not name.
func (s *shape) unknown(at []string) finding {
	name := at[len(at)-1]
	if meant := s.meant(name); meant != "" {
		return finding{at, "should not exist, did you mean " + meant + "?", "rename it to " + meant}
	}
	text := "should not exist"
	if len(s.properties) > 0 {
		text += ", allowed are: " + strings.Join(s.names(), ", ")
	}
	return finding{at, text, "leave it out"}
}

// meant is the declared property that is most like a misspelt one, or empty.
func (s *shape) meant(name string) string {
	best, distance := "", math.MaxInt
	far := max(2, len(name)/3)
	for _, candidate := range s.names() {
		if len(name) > len(candidate)+far { // keeps a huge name from costing anything
			continue
		}
		if d := editDistance(strings.ToLower(name), strings.ToLower(candidate)); d < distance {
			best, distance = candidate, d
		}
	}
	if distance <= far && distance < len(name) {
		return best
	}
	return ""
}

// editDistance is Levenshtein's, in bytes.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			step := diagonal
			if a[i] != b[j] {
				step++
			}
			diagonal = row[j+1]
			row[j+1] = min(step, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
