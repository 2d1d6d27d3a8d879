package exchange

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

const text = `{"title":"Report"}`

func deflated(t *testing.T, kind, text string) string {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	switch kind {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "deflate":
		w = zlib.NewWriter(&b)
	case "br":
		w = brotli.NewWriter(&b)
	case "raw":
		w, _ = flate.NewWriter(&b, flate.DefaultCompression)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// What Node's zlib says of each is in the second column; Express hands the body
// on, or answers with 400 (A57).
func TestInflate(t *testing.T) {
	zipped, zlibbed := deflated(t, "gzip", text), deflated(t, "deflate", text)
	wrongSum := []byte(zipped)
	wrongSum[len(wrongSum)-6] ^= 1
	for name, row := range map[string]struct{ encoding, body, want string }{
		"gzip":                       {"gzip", zipped, text},
		"deflate":                    {"deflate", zlibbed, text},
		"br":                         {"br", deflated(t, "br", text), text},
		"gzip in two members":        {"gzip", deflated(t, "gzip", text[:5]) + deflated(t, "gzip", text[5:]), text},
		"gzip with zeros behind":     {"gzip", zipped + "\x00\x00\x00", text},
		"gzip with zeros and more":   {"gzip", zipped + "\x00more", text},
		"deflate with more behind":   {"deflate", zlibbed + "more", text},
		"gzip with more behind":      {"gzip", zipped + "garbage here", "something that is no gzip follows its end"},
		"gzip with a byte behind":    {"gzip", zipped + "x", "something that is no gzip follows its end"},
		"gzip and its beginning":     {"gzip", zipped + zipped[:5], "it ends too early"},
		"gzip, one byte behind":      {"gzip", zipped + "\x1f", "it ends too early"},
		"gzip, cut":                  {"gzip", zipped[:len(zipped)-4], "it ends too early"},
		"gzip, cut in its header":    {"gzip", zipped[:5], "it ends too early"},
		"gzip, nothing":              {"gzip", "", "it ends too early"},
		"deflate, cut":               {"deflate", zlibbed[:len(zlibbed)-2], "it ends too early"},
		"deflate, cut in its header": {"deflate", zlibbed[:1], "it ends too early"},
		"deflate, nothing":           {"deflate", "", "it ends too early"},
		"br, cut":                    {"br", deflated(t, "br", text)[:8], "it ends too early"},
		"gzip with a wrong sum":      {"gzip", string(wrongSum), "its checksum is wrong"},
		"no gzip":                    {"gzip", text + text, "does not begin as gzip does"},
		"raw deflate":                {"deflate", deflated(t, "raw", text), "not raw deflate"},
		"no br":                      {"br", text + text, "it is no br"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := io.ReadAll(Inflate(row.encoding, iotest{strings.NewReader(row.body)}))
			if row.want == text {
				if err != nil || string(got) != text {
					t.Errorf("got %q, %v", got, err)
				}
				return
			}
			if _, ok := errors.AsType[*BodyError](err); !ok || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want it to say %q", err, row.want)
			}
		})
	}
}

// iotest hands out a byte at a time.
type iotest struct{ io.Reader }

func (r iotest) Read(p []byte) (int, error) { return r.Reader.Read(p[:min(1, len(p))]) }

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, http.ErrBodyReadAfterClose }

func TestInflatePassesTheConnectionsErrorOn(t *testing.T) {
	for _, encoding := range []string{"gzip", "deflate", "br"} {
		sent := deflated(t, encoding, text)
		for _, n := range []int{0, 5, len(sent) - 1} {
			_, err := io.ReadAll(Inflate(encoding, io.MultiReader(strings.NewReader(sent[:n]), broken{})))
			if !errors.Is(err, http.ErrBodyReadAfterClose) {
				t.Errorf("%s after %d bytes: got %v", encoding, n, err)
			}
		}
	}
}

func TestEncoding(t *testing.T) {
	for value, want := range map[string]string{
		"": "", "identity": "", "gzip": "gzip", " GZip ": "gzip", "x-gzip": "gzip", "deflate": "deflate", "br": "br",
	} {
		if got, err := Encoding(http.Header{"Content-Encoding": {value}}); got != want || err != nil {
			t.Errorf("%q: got %q, %v", value, got, err)
		}
	}
	for _, values := range [][]string{{"zstd"}, {"compress"}, {"gzip, gzip"}, {"gzip", "gzip"}, {"identity, gzip"}, {"\xff"}, {strings.Repeat("x", 10_000)}} {
		_, err := Encoding(http.Header{"Content-Encoding": values})
		if _, ok := errors.AsType[*BodyError](err); !ok || !strings.Contains(err.Error(), "allowed are gzip, deflate and br") || len(err.Error()) > 300 {
			t.Errorf("%q: got %v", values, err)
		}
	}
}
