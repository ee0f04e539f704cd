# Needs Python 3.11 or newer with venv, make and bash. Nothing is installed outside .venv and the user's cache folder,
# but for Debian packages that `make test` wants where it runs as root.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

EXTRAS := dev,parquet,postgres,report,service
SERVE := service,postgres
BASE := .venv/.installed
FULL := $(BASE)-$(EXTRAS)
SERVED := $(BASE)-$(SERVE)
PYTHON_SOURCES := pyproject.toml requirements.lock tools/venv.sh

export PYTHON

# Each process of tests has a Lean, a PostgreSQL and a Ray of its own: 4 GiB. `make test TEST_PROCESSES=0` is one by one.
TEST_PROCESSES := 2

.PHONY: help
help: ## Show the targets
	@grep -hE '^[a-z]+:.*## ' Makefile | awk -F ':.*## ' '{ printf "  make %-8s %s\n", $$1, $$2 }'

$(BASE): $(PYTHON_SOURCES)
	@tools/venv.sh

$(FULL): $(PYTHON_SOURCES) | $(BASE)
	@tools/venv.sh $(EXTRAS)

.PHONY: setup
setup: $(BASE) ## Install the Python packages and the embedded Lean
	@.venv/bin/orchestrator setup
	@echo 'To type `orchestrator` as messages do: export PATH="$$PWD/.venv/bin:$$PATH"'

# As `setup`, with the dashboard's scripts.
.PHONY: dashboard
dashboard: $(BASE)
	@.venv/bin/orchestrator setup --dashboard

.PHONY: prove
prove: setup ## Set up, then prove the starter problems and show what happened
	@# Exit code 1: some problems are not proved, as the table says; many are open.
	@.venv/bin/orchestrator prove --tag starter --lean-seconds 8 --again 20 || test $$? -eq 1

$(SERVED): $(PYTHON_SOURCES) | $(BASE)
	@tools/venv.sh $(SERVE)

.PHONY: serve
serve: $(SERVED) dashboard ## Set up, then serve the HTTP API and the dashboard on 127.0.0.1 (options in ARGS)
	@.venv/bin/orchestrator serve $(ARGS)

.PHONY: test
test: $(FULL) dashboard postgres browser ## Set up, then run the tests (more pytest options in ARGS)
	@.venv/bin/python -m pytest -m "not slow" -n $(TEST_PROCESSES) --dist loadfile --durations=60 --durations-min=3 $(ARGS)

.PHONY: lint
lint: $(FULL) ## Check style and types
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy

.PHONY: bench
bench: setup ## Measure what docs/ and the issues promise
	@.venv/bin/python -m benchmarks $(ARGS)

.PHONY: lock
lock: ## Resolve the dependencies anew into requirements.lock
	@tools/lock.sh

.PHONY: clean
clean: ## Remove everything that was made in this folder (not the embedded Lean in the cache folder)
	@rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The store's tests on PostgreSQL start a server of their own; without the programs they are skipped and say so.
.PHONY: postgres
postgres:
	@if command -v pg_ctl >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/pg_ctl' >/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
	    echo "PostgreSQL is not installed: its tests will be skipped"; exit 0; \
	fi; \
	echo "Installing the Debian package postgresql for the store's tests"; \
	export DEBIAN_FRONTEND=noninteractive; \
	{ apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql; } >/dev/null \
	    || echo "PostgreSQL could not be installed: its tests will be skipped"

# The dashboard's tests drive a real browser; without one they are skipped and say so.
.PHONY: browser
browser:
	@if command -v chromium >/dev/null && command -v chromedriver >/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
	    echo "Chromium is not installed: the dashboard's tests will be skipped"; exit 0; \
	fi; \
	echo "Installing the Debian packages chromium and chromium-driver for the dashboard's tests"; \
	export DEBIAN_FRONTEND=noninteractive; \
	{ apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium chromium-driver; } >/dev/null \
	    || echo "Chromium could not be installed: the dashboard's tests will be skipped"
