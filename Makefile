# make read       read an example article, from nothing but Python >= 3.11
# make test       every check and test
# make evaluate   the model card's figures, from the corpora in ONRECORD_CORPORA
# make bench      reading timed beside spaCy and textacy
# make bench-batch batches by one worker, by two, on Ray
# make lock       resolve the locked versions anew (make lock LOCK_FLAGS=--upgrade for newer ones)
# make clean      remove what the others made, the environments too

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BENCH := .venv-bench
LOCKING := .venv-lock
ARTICLE ?= examples/wire.txt

PIP_FLAGS := --quiet --disable-pip-version-check
# The packages come from a lock, the project itself from the tree: neither step may choose a version by itself.
INSTALL_LOCKED := -m pip install $(PIP_FLAGS) --require-hashes
INSTALL_TREE := -m pip install $(PIP_FLAGS) --no-deps --no-build-isolation
COMPILE := UV_CUSTOM_COMPILE_COMMAND="make lock" $(LOCKING)/bin/uv pip compile --quiet --universal --python-version 3.11 \
	--no-annotate $(LOCK_FLAGS)

.DELETE_ON_ERROR:
.PHONY: help read test lint types layers evaluate bench bench-batch lock clean

help:
	@sed -n '/^$$/q; s/^# //p' Makefile

read: $(VENV)/.installed
	@$(BIN)/onrecord read $(ARTICLE)

test: lint types layers
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.installed-dev
	$(BIN)/mypy

layers: $(VENV)/.installed-dev
	$(BIN)/lint-imports --no-logo

evaluate: $(VENV)/.installed
	@test -n "$$ONRECORD_CORPORA" || { \
		echo "ONRECORD_CORPORA is not set: name the folder of the corpora, as in" >&2; \
		echo "    make evaluate ONRECORD_CORPORA=/data/corpora" >&2; \
		echo "It holds attribution/polnear, among others." >&2; \
		exit 2; }
	$(BIN)/python -m evaluation.evaluate

bench: $(BENCH)/.installed
	$(BENCH)/bin/python -m evaluation.bench

bench-batch: $(VENV)/.installed-dev
	$(BIN)/python -m evaluation.batch_bench

# A stamp is written last: an install that was interrupted is done again.
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "onrecord needs Python 3.11 or newer; name one: make PYTHON=python3.12 ..." >&2; exit 2; }
	@echo "Making $(VENV)"
	@$(PYTHON) -m venv --clear $(VENV) || { \
		echo "No environment could be made. On Debian or Ubuntu: apt install python3-venv" >&2; exit 2; }
	@touch $@

$(VENV)/.installed: $(VENV)/.made pyproject.toml requirements/core.lock requirements/build.lock
	@echo "Installing onrecord into $(VENV)"
	@$(BIN)/python $(INSTALL_LOCKED) -r requirements/core.lock -r requirements/build.lock
	@$(BIN)/python $(INSTALL_TREE) --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements/dev.lock
	@echo "Installing what the tests need into $(VENV)"
	@$(BIN)/python $(INSTALL_LOCKED) -r requirements/dev.lock
	@touch $@

$(BENCH)/.installed: pyproject.toml requirements/bench.lock requirements/build.lock
	@echo "Making $(BENCH) with spaCy and textacy"
	@$(PYTHON) -m venv --clear $(BENCH)
	@$(BENCH)/bin/python $(INSTALL_LOCKED) -r requirements/bench.lock -r requirements/build.lock
	@$(BENCH)/bin/python $(INSTALL_TREE) --editable .
	@touch $@

# The locks hold for every platform and for Python 3.11 and later. The training lock has no hashes, because torch comes in a build
# for each kind of accelerator, and leaves out the accelerators' own packages, which torch pins by itself.
lock: $(LOCKING)/.installed
	$(COMPILE) --generate-hashes pyproject.toml -o requirements/core.lock
	$(COMPILE) --generate-hashes --group build -c requirements/core.lock -o requirements/build.lock
	$(COMPILE) --generate-hashes pyproject.toml --all-extras --group dev --group build -c requirements/core.lock \
		-c requirements/build.lock -o requirements/dev.lock
	$(COMPILE) --generate-hashes pyproject.toml --group bench -c requirements/core.lock -c requirements/build.lock \
		-o requirements/bench.lock
	$(COMPILE) training/pyproject.toml -c requirements/core.lock -o training/requirements.lock
	sed -i.bak -E '/^(-e |cuda-|nvidia-|triton=)/d' training/requirements.lock && rm training/requirements.lock.bak

$(LOCKING)/.installed:
	@$(PYTHON) -m venv --clear $(LOCKING)
	@$(LOCKING)/bin/python -m pip install $(PIP_FLAGS) "uv>=0.9"
	@touch $@

clean:
	rm -rf $(VENV) $(BENCH) $(LOCKING) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests evaluation training -name __pycache__ -type d -prune -exec rm -rf {} +
