# Every habit by name: make help.

PYTHON ?= python3
PORT ?= 8800
URL ?= http://127.0.0.1:$(PORT)
# Each worker has servers of its own; on servers that are given, two would meet.
# Files go out in their order, so that the many short tests of tests/unit, which are last, even the workers out.
WORKERS ?= $(if $(AMQP_URL)$(DATABASE_URL),0,2)

BIN := .venv/bin
PY := $(BIN)/python
BENCH_PY := .venv-bench/bin/python -W ignore::DeprecationWarning
HYKE := $(BIN)/hyke
VENDOR := services/gateway/static/vendor

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset scenario check test faults faults-chain test-rabbitmq4 test-compose fmt lock assets contracts docs env bench-demo bench-doors bench-events bench-asking bench-draining screenshots clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/.installed $(VENDOR)/.made ## Run everything in one process, with a sample university (PORT=8800)
	@$(HYKE) demo --port $(PORT)

demo-reset: .venv/.installed ## Forget the demo's data, so that the next start begins anew
	@$(HYKE) demo --reset

scenario: .venv/.installed ## Play the whole conversation against what runs at URL
	@$(HYKE) scenario --url $(URL)

check: .venv/.installed ## Lint, types, arrows and the fast tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/unit tests/contract tests/architecture

test: .venv/.installed $(VENDOR)/.made ## Every test but the Compose ones, on throw-away servers (WORKERS=2)
	@$(PY) -m deploy.development.system_packages rabbitmq chromium promtool
	$(BIN)/pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "not compose"

faults: .venv/.installed ## Many rounds of every fault, and a table (ARGS="--only blackhole --rounds 5 --seed 7")
	@$(PY) -m deploy.development.system_packages rabbitmq
	@$(PY) -W ignore -m tests.faults $(ARGS)
	@$(if $(ARGS),,$(MAKE) --no-print-directory faults-chain)

faults-chain: .venv/.installed $(VENDOR)/.made ## From stress 5 to follow-up and alert, 200 rounds of kills (CHAIN="--rounds 20 --seed 7")
	@$(PY) -m deploy.development.system_packages rabbitmq
	@$(PY) -W ignore -m tests.faults.chain $(CHAIN)

test-rabbitmq4: .venv/.installed $(VENDOR)/.made ## The event core's tests, faults and chain on RabbitMQ 4, in a container
	@$(PY) -m tests.with_rabbitmq rabbitmq:4-management \
	  $(BIN)/pytest -q tests/integration/messaging tests/faults -k "rabbit or no_service or services_are_killed"

test-compose: .venv/.installed ## The scenario against docker compose up
	$(BIN)/pytest -q -m compose

fmt: .venv/.installed ## Format, and mend what the linter can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: .venv/.installed ## Compile requirements/*.txt and package-lock.json anew
	@for name in uv runtime assets dev bench; do (cd requirements && ../$(BIN)/uv --no-config pip compile --quiet \
	  --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --no-emit-find-links $(LOCK_FLAGS) $$name.in -o $$name.txt) || exit 1; done
	PATH="$(CURDIR)/$(BIN):$$PATH" npm install --package-lock-only

assets: $(VENDOR)/.made ## Bring scripts, typeface and icons into the gateway's static/vendor

contracts: .venv/.installed ## Release the contracts as they are, unless one breaks what was released
	@$(PY) -m deploy.contracts.release

docs: .venv/.installed ## Write docs/events.md and docs/asyncapi.yaml from the contracts
	$(PY) -m deploy.contracts.event_catalogue docs/events.md
	$(PY) -m deploy.contracts.asyncapi docs/asyncapi.yaml

env: .venv/.installed ## Write .env with generated secrets, for docker compose up (PORT=8801; DEMO=yes: with a mailbox)
	@$(HYKE) env --port $(PORT) $(if $(DEMO),--demo)

bench-demo: .venv/.installed $(VENDOR)/.made ## Measure the demo: first page, alert, idle
	@$(PY) -W ignore::DeprecationWarning -m tests.bench.demo

bench-doors: .venv/.installed $(VENDOR)/.made ## Measure the demo among strangers: idle sockets, streams, sign-ins, searches
	@$(PY) -W ignore::DeprecationWarning -m tests.bench.doors

bench-events: .venv-bench/.installed ## Measure events, requests and a backlog beside their rivals (BENCH="--quick", "--write docs/performance.md")
	@$(BENCH_PY) -m deploy.development.system_packages rabbitmq
	@failed=0; for part in events asking draining; do $(BENCH_PY) -m tests.bench.$$part $(BENCH) || failed=1; done; exit $$failed

bench-asking: .venv-bench/.installed ## Of these the requests alone
	@$(BENCH_PY) -m deploy.development.system_packages rabbitmq
	@$(BENCH_PY) -m tests.bench.asking $(BENCH)

bench-draining: .venv-bench/.installed ## Of these the backlog alone (BENCH="--rows 100000")
	@$(BENCH_PY) -m deploy.development.system_packages rabbitmq
	@$(BENCH_PY) -m tests.bench.draining $(BENCH)

screenshots: .venv/.installed $(VENDOR)/.made ## Take a picture of every page of a running demo at URL
	@$(PY) -W ignore::DeprecationWarning -m tests.e2e.screenshots --url $(URL)

clean: ## Remove what was installed and generated, the demo's data included
	rm -rf .venv .venv-bench node_modules var $(VENDOR)

.venv/.uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Hyke needs Python 3.11 or newer: name one with make PYTHON=python3.13 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python cannot make virtual environments here: install the package python3-venv." >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

.venv/.installed: .venv/.uv requirements/dev.txt pyproject.toml
	$(BIN)/uv --no-config pip install --quiet --python $(PY) --require-hashes -r requirements/dev.txt
	@$(BIN)/uv --no-config pip install --quiet --python $(PY) --no-deps --no-build-isolation --editable .
	@touch $@

.venv-bench/.installed: .venv/.uv requirements/bench.txt pyproject.toml
	$(PYTHON) -m venv .venv-bench
	$(BIN)/uv --no-config pip install --quiet --python .venv-bench/bin/python --require-hashes -r requirements/bench.txt
	@$(BIN)/uv --no-config pip install --quiet --python .venv-bench/bin/python --no-deps --no-build-isolation --editable .
	@touch $@

node_modules/.installed: .venv/.installed package.json package-lock.json
	PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --loglevel=error
	@touch $@

$(VENDOR)/.made: node_modules/.installed deploy/development/assets.py deploy/development/icons.txt
	$(PY) -m deploy.development.assets
	@touch $@
