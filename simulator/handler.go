package simulator

import (
	"net/http"
	"slices"
)

// apart serves like next, but with headers that nobody else holds: the journal
// keeps those of a request, and what stands in those of an answer is used again.
func apart(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			header := w.Header()
			for name, values := range header {
				header[name] = slices.Clone(values)
			}
		}()
		own := r.WithContext(r.Context())
		own.Header = r.Header.Clone()
		next.ServeHTTP(w, own)
	})
}
