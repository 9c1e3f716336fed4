# Two commands: `make run` forecasts the Alaska case, `make test` passes every test.
PYTHON ?= python3
VENV   ?= .venv
BIN     = $(VENV)/bin
PIP     = $(BIN)/python -m pip --disable-pip-version-check
STAMP   = $(shell cat pyproject.toml constraints.txt | cksum | cut -d' ' -f1)
RUN_READY = $(VENV)/.run-$(STAMP)
DEV_READY = $(VENV)/.dev-$(STAMP)
SOURCES ?= ../shared/sources

# of `make mutants`: which files (all that pyproject.toml names), how many mutants of them (0: all), drawn how
FILES  ?=
SAMPLE ?= 200
SEED   ?= 0

.PHONY: run test lint docs bench mutants browser clean
.DEFAULT_GOAL := run

run: $(RUN_READY)
	@$(BIN)/detente run alaska-2025 --out runs/alaska-2025 --replace --report

test: $(DEV_READY) browser lint docs
	@$(BIN)/python -m pytest README.md docs
	@$(BIN)/python -m pytest tests -n auto --dist worksteal

lint: $(DEV_READY)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

docs: $(DEV_READY)
	@$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

bench: $(DEV_READY)
	@$(BIN)/python -m benchmarks

mutants: $(DEV_READY)
	@$(PIP) install -q -c constraints.txt --no-build-isolation -e '.[mutants]'
	@$(BIN)/python -m benchmarks.mutants $(FILES) --sample $(SAMPLE) --seed $(SEED)

browser:
	@if command -v chromium >/dev/null 2>&1; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  echo "Installing Chromium for the browser tests ..."; \
	  apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else echo "No Chromium and no root to install it: the browser tests will skip."; fi

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Détente needs Python 3.11 or later; name one with: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Python's venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }

$(RUN_READY): $(VENV)/bin/python
	@echo "Setting up $(VENV) (once) ..."
	@$(PIP) install -q -c constraints.txt hatchling editables
	@$(PIP) install -q -c constraints.txt --no-compile --no-build-isolation -e .
	@echo "Compiling the models (once, under a minute) ..."
	@$(BIN)/python -m detente.cli.warm
	@rm -f $(VENV)/.run-* && touch $@

$(DEV_READY): $(RUN_READY)
	@$(PIP) install -q -c constraints.txt --no-build-isolation -e '.[dev]'
	@rm -f $(VENV)/.dev-* && touch $@

clean:
	@rm -rf $(VENV) runs docs/_build .mypy_cache .ruff_cache .pytest_cache .hypothesis
