# make setup | vsix | test | demo | clean
#
# What is built or downloaded goes to .build and .venv. A stamp says that a step is done and is older than nothing it depends on,
# so a second call is quick. Versions are locked: .ci/*.lock for Python and node, package-lock.json for the rest.

SHELL := /bin/bash
PYTHON ?= python3
BUILD := $(CURDIR)/.build
VENV := $(CURDIR)/.venv
STAMPS := $(BUILD)/stamps
VSIX := dist/chant-lsp.vsix
RETRY := .ci/setup/retry.sh

export PYTHON
export PATH := $(BUILD)/bin:$(PATH)
export npm_config_update_notifier := false
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# pyright's package fetches pyright's program, of the same version, once.
export PYRIGHT_PYTHON_CACHE_DIR := $(BUILD)/pyright
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

CLIENT_SOURCES := $(wildcard editor-client/src/*.ts) editor-client/package.json editor-client/bundle.mjs editor-client/manifest.ts editor-client/tsconfig.json \
	editor-client/README.md editor-client/CHANGELOG.md editor-client/LICENSE $(wildcard chant_lsp/core/rules/*.md chant_lsp/core/rules/*/*.md)
# The demo opens the user's own VS Code if there is one; it refuses to run as root.
OWN_CODE := $(shell [ "$$(id -u)" != 0 ] && command -v code)

.PHONY: help setup vsix test demo clean python
.DELETE_ON_ERROR:

help:
	@echo "make demo   open the example in VS Code: read it, follow it, run it"
	@echo "make test   the whole gate"
	@echo "make vsix   package the extension: $(VSIX)"
	@echo "make setup  install all that the others need"
	@echo "make clean  remove what was built"

setup: python $(STAMPS)/pyright $(STAMPS)/client $(STAMPS)/code-server $(STAMPS)/e2e $(STAMPS)/editors $(STAMPS)/opencode

python: $(STAMPS)/python

vsix: $(VSIX)

# Every step is run, so that one look shows all that is wrong; the closing lines are the runners' own.
test: setup $(VSIX)
	@failed=""; \
	run() { echo; echo "== $$1"; shift; "$$@" || failed="$$failed; $$*"; }; \
	run "ruff" $(VENV)/bin/ruff check . ; \
	run "ruff format" $(VENV)/bin/ruff format --check . ; \
	run "pyright" $(VENV)/bin/pyright ; \
	run "client: types" npm --prefix editor-client run --silent typecheck ; \
	run "pytest" $(VENV)/bin/python -m pytest --hypothesis-profile=gate ; \
	run "client: unit tests" npm --prefix editor-client run --silent test ; \
	run "editor, end to end" npm --prefix tests/e2e run --silent test ; \
	if [ -n "$$failed" ]; then echo; echo "FAILED$$failed"; exit 1; fi

demo: python $(VSIX) $(if $(OWN_CODE),,$(STAMPS)/code-server)
	@exec node tests/e2e/demo.mjs $(if $(OWN_CODE),"$(OWN_CODE)")

clean:
	rm -rf $(BUILD) $(VENV) dist artifacts editor-client/dist editor-client/node_modules tests/e2e/node_modules

$(VENV)/bin/pip:
	@.ci/setup/system.sh venv
	$(PYTHON) -m venv $(VENV)

$(STAMPS)/python: .ci/requirements.lock pyproject.toml | $(VENV)/bin/pip
	@mkdir -p $(@D)
	$(RETRY) $(VENV)/bin/pip install --quiet -r .ci/requirements.lock
	$(VENV)/bin/pip install --quiet --no-deps --no-build-isolation -e .
	@# Where Python is told to write no bytecode, each start would compile everything anew.
	$(VENV)/bin/python -m compileall -q chant_lsp
	@touch $@

$(STAMPS)/node: .ci/node.lock .ci/setup/node.sh | $(VENV)/bin/pip
	@mkdir -p $(@D)
	.ci/setup/node.sh $(VENV)/bin/pip $(BUILD)
	@touch $@

$(STAMPS)/pyright: $(STAMPS)/python $(STAMPS)/node
	$(RETRY) $(VENV)/bin/pyright --version
	@touch $@

$(STAMPS)/client: editor-client/package-lock.json $(STAMPS)/node
	$(RETRY) npm ci --prefix editor-client --no-progress
	@touch $@

$(STAMPS)/e2e: tests/e2e/package-lock.json $(STAMPS)/node
	@.ci/setup/system.sh browser
	$(RETRY) npm ci --prefix tests/e2e --no-progress
	@touch $@

$(STAMPS)/editors: .ci/setup/system.sh
	@mkdir -p $(@D)
	@.ci/setup/system.sh editors
	@touch $@

$(STAMPS)/code-server: tests/e2e/codeserver/package-lock.json .ci/setup/code-server.sh $(STAMPS)/node
	@.ci/setup/system.sh compiler
	.ci/setup/code-server.sh tests/e2e/codeserver $(BUILD)
	@touch $@

$(STAMPS)/opencode: tests/runs/opencode/package-lock.json .ci/setup/opencode.sh $(STAMPS)/node
	.ci/setup/opencode.sh tests/runs/opencode $(BUILD)
	@touch $@

$(VSIX): $(CLIENT_SOURCES) $(STAMPS)/client
	@mkdir -p $(@D)
	npm --prefix editor-client run --silent bundle
	npm --prefix editor-client run --silent package
