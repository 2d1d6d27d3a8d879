package report

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// Format is a form that a report can be written in.
type Format string

// The formats.
const (
	Text     Format = "text"     // for a terminal
	Markdown Format = "markdown" // for the page of a CI job
	JUnit    Format = "junit"    // for what shows test results
	JSON     Format = "json"     // for programs; the only one that can be read again
	HTML     Format = "html"     // one page for people
	SARIF    Format = "sarif"    // for what shows findings at lines of files
	GitHub   Format = "github"   // commands of a workflow, which show findings at the commit
)

type format struct {
	name        Format
	endings     []string // of a file, the usual one first; none if it is for no file
	contentType string
	render      func(Report, io.Writer) error
}

var formats = []format{
	{Text, []string{".txt"}, "text/plain; charset=utf-8", Report.writeText},
	{Markdown, []string{".md", ".markdown"}, "text/markdown; charset=utf-8", Report.writeMarkdown},
	{JUnit, []string{".xml"}, "application/xml; charset=utf-8", Report.writeJUnit},
	{JSON, []string{".json"}, "application/json; charset=utf-8", Report.writeJSON},
	{HTML, []string{".html", ".htm"}, "text/html; charset=utf-8", Report.writeHTML},
	{SARIF, []string{".sarif"}, "application/sarif+json", Report.writeSARIF},
	{GitHub, nil, "text/plain; charset=utf-8", Report.writeGitHub}, // a file of it would be of no use
}

// Formats are all formats, for help texts.
func Formats() []Format {
	names := make([]Format, len(formats))
	for i, f := range formats {
		names[i] = f.name
	}
	return names
}

// FormatOf is the format of a file, by the ending of its name.
func FormatOf(path string) (Format, error) {
	ending := strings.ToLower(filepath.Ext(path))
	for _, f := range formats {
		if slices.Contains(f.endings, ending) {
			return f.name, nil
		}
	}
	return "", fmt.Errorf("%q: the name of a report must end with %s", path, usualEndings())
}

// usualEndings names one ending of each format: .txt (text), .md (markdown) or …
func usualEndings() string {
	var names []string
	for _, f := range formats {
		if len(f.endings) > 0 {
			names = append(names, fmt.Sprintf("%s (%s)", f.endings[0], f.name))
		}
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// ContentType is the media type of a format; that of bytes for an unknown one.
func ContentType(name Format) string {
	if f, ok := find(name); ok {
		return f.contentType
	}
	return "application/octet-stream"
}

// Write writes the report in a format, without colours.
func (r Report) Write(w io.Writer, name Format) error {
	f, ok := find(name)
	if !ok {
		return fmt.Errorf("there is no format %q of reports; there are %v", name, Formats())
	}
	return f.render(r, w)
}

func find(name Format) (format, bool) {
	for _, f := range formats {
		if f.name == name {
			return f, true
		}
	}
	return format{}, false
}
