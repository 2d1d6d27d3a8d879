package page_test

import (
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/scenarios"
	"github.com/vsrsim/vsrsim/simulator/internal/page"
)

// The page and the report have the same colours.
func TestColoursAreThoseOfTheReport(t *testing.T) {
	template, err := os.ReadFile("../../report/report.html.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	file, _ := page.Load().File("css/colours.css")
	root := regexp.MustCompile(`(?s):root \{.*?\}`)
	got, want := root.FindAllString(string(file.Content), -1), root.FindAllString(string(template), 2)
	if len(got) != 2 || len(want) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("got %v, the report has %v", got, want)
	}
}

// What a client sent becomes no HTML and no code: nothing in the page makes any of a text.
func TestNothingIsMadeOfTexts(t *testing.T) {
	risky := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|document\.write|\beval\(|new Function|DOMParser|srcdoc|javascript:|<[a-z]+ [^>]*\b(style|on[a-z]+)=`)
	files := page.Load()
	for _, name := range files.Names() {
		file, _ := files.File(name)
		if found := risky.FindString(string(file.Content)); found != "" {
			t.Errorf("%s has %s", name, found)
		}
		if file.MediaType == "" {
			t.Errorf("%s has no media type", name)
		}
		for _, address := range regexp.MustCompile(`https?://[^\s'"]+`).FindAllString(string(file.Content), -1) {
			if address != "http://www.w3.org/2000/svg" {
				t.Errorf("%s names %s", name, address)
			}
		}
	}
	document := string(files.Document("page"))
	if found := risky.FindString(document); found != "" || strings.Contains(document, "{{") || strings.Contains(document, "<style") {
		t.Errorf("the page has %q: %s", found, document)
	}
}

// Each built-in scenario stands in one group, unless it is a documented refusal.
func TestEachScenarioHasAGroup(t *testing.T) {
	file, _ := page.Load().File("js/groups.js")
	groups := string(file.Content)
	entries, err := scenarios.Files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, entry := range entries {
		if path.Ext(entry.Name()) != ".yaml" {
			continue
		}
		name := strings.TrimSuffix(entry.Name(), ".yaml")
		known[name] = true
		if n := strings.Count(groups, "'"+name+"'"); n != 1 {
			t.Errorf("%s is in %d groups", name, n)
		}
	}
	for _, name := range regexp.MustCompile(`'([a-z0-9-]+)'`).FindAllStringSubmatch(groups, -1) {
		if !known[name[1]] {
			t.Errorf("there is no scenario %s", name[1])
		}
	}
}
