package version

import "testing"

// The name release is that of a variable of the linker, which does not say so if
// there is none: Dockerfile and .goreleaser.yaml have it.
func TestRelease(t *testing.T) {
	if Of() == "" {
		t.Error("a program that is no release has no version")
	}
	old := release
	defer func() { release = old }()
	if release = "v1.2.3"; Of() != release {
		t.Errorf("got %s, want the version that the linker sets", Of())
	}
}
