# Each target sets up what it needs, on a bare machine with python3 (3.11 or later) and make.
PYTHON ?= python3
BIN = .venv/bin

.DEFAULT_GOAL := help
.PHONY: help env run test search lint bench lock clean

help:
	@echo "make run    set everything up and start fahuo with a sample world"
	@echo "make test   every test        make lint   style, types, import contracts"
	@echo "make search the tests that draw examples, with new ones"
	@echo "make bench  the speed table   make lock   renew the lock files      make clean"

# The stamp is newer than the lock files and the package's own metadata, or the environment is built again.
.venv/made: requirements.lock requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "fahuo needs Python 3.11 or later; set PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch .venv/made

env: .venv/made
	@$(BIN)/python -m fahuo.config.prepare

run: env
	@$(BIN)/fahuo demo

# Files go to as many processes as there are cores, four at most: each has a database of its own.
test: env
	@$(BIN)/pytest -n logical --maxprocesses 4 --dist loadfile

# `make test` draws the same examples each time; this draws others, and what it finds is a bug to be mended with a test of its own.
search: env
	@$(BIN)/pytest -n logical --maxprocesses 4 --dist loadfile -m hypothesis --hypothesis-profile search

lint: env
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: env
	@$(BIN)/python -m bench

# The addresses of package registries stay out of the lock files: only names, versions, hashes.
lock:
	$(PYTHON) -m venv .venv-lock && .venv-lock/bin/python -m pip install --quiet uv
	.venv-lock/bin/uv pip compile requirements.in --upgrade --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header --quiet -o requirements.lock
	.venv-lock/bin/uv pip compile requirements-dev.in --upgrade --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header --quiet -o requirements-dev.lock
	rm -rf .venv-lock

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis build
