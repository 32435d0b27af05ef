# Every target makes its own environment first; nothing but Python 3.11 and make is needed
# for `demo`, `test` and `bench`.  `check` also wants Node, Chromium and Poppler: .ci/run installs them.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
ARGS ?=
export PYTHONDONTWRITEBYTECODE ?=

.PHONY: demo test drills check bench docs pages vendor pictures format lint types contracts house migrations peers browser clean

demo: .venv/installed
	@$(BIN)/pharos demo $(ARGS)

test: .venv/installed
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder \
		-m "not browser and not peers and not drill" $(ARGS)

# What only reads is done side by side; what starts installations comes after, one kind at a time.
check: .venv/installed
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target format lint types contracts house migrations docs
	@$(MAKE) --no-print-directory drills
	@$(MAKE) --no-print-directory peers
	@$(MAKE) --no-print-directory browser

# Whole installations: started, killed, restored, read at rest.
drills: .venv/installed
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder \
		-m drill tests/journeys $(ARGS)

bench: .venv/installed
	@$(BIN)/pharos bench all $(ARGS)

docs: .venv/installed
	@$(BIN)/python -m sphinx -q -W -b html docs docs/_build/html

# Rewrites the pages that are made of the code; tests compare them.
pages: .venv/installed
	@$(BIN)/python tools/reference.py --write
	@$(BIN)/python tools/threats.py --write
	@$(BIN)/python tools/conformance.py --write
	@$(BIN)/python tools/tables.py --write

# Takes the look of the pages anew from the packages of frontend/package-lock.json; the only target
# here that wants Node to build something.  What it makes is committed.
vendor: .venv/installed
	@cd frontend && npm ci --silent --no-audit --no-fund && node vendor.mjs
	@$(BIN)/python tools/statics.py --write

format: .venv/installed
	@$(BIN)/ruff format --check .

lint: .venv/installed
	@$(BIN)/ruff check .

types: .venv/installed
	@$(BIN)/mypy

contracts: .venv/installed
	@$(BIN)/lint-imports

house: .venv/installed
	@cd tools/house-rules && ../../$(BIN)/ast-grep test --skip-snapshot-tests
	@$(BIN)/ast-grep scan --config tools/house-rules/sgconfig.yml --error src tests

migrations: .venv/installed
	@$(BIN)/python -W ignore::RuntimeWarning -m django makemigrations --check --dry-run --settings pharos.config.settings

peers: .venv/installed
	@cd tests/peers && npm ci --silent --no-audit --no-fund
	@$(BIN)/python -m pytest -m peers tests/peers

browser: .venv/installed
	@cd tests/browser && npm ci --silent --no-audit --no-fund
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -m browser tests/browser

# Every main page in three languages and two widths, into pictures/; in pictures/journeys a trace of
# each window from an employer's need to an award (playwright show-trace).
pictures: .venv/installed
	@cd tests/browser && npm ci --silent --no-audit --no-fund
	@PHAROS_PICTURES=pictures $(BIN)/python -m pytest -q -m browser tests/browser/test_browser_pictures.py \
		tests/browser/test_browser_need_to_award.py

# The lock is constraints.txt: exact versions with hashes, no addresses.
.venv/installed: constraints.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Pharos needs Python 3.11 or newer: make PYTHON=/path/to/python3.11" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing Pharos into .venv (once) ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

clean:
	rm -rf .venv build dist docs/_build
