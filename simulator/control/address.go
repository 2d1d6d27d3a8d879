package control

import (
	"net"
	"net/http"
	"regexp"

	"github.com/vsrsim/vsrsim/simulator/web"
)

// baseURL is where the API listens, without a path.
func (c *Control) baseURL() string {
	api, _ := c.Addresses()
	return web.Callable(api)
}

// baseFor is where the API is for whoever sent a call, without a path: the
// address that the call came to, as long as that is one. A port may have been
// mapped and a name may lead here, so what was called is known to be right. Where
// the API has another address, its port is taken, and the host that was called if
// it listens on all.
func (c *Control) baseFor(r *http.Request) string {
	host := r.Host
	if !isHost.MatchString(host) || len(host) > longestHost {
		return c.baseURL()
	}
	api, steering := c.Addresses()
	if api != steering {
		if !web.Everywhere(api) {
			return c.baseURL()
		}
		_, port, _ := net.SplitHostPort(api) // that is listened on, so it has one
		host = net.JoinHostPort(web.Hostname(host), port)
	}
	return scheme(r) + "://" + host
}

// steeringFor is where the control API is for whoever sent a call to it.
func (c *Control) steeringFor(r *http.Request) string {
	if isHost.MatchString(r.Host) && len(r.Host) <= longestHost {
		return scheme(r) + "://" + r.Host + Prefix
	}
	_, steering := c.Addresses()
	return web.Callable(steering) + Prefix
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
