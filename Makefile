# Two commands do everything: `make chat` and `make test`. Repeating either is quick.
PYTHON ?= python3
BIN := .venv/bin
RUN := .venv/.run-installed
DEV := .venv/.dev-installed
# One for each core of a small machine; memory allows for more: make test WORKERS=8
WORKERS ?= 2
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist worksteal

# A question is text: neither make nor the shell may run what stands in it. Its value is taken as it was
# typed, and the command reads it from the environment.
override Q := $(value Q)
export Q

# Compiled modules and asserts are kept, or every process of the tests makes them anew.
unexport PYTHONDONTWRITEBYTECODE

# A .env beside this file holds settings for what is started from here; tests take none.
chat ask telegram index: export TRADEWIND_ENV_FILE ?= $(if $(wildcard .env),$(CURDIR)/.env)

.DEFAULT_GOAL := help
.PHONY: help chat ask telegram index test check lint tests format bench lock clean

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST)

# An update that fails says why and stops nobody: the index before it is asked.
UPDATE := $(BIN)/tradewind-index update > /dev/null || true

chat: $(RUN)  ## install, build the index, open the chat
	@$(UPDATE)
	@$(BIN)/tradewind chat

ask: $(RUN)  ## one question: make ask Q="Can a Russian company pay in bitcoin?"
	@$(UPDATE)
	@$(BIN)/tradewind ask -- "$$Q"

telegram: $(RUN)  ## the Telegram bot: TELEGRAM_BOT_TOKEN=... make telegram
	@$(UPDATE)
	@$(BIN)/tradewind telegram

index: $(RUN)  ## bring the index up to date
	$(BIN)/tradewind-index update

test: $(DEV)  ## install, then run every check and test
	@$(MAKE) --no-print-directory -j2 lint tests

check: $(DEV)  ## format, lint, types, and the tests that are quick
	@$(MAKE) --no-print-directory -j2 lint tests SELECT='-m "not slow"'

# The two halves of test and check, side by side: mypy's first run takes as long as the quick tests.
lint: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/tradewind-index lint
	$(BIN)/mypy

tests: $(DEV)
	$(PYTEST) $(SELECT)

format: $(DEV)  ## format the code and correct what can be corrected
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(DEV)  ## measure speed and memory against baselines
	$(BIN)/tradewind-index update > /dev/null
	$(BIN)/python -m tests.benchmarks.run

# For every Python and system that pyproject.toml admits, with the hashes of all their files.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links --no-annotate --upgrade pyproject.toml

lock: $(DEV)  ## renew the hashes of what the container installs
	@$(BIN)/pip install --quiet --disable-pip-version-check "uv>=0.9"
	$(BIN)/$(LOCK) --output-file .github/deploy/runtime.lock
	$(BIN)/$(LOCK) --extra export --constraint .github/deploy/runtime.lock \
		--output-file .github/deploy/export.lock

clean:  ## remove what was installed here (the index and models stay)
	rm -rf .venv

# torch first and by its exact version: an open range would fetch gigabytes of CUDA.
$(RUN): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing (a few minutes the first time) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check torch==2.13.0
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[export]"
	@touch $@

$(DEV): $(RUN)
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[export,dev]"
	@touch $@
