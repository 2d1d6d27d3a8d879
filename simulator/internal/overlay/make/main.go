// Command make writes the contracts of spec/made. It runs in the folder spec.
package main

import (
	"log"
	"os"
	"path/filepath"

	"github.com/vsrsim/vsrsim/simulator/internal/overlay"
)

func main() {
	made, err := overlay.All(".")
	if err != nil {
		log.Fatal(err)
	}
	for name, text := range made {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(name, text, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}
