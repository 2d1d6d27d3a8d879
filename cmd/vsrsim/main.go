// Command vsrsim simulates the Drata Vendor Security Reviews API.
package main

import (
	"context"
	"os"

	"github.com/vsrsim/vsrsim/simulator/cli"
)

func main() {
	os.Exit(cli.Main(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
