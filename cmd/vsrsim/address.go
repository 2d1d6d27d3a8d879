package main

import (
	"fmt"
	"net"
	"strconv"
)

// defaultListen is where the simulator is found unless it is told otherwise.
const defaultListen = "127.0.0.1:4010"

// listenAddress is a flag that takes the host and port to listen on.
type listenAddress string

func (a *listenAddress) String() string { return string(*a) }

func (a *listenAddress) Type() string { return "address" }

func (a *listenAddress) Set(text string) error {
	_, port, err := net.SplitHostPort(text)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return fmt.Errorf("must be host:port, such as %s", defaultListen)
	}
	*a = listenAddress(text)
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
