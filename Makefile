# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2

PORT ?= 8000
SCALE ?= 0.1
WORKERS ?= 3
ARGS ?=
# How pytest ends where ARGS chose no test at all: one of the two halves of soak.
NO_TEST := 5
export PORT SCALE

PYTHON := .venv/bin/python
RUN := .venv/.installed-run
DEV := .venv/.installed-dev
PIP := $(PYTHON) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes
LOCK := $(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header pyproject.toml --extra embedded

.DEFAULT_GOAL := help
.PHONY: help demo test soak bench check fix backup restore doctor gestures pictures reset lock

help: ## List these words
	@awk 'BEGIN { FS = ":.*## " } /^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

demo: $(RUN) ## Open the demo town on http://localhost:$(PORT)/, until Ctrl-C (PORT=8000)
	@$(PYTHON) -m grc.dev.demo

test: $(DEV) ## Run all tests (ARGS="-k word", SCALE=0.1, WORKERS=3)
	@$(PYTHON) -m grc.dev.messages
	@$(PYTHON) -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

soak: export SOAK_STATE ?= $(abspath $(or $(DATA_DIR),.data))/soak/$(shell git rev-parse --short HEAD 2>/dev/null || echo tree).json
soak: export SCALE = 1
soak: $(DEV) ## Run all tests at full scale: hours; stopped, it goes on where it was (ARGS, SCALE=1)
	@$(PYTHON) -m grc.dev.messages
	@$(PYTHON) -m pytest -n $(WORKERS) -m 'not soak' $(ARGS) || [ $$? -eq $(NO_TEST) ]
	@$(PYTHON) -m pytest -n 0 -m soak $(ARGS) || [ $$? -eq $(NO_TEST) ]

bench: export N ?= 10000
bench: export OUT ?=
bench: $(RUN) ## Measure how fast the town is (N=10000 requests, OUT=FILE, ARGS="--write")
	@$(PYTHON) -m grc.dev.bench $(ARGS)

check: $(DEV) ## Prove style, types, imports, migrations, translations, budgets
	@$(PYTHON) -m grc.dev.check $(ARGS)

fix: $(DEV) ## Mend what can be mended without asking: format and lint
	@$(PYTHON) -m ruff check --quiet --fix . || true
	@$(PYTHON) -m ruff format --quiet .

backup: $(RUN) ## Write database and files into one archive (ARGS="FOLDER --keep 14")
	@$(PYTHON) manage.py backup $(ARGS)

restore: $(RUN) ## Put an archive back and prove that nothing changed (ARGS="ARCHIVE --replace")
	@$(PYTHON) manage.py restore $(ARGS)

doctor: $(RUN) ## Say what is wrong with this installation, and what to do (ARGS="worker")
	@$(PYTHON) manage.py doctor $(ARGS)

gestures: export OUT ?=
gestures: $(RUN) $(DEV) ## Count the clicks and keys of everyday gestures in a browser (OUT=FILE)
	@$(PYTHON) -m grc.dev.gestures $(ARGS)

pictures: $(RUN) $(DEV) ## Take a picture of every screen into .data/pictures (ARGS="portal")
	@$(PYTHON) -m grc.dev.pictures $(ARGS)

reset: ## Delete the demo town and all other local data
	@if [ -x $(PYTHON) ]; then $(PYTHON) -m grc.dev.postgres reset "$${DATA_DIR:-.data}"; \
	else rm -rf "$${DATA_DIR:-.data}"; fi

lock: $(DEV) ## Write the lock files anew from pyproject.toml
	@$(LOCK) --output-file requirements/run.txt
	@$(LOCK) --extra dev --output-file requirements/dev.txt

$(RUN): requirements/run.txt | .venv/.made
	@echo "Installing what the town needs. This is done once."
	@$(PIP) --requirement requirements/run.txt
	@touch $@

$(DEV): requirements/dev.txt | .venv/.made
	@echo "Installing the tools. This is done once."
	@$(PIP) --requirement requirements/dev.txt
	@touch $@

.venv/.made:
	@for python in python3.13 python3.12 python3.11 python3; do \
	  if $$python -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	  then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Catalaune needs Python 3.11 or later, with its module venv." \
	    "On Debian or Ubuntu: apt install python3-venv." >&2; exit 1; \
	fi; \
	if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then \
	  echo "Creating .venv with $$($$found --version)."; \
	  rm -rf .venv && $$found -m venv .venv; \
	fi && touch $@
