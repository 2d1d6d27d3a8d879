package atomicfile

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestSaveReplacesAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.yaml")
	for _, content := range []string{"first", "second"} {
		if err := Save(path, []byte(content)); err != nil {
			t.Fatal(err)
		}
		wantAlone(t, path, content)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode() != 0o600 {
		t.Errorf("got %v (%v)", info.Mode(), err)
	}
}

func TestADiscardedFileLeavesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report.json")
	if err := os.WriteFile(path, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := Create(path, 0o666)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteString("half"); err != nil {
		t.Fatal(err)
	}
	if err := file.Discard(); err != nil {
		t.Error(err)
	}
	if err := Check(path); err != nil {
		t.Error(err)
	}
	wantAlone(t, path, "before")
}

// Two files for the same target do not meet before they replace it.
func TestTwoFilesForOneTarget(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report.json")
	var files []*File
	for range 2 {
		file, err := Create(path, 0o666)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	for i, content := range []string{"first", "second"} {
		if err := files[i].fill([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range files {
		if err := file.Replace(); err != nil {
			t.Fatal(err)
		}
	}
	wantAlone(t, path, "second")
}

func TestAFileThatCannotReplaceIsRemoved(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "taken")
	if err := os.MkdirAll(filepath.Join(folder, "below"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := Save(folder, nil); err == nil {
		t.Error("a folder was replaced")
	}
	if left, err := filepath.Glob(folder + ".*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
	if err := Check(filepath.Join(folder, "missing", "file")); err == nil {
		t.Error("there is a file in a folder that is not there")
	}
}

func wantAlone(t *testing.T, path, content string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != content {
		t.Errorf("got %q (%v), want %q", got, err, content)
	}
	if files, err := fs.Glob(os.DirFS(filepath.Dir(path)), "*"); err != nil || len(files) != 1 {
		t.Errorf("in the folder are %v (%v)", files, err)
	}
}
