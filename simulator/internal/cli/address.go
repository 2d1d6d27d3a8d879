package cli

import (
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/control"
)

// defaultListen is where the simulator is found unless it is told otherwise.
const defaultListen = "127.0.0.1:4010"

// listenAddress is a flag that takes the host and port to listen on.
type listenAddress string

func (a *listenAddress) String() string { return string(*a) }

func (a *listenAddress) Type() string { return "address" }

func (a *listenAddress) Set(text string) error {
	_, port, err := net.SplitHostPort(text)
	if err != nil {
		return fmt.Errorf("must be host:port, such as %s", defaultListen)
	}
	if err := checkPort(port); err != nil {
		return fmt.Errorf("must be host:port, such as %s; %w", defaultListen, err)
	}
	*a = listenAddress(text)
	return nil
}

// checkPort takes the numbers that there are.
func checkPort(port string) error {
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("a port is a number from 0 to 65535, not %q", port)
	}
	return nil
}

// reachable is the address to call: a server that listens everywhere is called
// on the loopback interface.
func (a listenAddress) reachable() string {
	host, port := a.split()
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

// checkURL says what is wrong with what is to be the URL of a simulator.
func checkURL(text string) (*url.URL, error) {
	parsed, err := url.Parse(text) // which takes any number for a port
	if err != nil || parsed.Scheme != "http" && parsed.Scheme != "https" || parsed.Hostname() == "" {
		return nil, fmt.Errorf("--control must be a URL such as http://%s, is %q", defaultListen, text)
	}
	if port := parsed.Port(); port != "" {
		if err := checkPort(port); err != nil {
			return nil, fmt.Errorf("--control: %w, in %q", err, text)
		}
	}
	return parsed, nil
}

// controlURL takes any URL that a simulator says of itself, and returns where its
// control API begins.
func controlURL(text string) (string, error) {
	parsed, err := checkURL(text)
	if err != nil {
		return "", err
	}
	path := strings.TrimRight(parsed.Path, "/")
	for _, known := range []string{simulator.BasePath, control.Prefix} {
		path, _, _ = strings.Cut(path+"/", known+"/") // also of one that stands below it
		path = strings.TrimRight(path, "/")
	}
	return parsed.Scheme + "://" + parsed.Host + path + control.Prefix, nil
}

// misplacedPath asks whether a path in --control belongs there, as it does behind a proxy alone.
func misplacedPath(controlURL string) string {
	parsed, err := url.Parse(controlURL)
	if err != nil || parsed.Path == control.Prefix {
		return ""
	}
	return fmt.Sprintf("\nis %s the base URL of a simulator? without a proxy before it, give %s://%s",
		strings.TrimSuffix(controlURL, control.Prefix), parsed.Scheme, parsed.Host)
}

// anyPort tells whether the port is picked only when something listens.
func (a listenAddress) anyPort() bool {
	_, port := a.split()
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n == 0
}

func (a listenAddress) split() (host, port string) {
	host, port, _ = net.SplitHostPort(string(a)) // Set has checked it
	return host, port
}
