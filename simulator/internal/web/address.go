package web

import (
	"net"
	"net/netip"
	"strings"
)

// OnLoopback tells whether only this machine reaches an address, host:port, that
// is listened on.
func OnLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	return err == nil && (host == "localhost" || isLoopback(host))
}

// Callable is the URL of an address that is listened on: who listens everywhere
// is called on the loopback interface. It has no path.
func Callable(address string) string {
	host, port, err := net.SplitHostPort(address)
	if err != nil { // an address that is listened on has a port
		return ""
	}
	if Everywhere(address) {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// Everywhere tells whether an address that is listened on is all of this
// machine's.
func Everywhere(address string) bool {
	host, _, err := net.SplitHostPort(address)
	ip := net.ParseIP(host)
	return err == nil && ip != nil && ip.IsUnspecified()
}

// LocalHost tells whether a Host header names this machine as seen from itself:
// localhost, a name below it, 127.0.0.0/8 or [::1], with any port or none. Names
// of other machines may be made to lead here by whoever owns them.
func LocalHost(host string) bool {
	name := strings.TrimSuffix(strings.ToLower(Hostname(host)), ".")
	return name == "localhost" || strings.HasSuffix(name, ".localhost") || isLoopback(name)
}

// Hostname is a Host header without its port and without the brackets of an IPv6
// address.
func Hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}
