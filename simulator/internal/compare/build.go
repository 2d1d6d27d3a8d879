package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/builtin"
)

// The world that is measured in: two hundred reviews, of which more are completed SOC
// reports than there are connections.
const (
	worldVendors = "40"
	worldReviews = "5" // of each vendor
)

// built is what was made before anything is measured.
type built struct {
	dir      string
	vsrsim   string // stripped, as a release is
	bare     string
	fixture  string
	contract string
	prism    []string // the command; empty without
	version  string   // of Prism
	size     int64    // of vsrsim, in bytes
}

// build makes the programs and files of a measurement in dir.
func build(ctx context.Context, s settings, dir string, notes io.Writer) (built, error) {
	in := func(name string) string { return filepath.Join(dir, name) }
	b := built{dir: dir, vsrsim: in("vsrsim"), bare: in("bare"), fixture: in("world.yaml"), contract: in("contract.yaml")}
	goBuild := func(output, of string) []string {
		command := []string{"go", "build", "-ldflags", "-s -w", "-o", output}
		if s.release { // as .goreleaser.yaml has it
			command = append([]string{"env", "CGO_ENABLED=0"}, append(command, "-trimpath", "-tags=nomsgpack")...)
		}
		return append(command, of)
	}
	fmt.Fprintln(notes, "builds what is measured")
	var commands [][]string
	if s.vsrsim != "" {
		b.vsrsim = s.vsrsim
	} else {
		commands = append(commands, goBuild(b.vsrsim, "./cmd/vsrsim"))
	}
	commands = append(commands, goBuild(b.bare, "./simulator/internal/compare/bare"),
		[]string{b.vsrsim, "fixture", "generate", "--vendors", worldVendors, "--reviews", worldReviews, "--output", b.fixture})
	for _, command := range commands {
		if _, err := output(ctx, s.root, command); err != nil {
			return b, err
		}
	}
	text, err := builtin.Default.Document()
	if err != nil {
		return b, err
	}
	if err := os.WriteFile(b.contract, text, 0o600); err != nil {
		return b, err
	}
	info, err := os.Stat(b.vsrsim)
	if err != nil {
		return b, err
	}
	b.size = info.Size()
	return b, b.findPrism(ctx, s.prism, notes)
}

// output runs a command in a folder, and returns what it prints.
func output(ctx context.Context, folder string, command []string) ([]byte, error) {
	c := exec.CommandContext(ctx, command[0], command[1:]...)
	c.Dir = folder
	text, err := c.Output()
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		err = fmt.Errorf("%w: %s", err, failed.Stderr)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", strings.Join(command, " "), err)
	}
	return text, nil
}

// findPrism finds Prism, or lets npm fetch it. It is started as itself, without npx:
// only its own process is measured.
func (b *built) findPrism(ctx context.Context, wanted string, notes io.Writer) error {
	if wanted == "no" {
		return nil
	}
	path, err := exec.LookPath("prism")
	if err != nil && wanted == "found" {
		fmt.Fprintln(notes, "goes without Prism, which is not on the PATH; -prism yes lets npm fetch it")
		return nil
	}
	if err != nil {
		npm, err := exec.LookPath("npm")
		if err != nil {
			fmt.Fprintln(notes, "goes without Prism, since there is no npm to fetch it")
			return nil
		}
		fmt.Fprintln(notes, "lets npm fetch Prism")
		if _, err := output(ctx, b.dir, []string{npm, "install", "--prefix", b.dir, "--no-audit", "--no-fund", "@stoplight/prism-cli@5"}); err != nil {
			return err
		}
		path = filepath.Join(b.dir, "node_modules", ".bin", "prism")
	}
	version, err := output(ctx, b.dir, []string{path, "--version"})
	b.prism, b.version = []string{path}, strings.TrimSpace(string(version))
	return err
}
