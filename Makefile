# The one task runner, since set-up comes before anything is installed. `make` alone prints this list.
PORT ?= 8000
DATA_DIR ?= data
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help setup serve static check test slow browser bench content diagrams requirements frontend clean

help:
	@echo "make setup         everything installed and built; leaves $(BIN)/quorate"
	@echo "make serve         the site on http://127.0.0.1:$(PORT) (PORT and DATA_DIR can be set)"
	@echo "make check         lint, types, import contracts, fast tests, content"
	@echo "make test          check, and the real browser, the wheel, the fresh start"
	@echo "make slow          the full counts: thousands of cases and seeds"
	@echo "make bench         measures speed; writes benchmarks/out/latest.json"
	@echo "make content       every problem of content/, with its place and remedy"
	@echo "make diagrams      draws the mermaid diagrams of content/ anew (needs chromium)"
	@echo "make requirements  compiles requirements/*.in to *.txt with hashes"

# --- set-up: each stamp is the memory of one step, so that the second time is quick ---

$(VENV)/bin/python:
	@scripts/make-environment "$(PYTHON)" "$(VENV)"

$(VENV)/.run: requirements/run.txt requirements/build.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements/run.txt -r requirements/build.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

frontend:
	@scripts/build-frontend

setup: $(VENV)/.run frontend
	@$(BIN)/python -m quorate.web.prebuild

serve: setup
	@$(BIN)/quorate serve --port "$(PORT)" --data-dir "$(DATA_DIR)"

# --- proof ---

PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal
WITHOUT_BROWSER := not slow and not browser and not packaging

static: setup $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/quorate content check

check: static
	$(PYTEST) -m "$(WITHOUT_BROWSER) and not thorough"

browser: setup $(VENV)/.dev
	@scripts/ensure-chromium
	$(PYTEST) -m "(browser or packaging) and not slow" tests

test: static
	@scripts/ensure-chromium
	$(PYTEST) -m "$(WITHOUT_BROWSER)"
	$(PYTEST) -m "(browser or packaging) and not slow" tests

slow: setup $(VENV)/.dev
	@scripts/ensure-chromium
	$(BIN)/python -m pytest -m "slow" tests

bench: setup $(VENV)/.dev
	$(BIN)/python -m benchmarks

content: setup
	$(BIN)/quorate content check

diagrams: setup $(VENV)/.dev
	@scripts/ensure-chromium
	cd frontend && npm run --silent diagrams

requirements: $(VENV)/bin/python
	$(PIP) install uv
	cd requirements && for name in run test dev build; do \
	  ../$(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11.0 --no-emit-index-url \
	    --no-emit-find-links --custom-compile-command 'make requirements' $$name.in -o $$name.txt || exit 1; done

clean:
	rm -rf $(VENV) frontend/node_modules src/quorate/web/static/dist src/quorate/web/built
