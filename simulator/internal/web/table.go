package web

import (
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/suggest"
)

// Table finds the operations that stand at a path. It does not change.
type Table struct {
	Prefix string // of every path; a call may leave it out
	routes []route
}

// route is one operation: its method, and its path with {names} in braces.
type route struct{ method, path string }

// NewTable makes a table of operations, each written as "GET /vendors/{vendorId}".
func NewTable(prefix string, operations ...string) Table {
	t := Table{Prefix: prefix}
	for _, text := range operations {
		method, path, _ := strings.Cut(text, " ")
		t.routes = append(t.routes, route{method, path})
	}
	return t
}

// Match is an operation that stands at a path: its index in the table, the values
// of its path parameters, and whether the path is spelt as documented.
type Match struct {
	Index   int
	Params  exchange.Params
	Exactly bool
}

// Find is the operation at a path as it was sent, undecoded. As in the stack of
// the real API, letter case, but for that of parameters, and one slash at the end
// do not matter (A34), and HEAD is GET (A35). A path without parameters counts before
// one with them.
func (t Table) Find(method, path string) (Match, bool) {
	if method == "HEAD" {
		method = "GET"
	}
	below, asDocumented := t.below(path)
	var best Match
	found := false
	for i, r := range t.routes {
		if r.method != method {
			continue
		}
		if params, exactly, ok := r.match(below); ok && (!found || len(params) < len(best.Params)) {
			best, found = Match{i, params, exactly && asDocumented}, true
		}
	}
	return best, found
}

// MethodsAt are the methods that a path has, in the order of the table.
func (t Table) MethodsAt(path string) []string {
	below, _ := t.below(path)
	var methods []string
	for _, r := range t.routes {
		if _, _, ok := r.match(below); ok && !slices.Contains(methods, r.method) {
			methods = append(methods, r.method)
		}
	}
	return methods
}

// Has tells whether a path stands at or below the prefix.
func (t Table) Has(path string) bool {
	below, _ := t.below(path)
	return len(below) < len(path)
}

// Missing says that owner, such as "vsrsim", has no such operation, and which was
// probably meant, or all that it has if none is near.
func (t Table) Missing(owner, method, path, meant string) string {
	text := owner + " has no operation " + method + " " + Shortened(path)
	if meant != "" {
		return text + ", did you mean " + meant + "?"
	}
	return text + ", it has: " + strings.Join(t.All(), ", ")
}

// Near is the operation at a path that differs from this one by slips alone, as "GET
// /_sim/health", or empty: one with the method if it can be.
func (t Table) Near(method, path string) string {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	below, _ := t.below(path)
	best, least := -1, math.MaxInt
	for i, r := range t.routes {
		d, near := r.distance(below)
		if r.method != method {
			d++
		}
		if near && d < least {
			best, least = i, d
		}
	}
	if best < 0 {
		return ""
	}
	return t.All()[best]
}

// distance is how much of a path differs from the route, if its segments are all near
// to those of the route.
func (r route) distance(path string) (sum int, near bool) {
	path = strings.TrimSuffix(path, "/")
	for want := r.path; want != "" || path != ""; {
		var wanted, got string
		wanted, want = segment(want)
		got, path = segment(path)
		if got == "" || wanted == "" {
			return 0, false
		}
		if wanted[0] == '{' || strings.EqualFold(wanted, got) {
			continue
		}
		if suggest.Nearest(got, []string{wanted}) == "" {
			return 0, false
		}
		sum += 1 + suggest.Distance(wanted, strings.ToLower(got))
	}
	return sum, true
}

// All are the operations as "GET /public/v2/vendors/{vendorId}".
func (t Table) All() []string {
	all := make([]string, len(t.routes))
	for i, r := range t.routes {
		all[i] = r.method + " " + t.Prefix + r.path
	}
	return all
}

// Name is an operation as "GET /vendors/{vendorId}".
func (t Table) Name(index int) string { return t.routes[index].method + " " + t.routes[index].path }

// FindBehind is the operation at the end of a path that begins with something else
// than the prefix: with the prefix twice, or another version of the API. It skips no
// more than a few segments.
func (t Table) FindBehind(method, path string) (Match, bool) {
	for range maxBefore {
		_, path = segment(path)
		if path == "" || path == "/" {
			break
		}
		if match, found := t.Find(method, path); found {
			return match, true
		}
	}
	return Match{}, false
}

// maxBefore is how many segments FindBehind skips.
const maxBefore = 6

// below is a path without the prefix, which may be in any letter case. exactly tells
// whether the prefix is as documented, or not there at all.
func (t Table) below(path string) (rest string, exactly bool) {
	n := len(t.Prefix)
	if len(path) < n || !strings.EqualFold(path[:n], t.Prefix) || len(path) > n && path[n] != '/' {
		return path, true
	}
	return path[n:], path[:n] == t.Prefix
}

// match compares a path with the route, segment by segment, and returns the values of
// its parameters, decoded.
func (r route) match(path string) (params exchange.Params, exactly, ok bool) {
	exactly = true
	if trimmed := strings.TrimSuffix(path, "/"); trimmed != path {
		path, exactly = trimmed, false
	}
	for want := strings.TrimSuffix(r.path, "/"); want != "" || path != ""; {
		var wanted, got string
		wanted, want = segment(want)
		got, path = segment(path)
		if got == "" {
			return nil, false, false
		}
		if name, is := strings.CutPrefix(wanted, "{"); is {
			value := decoded(got)
			if strings.Contains(value, "/") { // no id has one
				return nil, false, false
			}
			params = append(params, exchange.Param{Name: strings.TrimSuffix(name, "}"), Value: value})
			continue
		}
		if !strings.EqualFold(wanted, got) {
			return nil, false, false
		}
		exactly = exactly && wanted == got
	}
	return params, exactly, true
}

// segment is the part of a path between its first slash and the next one, and the
// rest, which begins with that slash.
func segment(path string) (first, rest string) {
	path, slash := strings.CutPrefix(path, "/")
	if !slash {
		return "", ""
	}
	if i := strings.IndexByte(path, '/'); i >= 0 {
		return path[:i], path[i:]
	}
	return path, ""
}

// decoded is a segment of a path without its percent escapes. An escaped slash is
// data: the path was cut before it was decoded.
func decoded(segment string) string {
	if plain, err := url.PathUnescape(segment); err == nil {
		return plain
	}
	return segment
}

// maxPath is how many bytes of a path are shown to people.
const maxPath = 200

// Shortened is a path as it is said to people: undecoded paths are ASCII.
func Shortened(path string) string {
	if len(path) <= maxPath {
		return path
	}
	return path[:maxPath] + "…"
}
