package report

import (
	"fmt"
	"io"
	"strings"
)

// githubShows is how many errors of a step GitHub shows at a commit.
const githubShows = 10

// writeGitHub writes what keeps the run from passing as commands of a workflow, which
// GitHub shows at the commit: at a line of a file where the repository of the client has
// one. It writes nothing of a run that passed.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
func (r Report) writeGitHub(w io.Writer) error {
	var commands strings.Builder
	issues := failing(r.forPeople().issues())
	more := 0
	if len(issues) > githubShows {
		more = len(issues) - (githubShows - 1)
		issues = issues[:githubShows-1]
	}
	for _, i := range issues {
		properties := "title=" + githubProperty.Replace("vsrsim: "+findingWords[i.kind].title)
		if i.source.File != "" {
			properties = fmt.Sprintf("file=%s,line=%d,%s", githubProperty.Replace(i.source.File), i.source.Line, properties)
		}
		fmt.Fprintf(&commands, "::error %s::%s\n", properties, githubText.Replace(i.text+"\n"+i.details()))
	}
	if more > 0 {
		fmt.Fprintf(&commands, "::error title=vsrsim::and %d more: the report has all of them\n", more)
	}
	_, err := io.WriteString(w, commands.String())
	return err
}

// What would end a command, or a property of one, is written as GitHub reads it.
var (
	githubText     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
