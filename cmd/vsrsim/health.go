package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator/control"
)

// healthTimeout keeps a container's health check from piling up.
const healthTimeout = 3 * time.Second

func healthCommand() *cobra.Command {
	listen, controlListen := listenAddress(defaultListen), listenAddress("")
	cmd := &cobra.Command{
		Use:   "health",
		Short: "Ask a running simulator whether it serves; exit 0 if so, 1 if not",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			asked := listen
			if controlListen != "" {
				asked = controlListen // it is the control API that answers
			}
			if asked.anyPort() {
				return misuse(cmd, "cannot ask %s: give the port that vsrsim serve printed", asked)
			}
			address := asked.reachable()
			if err := askHealth(cmd, address); err != nil {
				fmt.Fprintf(cmd.ErrOrStderr(), "vsrsim: not healthy: %v\n", err)
				return errFindings
			}
			fmt.Fprintf(cmd.OutOrStdout(), "ok: %s serves\n", address)
			return nil
		},
	}
	cmd.Flags().Var(&listen, "listen", "`address` that the simulator listens on")
	cmd.Flags().Var(&controlListen, "control-listen", "`address` of the control API, if it has one of its own")
	return cmd
}

func askHealth(cmd *cobra.Command, address string) error {
	// A transport of its own, so that no proxy is asked instead.
	client := http.Client{Timeout: healthTimeout, Transport: &http.Transport{DisableKeepAlives: true}}
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
	var health control.Health
	if err := json.NewDecoder(response.Body).Decode(&health); err != nil || health.Status == "" {
		return errors.New("what listens on " + address + " is no simulator")
	}
	return nil
}
