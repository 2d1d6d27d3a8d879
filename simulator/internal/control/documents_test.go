package control_test

import (
	"fmt"
	"mime"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/state"
)

func TestDocuments(t *testing.T) {
	c := newCaller(t)
	const content = "finding,severity,repaired\nOutdated library,medium,yes\nVerbose error page,low,no\n"
	c.get("/sandboxes/s/documents").Want(200).Has("data.0.id", 1).Has("data.1", simtest.Absent{})
	c.get("/sandboxes/s/documents/1").Want(200).
		Has("vendorId", 1).Has("reviewId", 5).Has("questionnaireId", nil).Has("type", "COMPLIANCE_REPORT").
		Has("name", "penetration-test-2026.csv").Has("contentType", "text/csv").Has("size", len(content)).
		Has("sha256", state.Content(content).SHA256()).Has("createdAt", "2026-11-02T09:05:00Z")
	got := c.get("/sandboxes/s/documents/1/content").Want(200)
	if got.Body != content {
		t.Errorf("got %q, want %q", got.Body, content)
	}
	for name, want := range map[string]string{
		"Content-Type":           "text/csv",
		"Content-Disposition":    "attachment; filename=penetration-test-2026.csv",
		"X-Content-Type-Options": "nosniff",
		"Content-Length":         fmt.Sprint(len(content)),
	} {
		if got := got.Header.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

// A document is served with its own name and type, whatever they are.
func TestNamesAndTypesOfDownloads(t *testing.T) {
	for _, row := range []struct{ name, contentType, wantType string }{
		{"plain.pdf", "application/pdf", "application/pdf"},
		{"with blank.pdf", "Text/HTML; Charset=utf-8", "text/html; charset=utf-8"},
		{`quote".pdf`, "", "application/pdf"},
		{`back\slash;x=y.pdf`, "nonsense", "nonsense"},
		{"übergröße 报告.pdf", "text/", "application/pdf"},
		{"line\r\nSet-Cookie: a=b.pdf", "text/plain\r\nX-Evil: 1", "application/pdf"},
		{"%2e.pdf", "a/b; c=\"\x01", "application/pdf"},
		{"not-utf8-\xff.pdf", "x/\xff", "application/pdf"},
		{"", "*/*", "*/*"},
		{"unknown.bin", "text/", "application/octet-stream"},
		{"without", "", "application/octet-stream"},
	} {
		c := newCaller(t)
		box := c.box("s")
		file := state.NewDocument{Name: row.name, ContentType: row.contentType, Content: state.Content("\x00\xff")}
		review := state.NewReview{Type: state.TypeUploadReport, Status: state.StatusCompleted, DeadlineAt: simtest.Now}
		target := state.Target{AccountID: 1, VendorID: 1}
		if _, err := box.World().AddReviewWithDocument(target, review, file, simtest.Now); err != nil {
			t.Fatal(err)
		}
		c.get("/sandboxes/s/documents").Want(200).Has("data.1.id", 2)
		c.get("/sandboxes/s/documents/2").Want(200).Has("name", strings.ToValidUTF8(row.name, "\ufffd"))
		got := c.get("/sandboxes/s/documents/2/content").Want(200)
		if got.Body != "\x00\xff" || got.Header.Get("Content-Type") != row.wantType {
			t.Errorf("%q: got %q as %q", row.name, got.Body, got.Header.Get("Content-Type"))
		}
		disposition := got.Header.Get("Content-Disposition")
		kind, params, err := mime.ParseMediaType(disposition)
		if kind != "attachment" || params["filename"] != row.name || err != nil {
			t.Errorf("%q: got %s", row.name, disposition)
		}
		if strings.ContainsAny(disposition+got.Header.Get("Content-Type"), "\r\n") {
			t.Errorf("%q: got a line break in %q", row.name, got.Header)
		}
	}
}
