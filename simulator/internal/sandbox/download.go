package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/url"
	"strconv"
	"time"

	"github.com/vsrsim/vsrsim/simulator/state"
)

// DownloadPath is where signed addresses lead to. It stands beside the API, as the real
// ones lead to a store of files: it is no operation, needs no key, is not recorded and
// not covered.
const DownloadPath = "/_files/"

// downloadTime is how long a signed address is valid by the clock of the sandbox (A51).
const downloadTime = time.Minute

// Download is a signed address of a document, where the client has called.
func (c *step) Download(d *state.Document) string {
	expires := c.now.Add(downloadTime).UnixMilli()
	address := append(make([]byte, 0, 256), c.Address.String()+DownloadPath...)
	address = strconv.AppendInt(address, d.ID, 10)
	address = strconv.AppendInt(append(address, "?expires="...), expires, 10)
	address = append(append(address, "&sandbox="...), url.QueryEscape(c.box.Name)...)
	address = base64.RawURLEncoding.AppendEncode(append(address, "&signature="...), c.box.signature(d, expires))
	return string(address)
}

// Signed is a document of the world, and the signature of its address. It fails with
// state.NotFound. The document is the world's own.
func (s *Sandbox) Signed(id, expires int64) (found state.Document, signature []byte, err error) {
	s.look(func() {
		if found, err = s.shared().AnyDocument(id); err == nil {
			signature = s.signature(&found, expires)
		}
	})
	return found, signature, err
}

// signature goes by the sandbox, its seed and the document: the same call has the same
// answer, and the address of a document is none of another one that has got its id later.
func (s *Sandbox) signature(d *state.Document, expires int64) []byte {
	key := binary.BigEndian.AppendUint64([]byte("download "), s.random.Seed())
	text := make([]byte, 0, 128)
	for _, number := range []int64{d.ID, d.VendorID, d.CreatedAt.UnixMilli(), int64(len(d.Content)), expires} {
		text = binary.BigEndian.AppendUint64(text, uint64(number))
	}
	text = append(append(text, s.Name...), 0) // which no name of a sandbox has
	mac := hmac.New(sha256.New, key)
	mac.Write(append(text, d.Name...))
	return mac.Sum(nil)
}
