package control

import (
	"net"
	"net/http"
	"regexp"

	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// baseURL is where the API listens, without a path.
func (c *Control) baseURL() string {
	api, _ := c.Addresses()
	return web.Callable(api)
}

// urls are where the API and the control API are for whoever sent a call, without
// a path. A call comes to the address of either.
type urls struct{ api, control string }

// urlsFor is for a call that came to the control API.
func (c *Control) urlsFor(r *http.Request) urls {
	api, control := c.Addresses()
	return urls{urlFor(r, control, api), urlFor(r, control, control)}
}

// urlsForClient is for a call that came to the API.
func (c *Control) urlsForClient(r *http.Request) urls {
	api, control := c.Addresses()
	return urls{urlFor(r, api, api), urlFor(r, api, control)}
}

// urlFor is where an address that is listened on is for whoever sent a call. At the
// address that the call came to, that is the host which was called, as long as it
// is one: a port may have been mapped, a name may lead here, and it is known to be
// right. Another address has its own port, and the host that was called if it is
// all of this machine's.
func urlFor(r *http.Request, came, address string) string {
	host := r.Host
	if !isHost.MatchString(host) || len(host) > longestHost {
		return web.Callable(address)
	}
	if address != came {
		if !web.Everywhere(address) {
			return web.Callable(address)
		}
		_, port, _ := net.SplitHostPort(address) // that is listened on, so it has one
		host = net.JoinHostPort(web.Hostname(host), port)
	}
	return scheme(r) + "://" + host
}

// isHost is a Host header as far as it can stand in a URL.
var isHost = regexp.MustCompile(`^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?$`)

// longestHost is the length of the longest name, and a port.
const longestHost = 253 + len(":65535")

// scheme is what the client called with. A proxy that ends TLS says so. Whoever
// makes that up deceives nobody but himself: the answer is his alone.
func scheme(r *http.Request) string {
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https"
	}
	return "http"
}
