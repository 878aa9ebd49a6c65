# The commands of the project; `make help` lists them. Everything is installed into .venv, as pinned in constraints.txt.
# A stamp file in .venv tells what is installed: a second run installs nothing, a changed pin installs anew.
SHELL := /bin/sh
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := help
.PHONY: help demo serve test check bench constraints

VENV := .venv
BIN := $(VENV)/bin
PINNED := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --constraint constraints.txt
# What pip cannot bring and the tests need so far
SERVERS := chromium influxd mosquitto mosquitto_pub node-mqtt

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.base ## Play a care scenario and open the board (ARGS=--once ends after the table)
	@$(BIN)/mistel demo $(ARGS)

serve: $(VENV)/.base ## Run everything: broker, gateways, API and pages
	@$(BIN)/mistel serve $(ARGS)

test: $(VENV)/.test ## Run the tests, with Debian's servers where they may be installed (ARGS=--cov shows which branches they reach)
	@$(BIN)/python tools/servers.py $(SERVERS)
	@$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

check: $(VENV)/.check ## Lint, format, types and floor plan, as CI does
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/mypy --explicit-package-bases tools benchmarks examples
	@$(BIN)/lint-imports
	@$(BIN)/python tools/floors.py

bench: $(VENV)/.base ## Measure, print a table and keep it in benchmarks/results (ARGS=… names some)
	@$(BIN)/python -m benchmarks $(ARGS)

constraints: ## Pin anew: the newest versions that pyproject.toml allows, into constraints.txt
	@tools/pin

$(VENV)/.made: tools/venv
	@tools/venv $(VENV)
	@touch $@

$(VENV)/.base: $(VENV)/.made pyproject.toml constraints.txt
	@echo "Installing Mistel and its dependencies into $(VENV); the first time takes about a minute …" >&2
	@$(PINNED) pip hatchling
	@$(PINNED) --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.base
	@echo "Installing what the tests need …" >&2
	@$(PINNED) --group test
	@touch $@

$(VENV)/.check: $(VENV)/.base
	@echo "Installing what the checks need …" >&2
	@$(PINNED) --group check
	@touch $@
