package cli

import (
	"os"
	"regexp"
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
