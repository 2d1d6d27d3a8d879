package cli

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The image names a variable of the linker, flags and commands: they must exist.
func TestDockerfile(t *testing.T) {
	dockerfile := readDockerfile(t)
	if want := "-X github.com/vsrsim/vsrsim/simulator/internal/version.release=$VERSION"; !strings.Contains(dockerfile, want) {
		t.Errorf("has no %s", want)
	}
	listen := listenAddress(defaultListen)
	_, port := listen.split()
	if want := "ENV VSRSIM_LISTEN=0.0.0.0:" + port + "\nEXPOSE " + port + "\n"; !strings.Contains(dockerfile, want) {
		t.Errorf("has no %s", want)
	}
	var variables []string
	for _, flag := range flagNames(serveCommand()) {
		variables = append(variables, environmentName(strings.TrimPrefix(flag, "--")))
	}
	for _, env := range regexp.MustCompile(`(?m)^ENV (VSRSIM_\w+)=`).FindAllStringSubmatch(dockerfile, -1) {
		if !slices.Contains(variables, env[1]) {
			t.Errorf("%s is none of the variables of serve: %s", env[1], strings.Join(variables, ", "))
		}
	}
}

func TestDockerfileCommands(t *testing.T) {
	dockerfile := readDockerfile(t)
	for instruction, want := range map[string]string{
		`ENTRYPOINT (.+)`:        "vsrsim",
		`CMD (.+)`:               "vsrsim serve",
		`HEALTHCHECK.* CMD (.+)`: "vsrsim health",
	} {
		found := regexp.MustCompile(`(?m)^` + instruction + `$`).FindStringSubmatch(dockerfile)
		if found == nil {
			t.Errorf("has no %s", instruction)
			continue
		}
		var words []string
		if err := json.Unmarshal([]byte(found[1]), &words); err != nil {
			t.Errorf("%s is not in the form of a list: %v", found[0], err)
		}
		cmd, rest, err := newRoot().Find(slices.DeleteFunc(words, func(w string) bool { return w == "/vsrsim" }))
		if err != nil || len(rest) > 0 || cmd.CommandPath() != want {
			t.Errorf("%s: got %s with the arguments %q (%v), want %s", found[0], cmd.CommandPath(), rest, err, want)
		}
	}
}

func readDockerfile(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile("../../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// The image of a release is that of the Dockerfile, but for where it has its files
// from.
func TestReleaseDockerfile(t *testing.T) {
	release, err := os.ReadFile("../../../Dockerfile.release")
	if err != nil {
		t.Fatal(err)
	}
	_, want, _ := strings.Cut(readDockerfile(t), "COPY LICENSE NOTICE /licenses/\n")
	if want == "" || !strings.HasSuffix(string(release), want) {
		t.Errorf("Dockerfile.release does not end as Dockerfile does:\n%s", want)
	}
}

// The binaries of a release are built as that of the image is.
func TestReleaseFlags(t *testing.T) {
	text, err := os.ReadFile("../../../.goreleaser.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"-X github.com/vsrsim/vsrsim/simulator/internal/version.release=v{{ .Version }}", "-tags=nomsgpack", "-trimpath", "CGO_ENABLED=0"} {
		if !strings.Contains(string(text), want) {
			t.Errorf(".goreleaser.yaml has no %s", want)
		}
		inDockerfile, _, _ := strings.Cut(strings.Replace(want, "-tags=", "-tags ", 1), "=v{{")
		if !strings.Contains(readDockerfile(t), inDockerfile) {
			t.Errorf("Dockerfile has no %s", inDockerfile)
		}
	}
}
