package cli

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"github.com/vsrsim/vsrsim/simulator/report"
)

// commitVariables are where CI systems say which commit is tried: GitHub (and Gitea),
// GitLab (and Woodpecker), Jenkins, CircleCI, Azure Pipelines, Bitbucket, Buildkite,
// Travis CI, Drone, AWS CodeBuild, AppVeyor, Semaphore, TeamCity.
var commitVariables = []string{
	"GITHUB_SHA", "CI_COMMIT_SHA", "GIT_COMMIT", "CIRCLE_SHA1", "BUILD_SOURCEVERSION", "BITBUCKET_COMMIT", "BUILDKITE_COMMIT",
	"TRAVIS_COMMIT", "DRONE_COMMIT_SHA", "CODEBUILD_RESOLVED_SOURCE_VERSION", "APPVEYOR_REPO_COMMIT", "SEMAPHORE_GIT_SHA", "BUILD_VCS_NUMBER",
}

// commitForm is that of a commit. A variable may hold something else.
var commitForm = regexp.MustCompile(`^[0-9a-fA-F]{7,64}$`)

// commit is what the CI says is tried; empty without one.
func commit() string {
	for _, name := range commitVariables {
		if value := os.Getenv(name); commitForm.MatchString(value) {
			return value
		}
	}
	return ""
}

// aboutRun is what is known of a run that ends now, beside its calls. A run whose
// beginning nobody knows has the zero time for it; one without a command no words.
func aboutRun(began time.Time, maskedWords []string) *report.Run {
	now := time.Now()
	run := &report.Run{Date: now.UTC().Truncate(time.Millisecond), Command: maskedWords, Commit: commit()}
	if !began.IsZero() {
		run.Milliseconds = max(1, now.Sub(began).Milliseconds())
	}
	return run
}

// checkoutVariables are where CI systems say which folder the repository is in: GitHub (and
// Gitea), GitLab, Azure Pipelines, Bitbucket, Travis CI, Jenkins.
var checkoutVariables = []string{
	"GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY", "BITBUCKET_CLONE_DIR", "TRAVIS_BUILD_DIR", "WORKSPACE",
}

// inCheckout is a report whose scenario files are named as from the top of the repository
// that the CI has checked out, or without a CI from here: what shows findings at lines looks
// for files there. A file that is elsewhere has its whole path.
func inCheckout(proved report.Report) report.Report {
	top := "."
	for _, name := range checkoutVariables {
		if value := os.Getenv(name); value != "" {
			top = value
			break
		}
	}
	proved.Expectations, proved.Checks = slices.Clone(proved.Expectations), slices.Clone(proved.Checks)
	for i := range proved.Expectations {
		proved.Expectations[i].File = below(top, proved.Expectations[i].File)
	}
	for i := range proved.Checks {
		proved.Checks[i].File = below(top, proved.Checks[i].File)
	}
	return proved
}

// below is the path of a file from a folder that it is in, or its whole path if it is in
// another. The path stays as it is if there is no such file, as where another machine has it.
func below(folder, path string) string {
	if _, err := os.Stat(path); path == "" || err != nil {
		return path
	}
	file := finalPath(path)
	inside, err := filepath.Rel(finalPath(folder), file)
	if err != nil || !filepath.IsLocal(inside) {
		return file
	}
	return filepath.ToSlash(inside)
}

// annotate writes the findings as commands of a workflow, where one runs: GitHub reads
// them in what its steps write, and shows them at the commit.
func annotate(proved report.Report, w io.Writer) {
	if os.Getenv("GITHUB_ACTIONS") == "true" {
		_ = proved.Write(w, report.GitHub) // as the summary
	}
}
