# Every target installs what is missing first: all it needs is Python 3.11+ (with venv) and make.
SHELL := bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

# Only the locked packages: nothing from a folder that PYTHONPATH names.
unexport PYTHONPATH

# One thread a process: the pipeline runs processes side by side, and OpenMP's threads would
# only spin against one another.
export OMP_NUM_THREADS := 1
export PYTHONUTF8 := 1

BIN := .venv/bin
STAMP := .venv/.installed
LOCKS := requirements-build.lock requirements.lock
PIP := $(BIN)/python -m pip --disable-pip-version-check

# The first of these that is Python 3.11 or later, unless PYTHON is given.
PYTHONS := python3.11 python3.12 python3.13 python3 python3.14 python
PYTHON ?= $(shell for p in $(PYTHONS); do \
	$$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& echo $$p && break; done)

.PHONY: help
help:  ## List what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort \
	| sed -E 's/^([a-z-]+):.*## /\1\t/' | while IFS=$$'\t' read -r name what; \
	do printf '  make %-14s %s\n' "$$name" "$$what"; done

.PHONY: reproduce
reproduce: $(STAMP)  ## Run the whole pipeline: simulated Court, and the real one when it can be had
	$(BIN)/scotus-forecast reproduce

.PHONY: test
test: lint  ## Lint and run every test (with SCDB_DIR set, those on the real Court too)
	$(BIN)/python -m pytest

.PHONY: lint
lint: $(STAMP)  ## Check style, format and types only
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

.PHONY: bench
bench: $(STAMP)  ## Measure what everything costs (a quarter of an hour); write docs/performance.md
	$(BIN)/python -m benchmarks.run
	$(BIN)/python -m benchmarks.page

.PHONY: faults
faults: $(STAMP)  ## Break runs on purpose and count what heals (half an hour; all of it as root)
	$(BIN)/python -m tests.faults.run_all

.PHONY: doctor
doctor: $(STAMP)  ## Say what is here and what is missing
	$(BIN)/scotus-forecast doctor

.PHONY: ui
ui: $(STAMP)  ## Open the MLflow UI on 127.0.0.1, rebuilding its store if it is gone
	$(BIN)/scotus-forecast ui

.PHONY: install
install: $(STAMP)  ## Install the locked packages into .venv

.PHONY: lock
lock: $(STAMP)  ## Renew the three lock files of packages
	printf 'setuptools>=77\nuv\n' | $(LOCK) - -o requirements-build.lock
	$(LOCK) pyproject.toml --all-extras -c requirements-build.lock -o requirements.lock
	printf 'cyclonedx-bom\npip-audit\n' | $(LOCK) - -o requirements-audit.lock

# Pins and hashes for every platform, and no address: whoever installs chooses the index.
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--fork-strategy fewest --custom-compile-command 'make lock'

.PHONY: tables
tables: $(STAMP)  ## Write docs/tables.md from the docstrings of the code that makes the tables
	$(BIN)/python docs/make_tables.py

.PHONY: control
control:  ## Record the last run on the simulated Court, which the real report shows
	cp reports/simulated/control.json reports/control.json

# Tools of their own, in an environment of their own; pinned and hashed like the rest.
AUDIT := .venv-audit/.installed
$(AUDIT): requirements-audit.lock | $(STAMP)
	test -x .venv-audit/bin/python || $(BIN)/python -m venv .venv-audit
	$(BIN)/uv pip install --quiet --python .venv-audit/bin/python --require-hashes -r $<
	@touch $@

.PHONY: sbom
sbom: $(AUDIT)  ## Write sbom.json: every installed package as CycloneDX (network once, to install)
	.venv-audit/bin/cyclonedx-py environment $(BIN)/python --pyproject pyproject.toml \
	--output-reproducible --output-format JSON --output-file sbom.json

.PHONY: audit-packages
audit-packages: $(AUDIT)  ## Look up known vulnerabilities of the locked packages (needs the network)
	.venv-audit/bin/pip-audit --requirement requirements.lock --require-hashes --disable-pip --strict

.PHONY: clean
clean:  ## Remove what the pipeline made (keeps .venv, data/external, DVC's cache, reports/scdb)
	rm -rf data/scdb data/simulated data/unfinished reports/simulated models/scdb models/simulated
	rm -rf mlflow.db mlartifacts .pytest_cache .ruff_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# uv installs in seconds what takes pip minutes; pip stands in where uv cannot do it.
# No build isolation: the one source distribution is built with the setuptools pinned here.
$(STAMP): $(LOCKS) pyproject.toml
	@test -n "$(PYTHON)" || { echo "error: no Python 3.11+ with venv found; install one, or say" \
	"'make PYTHON=/path/to/python'" >&2; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) install --quiet --require-hashes -r requirements-build.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --no-build-isolation \
	-r requirements.lock \
	|| $(PIP) install --quiet --require-hashes --no-build-isolation -r requirements.lock
	$(PIP) install --quiet --no-deps --no-index --no-build-isolation -e .
	@# Relative: Python 3.11 in the C locale cannot read a path beyond ASCII here.
	@echo ../../../../src | tee .venv/lib/python3*/site-packages/__editable__.scotus_forecast-*.pth \
	>/dev/null
	@touch $@
