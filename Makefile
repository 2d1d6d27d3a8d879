# How long "make fuzz" works on each target: a number of inputs, since a run that
# ends by time may fail without a cause (.ci/fuzz says more).
FUZZTIME ?= 100000x

# What "make fixture" makes.
VENDORS ?= 20
REVIEWS ?= 5
SEED    ?= 1

# What the image of "make docker" calls itself.
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help run test race lint fuzz attack bench compare fixture docker snapshot update-golden judges ci

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Serve on 127.0.0.1:4010
	go run ./cmd/vsrsim serve

test: ## Run the tests
	go test ./...

race: ## Run the tests with the race detector
	go test -race ./...

lint: ## Check format, go.mod, vet (also for Windows and macOS), staticcheck, limits and workflows
	.ci/lint

fuzz: ## Fuzz each target for FUZZTIME (100000x)
	@for package in $$(go list ./...); do \
		for target in $$(go test -list '^Fuzz' $$package | grep '^Fuzz'); do \
			echo "$$package $$target"; \
			go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) $$package || exit 1; \
		done; \
	done

attack: ## Send a million calls over 2,000 sandboxes, and 1,250,000 bad ones
	VSRSIM_ATTACK=25 go test -timeout 60m -run 'TestBadInput|TestNoCallCrosses|TestSlow|TestEvidence' ./simulator/...

bench: ## Run the benchmarks of whole calls
	go test -run '^$$' -bench . -benchmem ./simulator

compare: ## Measure side by side with a bare gin server; PRISM=1, GROWTH=1, CHECKS=1, COMPARE="-rounds 9 -loads get"
	go run ./simulator/internal/compare $(if $(PRISM),-prism yes) $(if $(GROWTH),-growth) $(if $(CHECKS),-checks) $(COMPARE)

fixture: ## Write bin/world.yaml of VENDORS (20), REVIEWS (5) each, SEED (1)
	@mkdir -p bin
	go run ./cmd/vsrsim fixture generate --vendors $(VENDORS) --reviews $(REVIEWS) --seed $(SEED) --output bin/world.yaml

docker: ## Build the image vsrsim
	docker build --build-arg VERSION=$(VERSION) --tag vsrsim .

snapshot: ## Build what a release has, for this system, into dist/; the first time takes minutes
	.ci/snapshot

update-golden: ## Write the expected outputs in the scripts of the command, docs/cli.md and the reports anew
	go test ./simulator/internal/cli ./simulator/report -update

judges: ## Get the packages of npm and the generators of clients that tests ask; they are skipped without
	npm ci --prefix simulator/internal/judge/node --no-audit --no-fund --loglevel=error
	go -C .ci/tools/oapi-codegen mod download
	go -C .ci/tools/ogen mod download

ci: ## Run everything that a change has to pass
	.ci/run
