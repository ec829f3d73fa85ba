# The only recipe: CI and people call the same targets. Needs Go and make; what tests need besides is installed where
# that is allowed, and named where it is not.

STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.7.0
FUZZTIME    = 10s
BUILD       = build
DIST        = dist
TOOLS       = .cache/tools
TOOLCHAIN   =
PURE        = ./pkce ./internal/lwa ./internal/flow
JS          = GOOS=js GOARCH=wasm

.PHONY: all
all: lint test

# Serves the demo on http://localhost:8080 and the fake Amazon beside it.
.PHONY: run
run: build
	@go build -o $(BUILD)/devserver ./cmd/devserver
	@exec $(BUILD)/devserver -dir $(BUILD) $(ARGS)

# Where npm is, with lwa-device.js, which draws with a package of npm's.
.PHONY: build
build:
	@! command -v npm >/dev/null || scripts/web.sh || true
	@go run ./cmd/build -o $(BUILD)

# TinyGo and what makes its code smaller, once.
.PHONY: tools
tools:
	@scripts/tools.sh $(TOOLS)

# A release: dist/ by TinyGo, or by Go with TOOLCHAIN=go and wherever TinyGo can be neither found nor built.
.PHONY: dist
dist:
	@scripts/dist.sh $(DIST) $(TOOLS) $(TOOLCHAIN)

# Two releases from two folders are the same, byte by byte.
.PHONY: reproduce
reproduce: tools
	@scripts/reproduce.sh $(TOOLS)

.PHONY: test
test: test-go test-browser

# What npm brings: see web/package.json.
.PHONY: web
web:
	@scripts/web.sh

# Everything that needs no browser, with the race detector (which wants a C compiler). The core's coverage is a promise;
# its second run, without that detector, walks the model's long way.
.PHONY: test-go
test-go: web
	@scripts/need.sh cc:gcc cc:libc6-dev
	go test -race $$(go list ./... | grep -v -e /browsertest -e /internal/bench$$)
	scripts/coverage.sh 95 $(PURE)

# The component in a real Chromium, headless and on a display of its own, and behind a real nginx.
.PHONY: test-browser
test-browser: web build
	@scripts/need.sh chromium:chromium Xvfb:xvfb nginx:nginx
	LWA_BUILD=$(CURDIR)/$(BUILD) go test -count=1 -timeout 25m ./browsertest

# The same tests, with the release; one of them wants Go's build too, to show that their files do not go together.
.PHONY: test-dist
test-dist: web build dist
	@scripts/need.sh chromium:chromium Xvfb:xvfb nginx:nginx
	LWA_BUILD=$(CURDIR)/$(DIST) go test -count=1 -timeout 25m ./browsertest

# The release as an npm package.
.PHONY: pack
pack: dist
	@scripts/pack.sh $(DIST) $(BUILD)/npm/lwa-wasm.tgz

# That package as a project uses it: installed, imported on a server, compiled against.
.PHONY: test-package
test-package: pack
	@scripts/test-package.sh $(BUILD)/npm/lwa-wasm.tgz

# Each example as somebody has it who copied it, built with that package and logged into.
.PHONY: test-examples
test-examples: build pack
	@scripts/need.sh npm:npm chromium:chromium
	LWA_PACKAGE=$(CURDIR)/$(BUILD)/npm/lwa-wasm.tgz LWA_BUILD=$(CURDIR)/$(BUILD) go test -count=1 ./examples

# Vet twice, since js-only files are invisible to a native vet; types; a tidy module; formatted sources.
.PHONY: lint
lint:
	@test -z "$$(gofmt -l .)" || { echo "run gofmt on:"; gofmt -l .; exit 1; }
	go mod tidy -diff
	go vet ./... && $(JS) go vet ./jsbridge ./wasm
	GOBIN=$(CURDIR)/$(BUILD) go install $(STATICCHECK)
	$(BUILD)/staticcheck ./... && $(JS) $(BUILD)/staticcheck ./jsbridge ./wasm
	scripts/types.sh

# Each fuzz target for FUZZTIME; the seeds alone run with every test.
.PHONY: fuzz
fuzz:
	scripts/fuzz.sh $(FUZZTIME)

# 1,000 logins in one page, with the figures: what is alive before and after, and the memory.
.PHONY: soak
soak: build
	LWA_BUILD=$(CURDIR)/$(BUILD) go test -count=1 -v -run TestHP08 ./browsertest

# Measures lwa.js beside the JavaScript libraries, and writes docs/bench.* and the README's part. Wants a quiet machine and
# half an hour; BENCH='-rounds 1 -logins 3 -out ""' takes seconds and writes nothing.
.PHONY: bench
bench: build dist
	@scripts/need.sh chromium:chromium && scripts/peers.sh
	go run ./cmd/bench -go $(BUILD) -tinygo $(DIST) $(BENCH)

# A quick run of the same, which all contestants must get through.
.PHONY: test-bench
test-bench: build
	@scripts/need.sh chromium:chromium && scripts/peers.sh
	LWA_BUILD=$(CURDIR)/$(BUILD) go test -count=1 ./internal/bench

# What a visitor downloads, by file and by package; fails when it is over the budget.
.PHONY: size
size: dist
	@go run ./cmd/build -size $(DIST) -tools $(TOOLS)

# What the machine's step and the parsers cost.
.PHONY: bench-go
bench-go:
	go test -run '^$$' -bench . -benchmem $(PURE) ./internal/heap

# Writes what is generated from tables: docs/flow.md, docs/threats.md, the tables of the README, its picture.
.PHONY: docs
docs: build
	UPDATE_DOCS=1 go test -count=1 -run TestDocs ./internal/flow ./docs
	UPDATE_DOCS=1 LWA_BUILD=$(CURDIR)/$(BUILD) go test -count=1 -run 'TestScreens/desktop-light|TestScreensLoginSheet' ./browsertest

.PHONY: clean
clean:
	rm -rf $(BUILD) $(DIST)
