# The only recipe: CI and people call the same targets. Needs Go and make; what tests need besides
# is installed where that is allowed, and named where it is not.

STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.7.0
GOVULNCHECK = golang.org/x/vuln/cmd/govulncheck@v1.9.0
FUZZTIME    = 10s
BUILD       = build
DIST        = dist
TOOLS       = .cache/tools
TOOLCHAIN   =
PURE        = ./pkce ./internal/lwa ./internal/flow
JS          = GOOS=js GOARCH=wasm
PEERS       = scripts/locked.sh internal/bench/peers "the libraries that make bench measures"
CHROMIUM_IS = "$(or $(CHROMIUM),chromium|chromium-browser|google-chrome-stable|google-chrome):chromium"

.PHONY: all
all: lint test

# Serves the demo on http://localhost:8080, the documentation under /docs/ and the fake Amazon
# beside it.
.PHONY: run
run: site
	@go build -o $(BUILD)/devserver ./cmd/devserver
	@exec $(BUILD)/devserver -dir $(BUILD) $(ARGS)

# Where npm is, with lwa-device.js, which draws with a package of npm's.
.PHONY: build
build: modules
	@! command -v npm >/dev/null || scripts/web.sh || echo "The build goes on without lwa-device.js." >&2
	@go run ./cmd/build -o $(BUILD)

# The documentation site, in build/site: static files for any host. The playground in it runs the
# component just built.
.PHONY: site
site: build
	@go run ./cmd/site -o $(BUILD)/site -lwa $(BUILD)

# The Go modules, and a word on what to do where they cannot be had.
.PHONY: modules
modules:
	@scripts/modules.sh

# TinyGo and what makes its code smaller, once.
.PHONY: tools
tools:
	@scripts/tools.sh $(TOOLS)

# A release: dist/ by TinyGo, or by Go with TOOLCHAIN=go and wherever TinyGo cannot be had or cannot
# compile.
.PHONY: dist
dist:
	@scripts/dist.sh $(DIST) $(TOOLS) $(TOOLCHAIN)

# Two releases from two folders are the same, byte by byte.
.PHONY: reproduce
reproduce: tools
	@scripts/reproduce.sh $(TOOLS)

.PHONY: test
test: test-go test-node test-browser

# What npm brings to a build: see web/package.json.
.PHONY: web
web:
	@scripts/web.sh

# The same on a machine that has nothing yet: in a Debian root made for it, and removed afterwards.
# Needs Linux, root and mmdebstrap, a network, and a quarter of an hour; TARGETS="dist" runs less,
# or more. For whoever touches scripts/, a need.sh line, or what is fetched; CI does not run it.
.PHONY: test-bare
test-bare:
	@scripts/bare.sh $(TARGETS)

# Everything that needs no browser, with the race detector (which wants a C compiler). The core's
# coverage is a promise; the last run, without that detector, walks a longer way of the model;
# -depth=5 takes it minutes further.
.PHONY: test-go
test-go: modules web
	@CC=$$(go env CC) && export CC && scripts/need.sh "$${CC%% *}:gcc" stdio.h:libc6-dev
	go test -race -timeout 30m $$(go list ./... | grep -v -e /browsertest -e /web/test$$ -e /internal/bench$$ -e /internal/flow$$)
	go test -race -timeout 30m ./internal/flow -walks=1000 -depth=3
	scripts/coverage.sh 95 $(PURE)
	go test -run TestModelRandom ./internal/flow -walks=20000

# The component in Node, over fakes of what a browser gives it: what needs no window, in seconds.
.PHONY: test-node
test-node: build
	@scripts/need.sh node:nodejs
	LWA_BUILD=$(CURDIR)/$(BUILD) go test -count=1 ./web/test

# The tests of a browser wait for it now and then, so one more of them runs than there are
# processors.
BROWSERS = -count=1 -p 1 -parallel $$(($$(getconf _NPROCESSORS_ONLN) + 1)) -timeout 45m

# The component in a real Chromium, headless and on a display of its own, and behind a real nginx.
.PHONY: test-browser
test-browser: web build
	@scripts/need.sh $(CHROMIUM_IS) Xvfb:xvfb nginx:nginx apache2:apache2
	LWA_BUILD=$(CURDIR)/$(BUILD) go test $(BROWSERS) ./internal/browsertest ./browsertest

# The same tests, with the release; one of them wants Go's build too, to show that their files do
# not go together.
.PHONY: test-dist
test-dist: web build dist
	@scripts/need.sh node:nodejs $(CHROMIUM_IS) Xvfb:xvfb nginx:nginx apache2:apache2
	LWA_BUILD=$(CURDIR)/$(DIST) go test -count=1 ./web/test ./release
	LWA_BUILD=$(CURDIR)/$(DIST) go test $(BROWSERS) ./internal/browsertest ./browsertest

# The same scenarios in Chromium, Firefox and WebKit, and a table of what came of them;
# SETUP="Firefox, strict" runs one column.
SETUP =
.PHONY: test-engines
test-engines: build
	@scripts/need.sh $(CHROMIUM_IS) "firefox-esr|firefox:firefox-esr" WebKitWebDriver:webkit2gtk-driver Xvfb:xvfb openbox:openbox xdotool:xdotool
	LWA_ENGINES=1 LWA_BUILD=$(CURDIR)/$(BUILD) go test -count=1 -parallel 4 -timeout 30m -v -run 'TestEngines$(if $(SETUP),/.*/^$(SETUP)$$)' ./internal/engines

# Renews the release that package release embeds. It belongs into the commit that changes the
# component.
.PHONY: embed
embed: dist
	@scripts/embed.sh $(DIST) release/files

# The release as an npm package.
.PHONY: pack
pack: dist
	@scripts/pack.sh $(DIST) $(BUILD)/npm/lwa-wasm.tgz

# That package as a project uses it: installed, imported on a server, compiled against.
.PHONY: test-package
test-package: pack
	@scripts/test-package.sh $(BUILD)/npm/lwa-wasm.tgz

# The dev server as an npm package, with its command for each platform; PLATFORMS="linux-x64" packs
# one.
.PHONY: pack-devserver
pack-devserver:
	@scripts/pack-devserver.sh $(BUILD)/npm $(PLATFORMS)

# The same for this machine alone, in the place of all.
HERE = $(BUILD)/npm/here
.PHONY: pack-devserver-here
pack-devserver-here:
	@scripts/node.sh 20.6 "the dev server's package"
	@scripts/pack-devserver.sh $(HERE) "$$(node -p 'process.platform + "-" + process.arch')"

# That package as tests use it: installed from the file and from its parts, its types, its helpers
# in three browser libraries.
.PHONY: test-devserver
test-devserver: pack-devserver-here
	@scripts/need.sh $(CHROMIUM_IS) chromedriver:chromium-driver
	@scripts/test-devserver.sh $(HERE)
	LWA_DEVSERVER=$(CURDIR)/$(HERE)/lwa-devserver.tgz go test -count=1 -timeout 20m -run TestDrivers ./examples

# Each example as somebody has it who copied it, built with that package and logged into.
.PHONY: test-examples
test-examples: build pack pack-devserver-here
	@scripts/node.sh 20.19 "Vite, which builds the examples react and vue,"
	@scripts/need.sh $(CHROMIUM_IS) tar:tar git:git
	LWA_PACKAGE=$(CURDIR)/$(BUILD)/npm/lwa-wasm.tgz LWA_DEVSERVER=$(CURDIR)/$(HERE)/lwa-devserver.tgz LWA_BUILD=$(CURDIR)/$(BUILD) \
		go test -count=1 -timeout 30m -skip TestDrivers ./examples

# Other people's implementations of OAuth judge ours: oidc-provider, fosite and oauth4webapi. A
# module of its own, with a lock file of its own.
.PHONY: test-judges
test-judges: build
	@scripts/node.sh 20 "oidc-provider, which is one of the judges,"
	@scripts/need.sh $(CHROMIUM_IS)
	@scripts/locked.sh judges "the judges of npm"
	@cd judges && ../scripts/fetch.sh "the judges' Go modules" go mod download
	cd judges && go vet ./... && LWA_BUILD=$(CURDIR)/$(BUILD) go test -count=1 .

# That package in a page of each bundler, and imported in each test runner: some 1,200 packages of
# npm's, three minutes.
.PHONY: test-bundlers
test-bundlers: build pack
	@scripts/node.sh 20.19 "Vite, which is one of the bundlers,"
	@scripts/need.sh $(CHROMIUM_IS) tar:tar
	LWA_BUNDLERS=1 LWA_PACKAGE=$(CURDIR)/$(BUILD)/npm/lwa-wasm.tgz LWA_BUILD=$(CURDIR)/$(BUILD) go test -count=1 -run 'TestBundlers|TestImports' ./examples

# The WordPress plug-in with the release in it, ready for "Upload Plugin".
.PHONY: wordpress
wordpress: dist
	@scripts/wordpress.sh $(DIST) $(BUILD)/lwa-wasm.zip

# That zip in a real WordPress: Debian's, with a MariaDB, a PHP-FPM and an nginx of its own on
# loopback.
.PHONY: test-wordpress
test-wordpress: wordpress
	@scripts/need.sh $(CHROMIUM_IS)
	@scripts/need-servers.sh nginx:nginx mariadbd:mariadb-server mariadb:mariadb-client php:php-cli "php-fpm8.5|php-fpm8.4|php-fpm8.3|php-fpm8.2|php-fpm8.1:php-fpm" \
		$(or $(firstword $(wildcard /etc/php/*/mods-available/mysqli.ini)),/etc/php/mysqli.ini):php-mysql \
		/usr/share/wordpress/wp-load.php:wordpress /usr/share/wordpress/wp-content/themes/twentytwentythree:wordpress-theme-twentytwentythree
	LWA_WORDPRESS=$(CURDIR)/$(BUILD)/lwa-wasm.zip LWA_BUILD=$(CURDIR)/$(DIST) go test -count=1 -timeout 15m ./wordpress

# The texts of the plug-in, for translators.
.PHONY: pot
pot:
	@scripts/pot.sh

# Vet twice, since js-only files are invisible to a native vet; types; a tidy module; formatted
# sources; the scripts, where shellcheck is installed.
.PHONY: lint
lint: modules
	@test -z "$$(gofmt -l .)" || { echo "run gofmt on:"; gofmt -l .; exit 1; }
	go mod tidy -diff
	go vet ./... && $(JS) go vet ./jsbridge ./wasm
	GOBIN=$(CURDIR)/$(BUILD) scripts/fetch.sh staticcheck go install $(STATICCHECK)
	$(BUILD)/staticcheck ./... && $(JS) $(BUILD)/staticcheck ./jsbridge ./wasm
	scripts/types.sh
	! command -v shellcheck >/dev/null || shellcheck scripts/*.sh .ci/run

# Known vulnerabilities in what ships and in what builds it. A finding fails; a database that cannot
# be reached is named, and fails with STRICT=1.
.PHONY: audit
audit: modules
	@scripts/need.sh npm:npm node:nodejs
	GOBIN=$(CURDIR)/$(BUILD) scripts/fetch.sh govulncheck go install $(GOVULNCHECK)
	@scripts/audit.sh $(BUILD)/govulncheck $(if $(STRICT),strict)

# What the tests would not notice: mutants of the core, each of which some test has to fail for;
# MUTATE="-most 200" tries a sample. docs/mutation.md has what was found. The named ones are a
# script.
.PHONY: mutate
mutate: modules web
	go build -o $(BUILD)/mutate ./cmd/mutate
	$(BUILD)/mutate $(MUTATE) ./pkce
	$(BUILD)/mutate -skip 'TestDocs|Fuzz' -timeout 20s $(MUTATE) ./internal/lwa
	$(BUILD)/mutate -skip 'TestDocs|TestGlossary|TestArrows|TestOwnImports|TestLD15|TestBuildTags|TestModelEvery' -last TestModelRandom \
		-args '-walks=200 -depth=3' -timeout 25s $(MUTATE) ./internal/flow
	scripts/mutants.sh

# Each fuzz target for FUZZTIME; the seeds alone run with every test.
.PHONY: fuzz
fuzz: modules
	scripts/fuzz.sh $(FUZZTIME)

# 1,000 logins in one page, with the figures: what is alive before and after, and the memory.
.PHONY: soak
soak: build
	@scripts/need.sh $(CHROMIUM_IS)
	LWA_BUILD=$(CURDIR)/$(BUILD) go test -count=1 -v -run TestHP08 ./internal/browsertest

# Measures lwa.js beside the JavaScript libraries, and writes docs/bench.* and the README's part.
# Wants a quiet machine and a quarter of an hour; BENCH='-rounds 1 -logins 3 -out ""' takes seconds
# and writes nothing.
.PHONY: bench
bench: build dist
	@scripts/need.sh $(CHROMIUM_IS) && $(PEERS)
	go run ./cmd/bench -go $(BUILD) -tinygo $(DIST) $(BENCH)

# A quick run of the same, which all contestants must get through.
.PHONY: test-bench
test-bench: build
	@scripts/need.sh $(CHROMIUM_IS) && $(PEERS)
	LWA_BUILD=$(CURDIR)/$(BUILD) go test -count=1 ./internal/bench

# What a visitor downloads, by file and by package; fails when it is over the budget.
.PHONY: size
size: dist
	@go run ./cmd/build -size $(DIST) -tools $(TOOLS)

# What the machine's step and the parsers cost.
.PHONY: bench-go
bench-go: modules
	go test -run '^$$' -bench . -benchmem $(PURE) ./internal/heap

# Writes what is generated: the reference pages, docs/flow.md, docs/threats.md, the figures and the
# picture of the README.
.PHONY: docs
docs: build
	@scripts/need.sh $(CHROMIUM_IS) "/usr/share/fonts:fonts-dejavu-core"
	UPDATE_DOCS=1 go test -count=1 -run TestDocs ./internal/flow ./internal/engines ./docs
	UPDATE_DOCS=1 LWA_BUILD=$(CURDIR)/$(BUILD) go test -count=1 -run 'TestScreens/desktop-light|TestScreensLoginSheet' ./internal/browsertest

# What a release must have, before it is tagged: version and changelog agree, nothing is
# uncommitted, two builds are the same, the package installs and compiles, the size is within its
# budget, and the documents are up to date.
.PHONY: release
release:
	@scripts/release.sh
	go test -count=1 -run 'TestDocs|TestContents|TestLinks' ./docs ./internal/flow ./internal/engines ./internal/docsite
	$(MAKE) reproduce
	$(MAKE) test-package size TOOLCHAIN=tinygo
	@echo "Now tag it: git tag v$$(sed -n 's/^const Version = "\(.*\)"$$/\1/p' internal/lwa/version.go)"

.PHONY: clean
clean:
	rm -rf $(BUILD) $(DIST)
