# make demo   a volume from nothing to bytes read back, on a real Cinder, cleaned up after (root)
# make bench  times beside openstack, cinder and a bare HTTP client, in one run
# make bench-lab  attach and detach beside os-brick alone and the bare programs (root)
# make docs   the pages, to build/docs
# make lab    attach and detach in a virtual machine with real kernel targets (root)
# make lab-full  the same, killed at every step of every transport
# make parity beside the real `openstack`, with a real Keystone, Cinder and Glance (root)
# make test   lint, types, unit tests, tests against a real Cinder on loopback, and parity (root)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
TYPED := build/typed

PEERS := .venv-peers
KEYSTONE := .venv-keystone
BRICK := .venv-brick
WHEEL := .venv-wheel

.PHONY: demo test lab lab-full parity bench bench-lab docs lint types clean tools tools-test tools-lab

demo: tools $(VENV)/.run
	@PATH="$(CURDIR)/$(BIN):$$PATH" bash docs/demo.sh

test: tools-test $(VENV)/.dev $(PEERS)/.done $(KEYSTONE)/.done $(BRICK)/.done lint types
	$(BIN)/python -m pytest tests/unit -n 2
	$(BIN)/python -m pytest tests/api -n 6 --dist loadfile --no-loadscope-reorder
	$(BIN)/python -m pytest tests/parity -n 3

# Three clouds side by side are faster than one on two cores.
parity: tools-test $(VENV)/.dev $(PEERS)/.done $(KEYSTONE)/.done $(BRICK)/.done
	$(BIN)/python -m pytest tests/parity -n 3

# A guest waits often: three side by side are faster than two on two cores.
LABS := -n 3 --dist loadgroup

lab: tools-lab $(VENV)/.dev
	$(BIN)/python -m pytest tests/lab $(LABS) --durations 20

lab-full: tools-lab $(VENV)/.dev
	$(BIN)/python -m pytest tests/lab $(LABS) --full --matrix docs/reference/transports.md

bench: tools $(VENV)/.run $(PEERS)/.done $(WHEEL)/.done
	$(BIN)/python -m tests.bench.run --blockctl $(WHEEL)/bin --peers $(PEERS)/bin --server $(BIN)

bench-lab: tools-lab $(VENV)/.dev
	$(BIN)/python -m tests.bench.lab

docs: $(VENV)/.docs
	$(BIN)/python docs/build_reference.py
	$(BIN)/python docs/build_cinder_table.py
	$(BIN)/python docs/build_connections.py
	$(BIN)/python docs/build_deviations.py
	$(BIN)/python docs/build_rule_book.py
	$(BIN)/python docs/build_api_coverage.py
	$(BIN)/python docs/build_coverage.py
	$(BIN)/sphinx-build --fail-on-warning --keep-going --quiet docs build/docs

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# mypy does not follow the mapping of commands/ and connectors/ into the package, so it
# checks the package as it is installed.
types: $(VENV)/.dev
	@rm -rf $(TYPED) build/lib && mkdir -p $(TYPED)
	@$(PIP) install --no-deps --no-build-isolation --no-compile --target $(TYPED) .
	cd $(TYPED) && $(CURDIR)/$(BIN)/mypy --config-file $(CURDIR)/pyproject.toml -p blockctl

tools:
	@bash docs/check-tools.sh $(PYTHON)

tools-test:
	@bash docs/check-tools.sh --test --install $(PYTHON)

tools-lab:
	@bash docs/check-tools.sh --lab --install $(PYTHON)

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade pip setuptools wheel

# Editable, so that the tests see the tree as it is.
$(VENV)/.run: pyproject.toml $(VENV)/bin/python
	$(PIP) install --no-build-isolation --editable '.[standalone]'
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	$(PIP) install --no-build-isolation --editable '.[standalone,migrate,dev]'
	@touch $@

# The peers, and the services around Cinder, each in an environment of its own.
.venv-%/.done: tests/parity/requirements-%.txt
	$(PYTHON) -m venv .venv-$*
	.venv-$*/bin/python -m pip --disable-pip-version-check --quiet install --upgrade pip
	.venv-$*/bin/python -m pip --disable-pip-version-check --quiet install -r $<
	@touch $@

# As a user has it: from a wheel, without the extras.
$(WHEEL)/.done: $(shell find blockctl commands connectors -name '*.py') pyproject.toml
	$(PYTHON) -m venv $(WHEEL)
	$(WHEEL)/bin/python -m pip --disable-pip-version-check --quiet install .
	@touch $@

$(VENV)/.docs: $(VENV)/.run
	$(PIP) install --no-build-isolation --editable '.[standalone,docs]'
	@touch $@

clean:
	rm -rf $(VENV) $(PEERS) $(KEYSTONE) $(BRICK) $(WHEEL) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache
