// Package page has the files of the page at /_sim/: plain modules, styles and one document,
// built into the binary as they are written, without a step that builds them. The page
// reads and changes the simulator by the control API alone.
package page

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"path"
	"strings"
	"sync"
)

// Policy is the Content-Security-Policy of the page and of its files. No code and no style
// stands in the document, and nothing is asked of another address: what a client of the
// simulated API sends can neither run in the page nor leave it.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

//go:embed files
var embedded embed.FS

// mediaTypes are those of the files, by the end of their names.
var mediaTypes = map[string]string{
	".html": "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
}

// document is the name of the file that is served as the page itself.
const document = "index.html"

// File is one file of the page.
type File struct {
	MediaType string
	Content   []byte // not to be changed
}

// Page is all files of the page. It does not change.
type Page struct {
	// Version is a hash of all files. It stands in the path of each, so that browsers may keep
	// them for good, and a page never gets files of two versions.
	Version  string
	document []byte
	files    map[string]File
}

// Load is the page as it is built in, read once for a process.
var Load = sync.OnceValue(func() *Page {
	p := &Page{files: map[string]File{}}
	hash := sha256.New()
	err := fs.WalkDir(embedded, "files", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := embedded.ReadFile(name)
		hash.Write([]byte(name))
		hash.Write(content)
		p.files[strings.TrimPrefix(name, "files/")] = File{MediaType: mediaTypes[path.Ext(name)], Content: content}
		return err
	})
	if err != nil { // what is built in can be read
		panic(err)
	}
	p.Version = hex.EncodeToString(hash.Sum(nil))[:16]
	p.document = p.files[document].Content
	delete(p.files, document)
	return p
})

// Document is the page itself. files is the path that its files are below, followed by
// their version.
func (p *Page) Document(files string) []byte {
	return bytes.ReplaceAll(p.document, []byte("{{files}}"), []byte(files+"/"+p.Version))
}

// File is the file of a path as "js/dom.js".
func (p *Page) File(name string) (File, bool) {
	file, ok := p.files[name]
	return file, ok
}

// Names are the paths of all files, in no order.
func (p *Page) Names() []string {
	names := make([]string, 0, len(p.files))
	for name := range p.files {
		names = append(names, name)
	}
	return names
}
