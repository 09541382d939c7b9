# The project's tasks. `make` alone lists them. Each target first installs what
# it needs and is missing (build/setup.sh), so a fresh machine needs no other step.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
# One thing at a time: the tests share two cores and one frontend/dist.
.NOTPARALLEL:

SETUP := build/setup.sh
TOOLS := .tools/bin
TITLE := printf '\n== %s\n'

# Wails asks for webkit2_41 where the system has WebKitGTK 4.1 and not 4.0.
LINUX_TAGS := webkit2_41
# A release build of a project that owns a TikTok app gives its credentials in
# RELEASE_LDFLAGS; the recipes that use it are silent, so no log shows them.
RELEASE_LDFLAGS ?=
RELEASE = -trimpath -ldflags "-s -w $(RELEASE_LDFLAGS)"
# Everything is compiled in three ways and no more, for that takes longest on a fresh
# machine: as `make build` does, as `make desktop` does, and for the race detector. Tests
# without it are built as the first; `go vet` sees them with the rest.
PLAIN_TEST := CGO_ENABLED=0 go test -trimpath -vet=off

# The race detector watches everything but SQLite, which is C made into Go with locks of
# its own, and the functions that make a key of a passphrase: watching them takes up to ten
# times as long and can find nothing of ours. Neither are the pointers of that C checked.
UNWATCHED := modernc.org/sqlite/lib golang.org/x/crypto/argon2 golang.org/x/crypto/scrypt
UNCHECKED := modernc.org/libc modernc.org/memory
RACE := -race $(foreach p,$(UNWATCHED),-gcflags='$(p)=-race=false -d=checkptr=0') $(foreach p,$(UNCHECKED),-gcflags='$(p)=-d=checkptr=0')

# Tests of a package at a time. Many wait for TikTok's pace or for a process most of the time.
AT_A_TIME := -parallel 4

GO_FILES = $(wildcard *.go) app internal
FRONTEND_SOURCES := $(shell find frontend -type d \( -name node_modules -o -name dist -o -name dist-fake -o -name e2e \) -prune -o -type f -print 2>/dev/null)

##@ Use it

.PHONY: help
help: ## list the targets
	@awk 'BEGIN { FS = ":.*## " } /^##@/ { printf "\n%s\n", substr($$0, 5) } /^[a-z0-9-]+:.*## / { sub(/:.*/, "", $$1); if (!seen[$$1]++) printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: ## the whole journey on the built-in sandbox, in the terminal (needs Go and ffmpeg)
	@$(SETUP) go media
	@$(MAKE) --no-print-directory build
	@$(TITLE) "demo"
	./bin/cuedrop demo

.PHONY: run
run: ## the desktop app on the sandbox, in a throw-away workspace
	@$(call need_display,make run)
	@$(MAKE) --no-print-directory desktop
	@$(APP) --sandbox

.PHONY: run-real
run-real: ## the desktop app on your own workspace and TikTok account
	@$(call need_display,make run-real)
	@$(MAKE) --no-print-directory desktop
	@$(APP)

##@ Build it

.PHONY: build
build: ## the command line, without a window: bin/cuedrop
	@$(SETUP) go
	@$(TITLE) "bin/cuedrop"
	@CGO_ENABLED=0 go build $(RELEASE) -o bin/cuedrop .

.PHONY: frontend
frontend: ## the front end: frontend/dist
	@$(SETUP) web
	@$(MAKE) --no-print-directory frontend/dist/index.html

# Always through `frontend`, which sees to node_modules first.
frontend/dist/index.html: $(FRONTEND_SOURCES)
	cd frontend && npm run build
	@touch $@

# main.go embeds frontend/dist; the folder must exist for any build or vet with
# the desktop tags, even where nobody has built the front end.
.PHONY: frontend-dist
frontend-dist:
	@mkdir -p frontend/dist && { [[ -e frontend/dist/index.html ]] || touch frontend/dist/.gitkeep; }

ifeq ($(shell uname),Darwin)
APP := build/bin/cuedrop.app/Contents/MacOS/cuedrop

.PHONY: desktop
desktop: frontend ## the desktop app for this computer: build/bin
	@$(SETUP) go wails
	@$(TOOLS)/wails build -s -m -nosyncgomod -trimpath $(if $(RELEASE_LDFLAGS),-ldflags "$(RELEASE_LDFLAGS)")
else
APP := build/bin/cuedrop

# What `wails build` runs on Linux, byte for byte the same program, without
# building the Wails command first.
.PHONY: desktop
desktop: frontend ## the desktop app for this computer: build/bin
	@$(SETUP) go desktop
	@$(TITLE) "$(APP)"
	@CGO_ENABLED=1 go build $(RELEASE) -tags desktop,production,$(LINUX_TAGS) -o $(APP) .
endif

.PHONY: windows
windows: frontend ## the Windows program and its installer: build/bin
	@$(SETUP) go windows
	@$(TOOLS)/wails build -s -m -nosyncgomod -trimpath -platform windows/amd64 -nsis -installscope user $(if $(RELEASE_LDFLAGS),-ldflags "$(RELEASE_LDFLAGS)")

##@ Check it

# The last three want a session of their own: a keyring, and a window under X.
TESTS := test-go test-frontend
ifeq ($(shell uname),Linux)
TESTS += test-keyring e2e smoke
endif

.PHONY: test
test: ## every test: Go with the race detector, front end, end-to-end, desktop smoke
	@$(SETUP) all
	@$(MAKE) --no-print-directory $(TESTS)
	@$(TITLE) "all tests passed"

.PHONY: test-go
test-go: ## the Go tests, with the race detector
	@$(SETUP) go media race
	@$(TITLE) "Go tests"
	CGO_ENABLED=1 go test $(RACE) $(AT_A_TIME) -timeout 15m -skip '^($(PROOF))$$' ./...
	@$(MAKE) --no-print-directory proof

# What shows the promise of the product, each with its counts. The machine is theirs
# alone, and they start the program as users build it, without the race detector, as do
# those that kill a program again and again. internal/archtest sees that none is left out.
PROOF := TestRandomKillsOfTheProgram|TestAnyLifeEndsOnce|TestTwoProgramsOneWorkspace|TestNetworkChaos|TestEveryHistoryOfThreeFaults
PROOF := $(PROOF)|TestEveryEffectUnderEveryBlow|TestTwoBlows|TestNothingAckedIsLostWhenThePowerFails
PROOF := $(PROOF)|TestThePowerFailsDuringAnUpgrade|TestNothingAckedIsLostWhenTheProgramIsKilled|TestOnIsWhatApplyDoes
PROOF := $(PROOF)|TestStatusWithoutUploadedBytesWhileFinishing|TestMoreThanAPageOfLatePosts|TestAWeekOff
PROOF := $(PROOF)|TestPrepareGeneratedClips|TestSamples|TestPictureAndSoundStayTogether|TestLoudness
PROOF := $(PROOF)|TestKilledAtEveryPoint|TestKilledTwice|TestWritesRefusedAtEveryPoint|TestARestoredOldCopySendsNothingTwice
PROOF := $(PROOF)|TestKilledWhileAnOldCopyIsSettled|TestErasureSurvivesAKill|TestRevokingSurvivesAKill
PROOF := $(PROOF)|TestAKilledActLeavesNoHalfWorkspace|TestAKillLeavesAWorkspaceWholeOrNone|TestKilledAtTheVeryFirstStart
PROOF := $(PROOF)|TestSealingSurvivesAKill|TestWhatHoldsInTheClearHoldsSealed|TestEveryStepOfAChangeMayBeTheLast
# What shows where data goes, in network namespaces, on Linux (docs/privacy-proof.md).
PROOF := $(PROOF)|TestNothingLeavesButToTikTok|TestTheCaptureSeesWhatLeaves|TestNoSecretIsLeftAnywhere
PROOF := $(PROOF)|TestClipsAreCheckedAndConvertedWithoutANetwork|TestHostileFilesMakeNoPacket
PROVING := engine publish store schedule vault workspace media proof

.PHONY: proof
proof: ## kills, losses of power, chaos, every history of three faults, every kind of clip, every packet: what they count
	@$(SETUP) go media race
	@$(TITLE) "proof"
	$(PLAIN_TEST) $(AT_A_TIME) -timeout 15m -v -run '^($(PROOF))$$' $(PROVING:%=./internal/%) | awk '/level=/ || /^=== / { next } { print }'

.PHONY: test-keyring
test-keyring: ## the vault on a real keyring, unlocked for the test
	@$(SETUP) go race smoke
	@$(TITLE) "keyring tests"
	@# The session has a home of its own; Go's caches stay where they are.
	@# A test that skips here would prove nothing, so a skip fails.
	GOCACHE=$$(go env GOCACHE) GOMODCACHE=$$(go env GOMODCACHE) CGO_ENABLED=1 build/headless.sh go test $(RACE) -count=1 -v -run RealKeyring ./internal/secret ./internal/vault | awk '{ print } /^ *--- SKIP/ { skipped = 1 } END { exit skipped }'

.PHONY: test-frontend
test-frontend: ## the front end's types and unit tests
	@$(SETUP) web
	@$(TITLE) "front-end tests"
	cd frontend && npm run types && npm test

.PHONY: e2e
e2e: frontend ## Chromium on the real front end and the real Go code
	@$(SETUP) go media browser desktop smoke
	@$(TITLE) "end-to-end tests"
	CGO_ENABLED=1 go build -trimpath -tags dev,$(LINUX_TAGS) -o bin/cuedrop-dev .
	build/e2e.sh

.PHONY: smoke
smoke: build desktop ## the real window: a real drop, a clip that plays, a clean end
	@$(SETUP) media smoke
	@$(TITLE) "desktop smoke test"
	@# Notifications through Wails on a private bus; a test that skips here would prove nothing.
	GOCACHE=$$(go env GOCACHE) GOMODCACHE=$$(go env GOMODCACHE) CGO_ENABLED=1 build/headless.sh go test -trimpath -count=1 -v -tags desktop,production,$(LINUX_TAGS) -run RealBus ./app | awk '{ print } /^ *--- SKIP/ { skipped = 1 } END { exit skipped }'
	@# The same program with WebKit's inspector, through which the test asks the page.
	@CGO_ENABLED=1 go build $(RELEASE) -tags desktop,production,devtools,$(LINUX_TAGS) -o $(APP)-devtools .
	build/headless.sh build/smoke/run.sh
	build/headless.sh build/smoke/window.sh
	@# And in a network namespace, in which every packet is accounted for. Where none can be made it says so.
	PROOF_WINDOW=$(APP) $(PLAIN_TEST) -count=1 -v -run TestTheWindowReachesTikTokOnly ./internal/proof

.PHONY: check
check: check-generate format-check lint ## generated code, format, lint, vet, types; everything but the tests

.PHONY: generate
generate: frontend-dist ## frontend/wailsjs from the bound Go methods
	@$(SETUP) go
	@# What `wails generate module` runs, with the output type that wails.json names.
	@generator=$$(mktemp); trap 'rm -f "$$generator"' EXIT; \
	CGO_ENABLED=0 go build -buildvcs=false -tags bindings -o "$$generator" . && tsoutputtype=interfaces "$$generator" >/dev/null
	@# The Wails command makes them executable, which git would call a change.
	@chmod 644 frontend/wailsjs/runtime/* frontend/wailsjs/go/*.ts frontend/wailsjs/go/*/*

.PHONY: check-generate
check-generate: generate
	@$(TITLE) "frontend/wailsjs is what the Go methods say"
	@git diff --exit-code -- frontend/wailsjs
	@new=$$(git ls-files --others --exclude-standard -- frontend/wailsjs); [[ -z $$new ]] || { echo "generated, but not in git: $$new"; exit 1; }

.PHONY: format
format: ## rewrite Go and TypeScript in the house format
	@$(SETUP) go web
	gofmt -w $(GO_FILES)
	cd frontend && npm run format

.PHONY: format-check
format-check:
	@$(TITLE) "format"
	@wrong=$$(gofmt -l $(GO_FILES)); [[ -z $$wrong ]] || { echo "not formatted (make format): $$wrong"; exit 1; }

.PHONY: lint
lint: frontend-dist ## golangci-lint, go vet for every system, biome, tsc, shellcheck
	@$(SETUP) go web desktop lint
	@$(TITLE) "Go"
	go vet ./...
	GOOS=windows CGO_ENABLED=0 go vet ./...
	GOOS=darwin CGO_ENABLED=0 go vet ./...
	CGO_ENABLED=1 go vet -tags desktop,production,$(LINUX_TAGS) . ./app/...
	GOOS=windows CGO_ENABLED=0 go vet -tags desktop,production . ./app/...
	$(TOOLS)/golangci-lint run ./...
	@$(TITLE) "front end"
	cd frontend && npm run lint && npm run types
	@$(TITLE) "scripts"
	shellcheck build/*.sh build/smoke/*.sh .ci/run

.PHONY: bench
bench: desktop ## speed and memory, against the goals
	@$(SETUP) go media smoke
	build/bench.sh

.PHONY: soak
soak: ## the scheduler for a long time, with faults
	@$(SETUP) go media
	build/soak.sh

##@ Keep house

.PHONY: screenshots
screenshots: ## docs/screenshots: every place of the window, light and dark
	@$(SETUP) media browser web
	cd frontend && npm run build:fake && npm run screenshots

.PHONY: setup
setup: ## install everything that the tests and checks need
	@$(SETUP) all lint

.PHONY: clean
clean: ## remove what was built (not what was fetched)
	rm -rf bin build/bin build/smoke/out frontend/dist frontend/dist-fake

# need_display COMMAND: one sentence instead of GTK's "cannot open display".
ifeq ($(shell uname),Linux)
need_display = [[ -n $${DISPLAY:-}$${WAYLAND_DISPLAY:-} ]] || { echo "$(1) opens a window, but there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set): use it on a desktop, or try 'make demo'." >&2; exit 1; }
else
need_display = true
endif
