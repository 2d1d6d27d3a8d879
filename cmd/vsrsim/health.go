package main

import (
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator/control"
)

// healthTimeout keeps a container's health check from piling up.
const healthTimeout = 3 * time.Second

func healthCommand() *cobra.Command {
	var listen string
	cmd := &cobra.Command{
		Use:   "health",
		Short: "Ask a running simulator whether it serves; exit 0 if so, 1 if not",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			address, err := reachable(listen)
			if err != nil {
				return err
			}
			if err := askHealth(cmd, address); err != nil {
				fmt.Fprintf(cmd.ErrOrStderr(), "vsrsim: not healthy: %v\n", err)
				return errFindings
			}
			fmt.Fprintf(cmd.OutOrStdout(), "ok: %s serves\n", address)
			return nil
		},
	}
	cmd.Flags().StringVar(&listen, "listen", defaultListen, "`address` that the simulator listens on")
	return cmd
}

func askHealth(cmd *cobra.Command, address string) error {
	client := http.Client{Timeout: healthTimeout}
	request, err := http.NewRequestWithContext(cmd.Context(), http.MethodGet, "http://"+address+control.HealthPath, nil)
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s", address, response.Status)
	}
	return nil
}

// reachable turns an address to listen on into one to call: a server that
// listens everywhere is called on the loopback interface.
func reachable(listen string) (string, error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "", fmt.Errorf("--listen %s: %w", listen, err)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}
