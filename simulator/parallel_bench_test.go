package simulator_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
)

// BenchmarkReadsSideBySide is reads by as many clients as there are processors (-cpu), in
// one sandbox, where they are one after the other, and each in one of its own.
func BenchmarkReadsSideBySide(b *testing.B) {
	for name, boxes := range map[string]int{"one sandbox": 1, "many sandboxes": 64} {
		b.Run(name, func(b *testing.B) {
			handler := simulator.RunT(b).Handler()
			var clients atomic.Int64
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				client := int(clients.Add(1)) % boxes
				request := httptest.NewRequest(http.MethodGet, reviewPath(1), http.NoBody)
				request.Header.Set("Authorization", fmt.Sprintf("Bearer sim-full@s%d", client))
				writer := &discard{header: http.Header{}}
				for pb.Next() {
					clear(writer.header)
					handler.ServeHTTP(writer, request)
					if writer.status != http.StatusOK {
						b.Errorf("got %d", writer.status)
						return
					}
				}
			})
		})
	}
}
