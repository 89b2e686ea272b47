# Every target works on a fresh checkout. Tools that tests need are installed by .ci/setup.

.PHONY: build test test-fast lint bench fixtures fuzz

build: ## one static binary, bin/auditd
	CGO_ENABLED=0 go build -trimpath -o bin/auditd ./cmd/auditd

test: ## everything: set-up, build, lint, tests with the race detector and real programs
	.ci/setup
	.ci/test

test-fast: ## what passes with Go alone, within two minutes; says what it skipped
	go test ./...

lint:
	.ci/lint

bench: ## speed and memory, as ratios within one run; needs a C compiler for the DuckDB it is compared with
	.ci/bench

fixtures: ## write the generated fixtures anew
	go run ./fixtures/generate

fuzz: ## every fuzzer for a while
	.ci/fuzz
