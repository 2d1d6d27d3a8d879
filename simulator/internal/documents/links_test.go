package documents_test

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// allPages are the documents of the project.
func allPages(t *testing.T) []page {
	t.Helper()
	names := []string{"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "spec/ASSUMPTIONS.md"}
	for _, folder := range []string{"docs", "examples"} {
		err := filepath.WalkDir(folder, func(file string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.Name() == "node_modules":
				return fs.SkipDir
			case strings.HasSuffix(file, ".md"):
				names = append(names, filepath.ToSlash(file))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var pages []page
	for _, name := range names {
		pages = append(pages, readPage(t, name))
	}
	return pages
}

// guides are the documents whose examples are tried.
func guides(t *testing.T) []page {
	t.Helper()
	return slices.DeleteFunc(allPages(t), func(p page) bool {
		return p.name != "README.md" && !strings.HasPrefix(p.name, "docs/")
	})
}

func TestLinks(t *testing.T) {
	pages := map[string]page{}
	for _, p := range allPages(t) {
		pages[p.name] = p
	}
	for _, p := range pages {
		for _, link := range p.links {
			if strings.Contains(link, "://") {
				continue
			}
			checkLink(t, pages, p, link)
		}
	}
}

func checkLink(t *testing.T, pages map[string]page, p page, link string) {
	t.Helper()
	target, anchor, _ := strings.Cut(link, "#")
	name := p.name
	if target != "" {
		name = path.Join(path.Dir(p.name), target)
	}
	if _, err := os.Stat(filepath.FromSlash(name)); err != nil {
		t.Errorf("%s: the link %s leads nowhere: there is no %s", p.name, link, name)
		return
	}
	if anchor == "" {
		return
	}
	if to, known := pages[name]; !known || !slices.Contains(to.anchors, anchor) {
		t.Errorf("%s: the link %s leads nowhere: %s has the anchors %s", p.name, link, name, strings.Join(to.anchors, ", "))
	}
}

// Who begins at the README finds every page.
func TestEveryPageIsLinked(t *testing.T) {
	pages := map[string]page{}
	for _, p := range allPages(t) {
		pages[p.name] = p
	}
	found := map[string]bool{"README.md": true}
	for queue := []string{"README.md"}; len(queue) > 0; queue = queue[1:] {
		for _, link := range pages[queue[0]].links {
			target, _, _ := strings.Cut(link, "#")
			name := path.Join(path.Dir(queue[0]), target)
			if _, known := pages[name]; known && target != "" && !found[name] {
				found[name] = true
				queue = append(queue, name)
			}
		}
	}
	for name := range pages {
		if strings.HasPrefix(name, "docs/") && !found[name] {
			t.Errorf("no link leads from the README to %s", name)
		}
	}
}

// An archive of a release has the documents, and what they link to.
func TestArchiveHasWhatItsPagesLinkTo(t *testing.T) {
	var release struct {
		Archives []struct{ Files []yaml.Node }
	}
	if err := yaml.Unmarshal([]byte(read(t, ".goreleaser.yaml")), &release); err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, archive := range release.Archives {
		for _, file := range archive.Files {
			if file.Kind != yaml.ScalarNode {
				continue // made when it is released
			}
			files = append(files, file.Value)
			if _, err := os.Stat(filepath.FromSlash(file.Value)); err != nil {
				t.Errorf("an archive is to have %s: %v", file.Value, err)
			}
		}
	}
	archived := func(name string) bool {
		return slices.ContainsFunc(files, func(file string) bool { return name == file || strings.HasPrefix(name, file+"/") })
	}
	for _, p := range allPages(t) {
		if !archived(p.name) {
			t.Errorf("an archive lacks %s", p.name)
		}
		for _, link := range p.links {
			target, _, _ := strings.Cut(link, "#")
			if strings.Contains(link, "://") || target == "" {
				continue
			}
			if name := path.Join(path.Dir(p.name), target); !archived(name) {
				t.Errorf("an archive lacks %s, which %s links to", name, p.name)
			}
		}
	}
}

func TestReadmeIsShort(t *testing.T) {
	const most = 200
	if lines := readPage(t, "README.md").lineEnds; lines > most {
		t.Errorf("the README has %d lines, want at most %d: what more there is to say stands in docs/", lines, most)
	}
}
