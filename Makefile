# One command each. Everything third-party is fetched by `npm ci` and the Go
# module cache, pinned by static/package-lock.json and go.sum.

GO      ?= go
NPM     ?= npm
ARGS    ?=
PARTS   := static/node_modules/.package-lock.json
TEMPL   := $(shell find views -name '*.templ' 2>/dev/null)
STAMP   := bin/.generated
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)

.DEFAULT_GOAL := build
.PHONY: run build generate parts test check format race bench screenshots shots clean

run: build ## build and serve with demonstration data on http://127.0.0.1:8080
	bin/bihuan serve --demo $(ARGS)

build: generate ## bin/bihuan
	$(GO) build -trimpath -ldflags '-X main.version=$(VERSION)' -o bin/bihuan ./cmd/bihuan

generate: $(PARTS) $(STAMP) ## fetch the pinned parts, turn templates into Go

parts: $(PARTS)

$(PARTS): static/package.json static/package-lock.json
	$(NPM) ci --prefix static --ignore-scripts --no-audit --no-fund
	@touch $@

$(STAMP): $(TEMPL) go.sum
	@mkdir -p bin
	$(GO) tool templ generate -path views
	@touch $@

test: generate ## everything: rules, stores on both databases, router, pages, browser
	$(GO) test -timeout 30m ./...

check: test format race ## test, and formatting, vet, linter, race detector
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) test -count=1 -run 'Keys|Texts|Catalogue' ./views/locale

format:
	@bad="$$(gofmt -l cmd handlers models static/*.go views 2>/dev/null)"; \
	 if [ -n "$$bad" ]; then echo "not formatted:"; echo "$$bad"; exit 1; fi
	@$(GO) tool templ fmt -fail views

race: generate ## all but the browser's journeys, which wait as a person would and run without the detector in test
	$(GO) test -race -timeout 30m $$($(GO) list ./models/... ./handlers/... | grep -v /browser)

bench: generate ## load a million complaints and measure
	$(GO) run ./cmd/bench $(ARGS)

screenshots: generate ## README's pictures, of the demonstration firm, into static/screenshots/
	BIHUAN_SCREENSHOTS=$(CURDIR)/static/screenshots $(GO) test -count=1 -run TestScreenshots ./cmd/bihuan

shots: generate ## photograph every page and every part in every look into shots/
	BIHUAN_SHOTS=$(CURDIR)/shots $(GO) test -count=1 -run 'InBrowser|EveryPage' ./views/layout ./handlers/browser

clean:
	rm -rf bin shots static/node_modules
	find views -name '*_templ.go' -delete
