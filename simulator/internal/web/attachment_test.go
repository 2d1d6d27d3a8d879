package web_test

import (
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// A file has the type that its client has said, or that its name tells, and never one that a
// page could run.
func TestTypesOfFiles(t *testing.T) {
	for _, row := range []struct{ stored, name, want string }{
		{"application/pdf", "a.bin", "application/pdf"},
		{"text/plain; charset=utf-8", "a", "text/plain; charset=utf-8"},
		{"", "a.pdf", "application/pdf"},
		{web.Binary, "A.JPEG", "image/jpeg"},
		{"no type", "a", web.Binary},
		{"text/html", "a.html", "text/html"}, // which is kept, not shown
		{"text/javascript", "a.pdf", web.Binary},
		{"Text/JavaScript; charset=utf-8", "a.pdf", web.Binary},
		{"application/x-ecmascript", "a.pdf", web.Binary},
		{"text/javascript1.5", "a.pdf", web.Binary},
		{"text/livescript", "a.pdf", web.Binary},
		{"text/jscript", "a.pdf", web.Binary},
		{"text/css", "a.pdf", web.Binary},
	} {
		if got := web.FileType(row.stored, row.name); got != row.want {
			t.Errorf("%q, %q: got %q, want %q", row.stored, row.name, got, row.want)
		}
	}
}
