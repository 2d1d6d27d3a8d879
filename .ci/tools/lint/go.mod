module github.com/vsrsim/vsrsim/tools/lint

go 1.26.0

require (
	github.com/fzipp/gocyclo v0.6.0
	github.com/nishanths/exhaustive v0.12.0
	github.com/ultraware/funlen v0.2.0
	golang.org/x/tools v0.48.0
)

require golang.org/x/sync v0.24.0 // indirect
