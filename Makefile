# make run    set everything up and run the main job: archive a news site, browse the archive
# make test   set everything up and run all tests and checks
# Needs Python 3.11 or newer; uv is used when it is there.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
READY = $(VENV)/ready
DEV_READY = $(VENV)/dev-ready

.PHONY: run test setup dev lint format docs browser clean
.DEFAULT_GOAL := run

run: setup
	$(BIN)/backissue run

test: dev browser lint
	$(BIN)/pytest

setup: $(READY)
dev: $(DEV_READY)

$(READY): pyproject.toml
	@echo "Setting up in $(VENV): about a minute, the first time only."
	@if command -v uv >/dev/null; then uv venv -q --allow-existing $(VENV) && uv pip install -q -p $(VENV) -e .; \
	else $(PYTHON) -m venv $(VENV) && $(BIN)/pip install -q --disable-pip-version-check -e .; fi
	@touch $@

$(DEV_READY): $(READY)
	@if command -v uv >/dev/null; then uv pip install -q -p $(VENV) -e '.[dev]'; \
	else $(BIN)/pip install -q --disable-pip-version-check -e '.[dev]'; fi
	@touch $@

# The page tests drive Debian's chromium. It is installed when missing and when we may install it;
# where neither holds, those tests say that they were left out.
browser:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && apt-get update -q >/dev/null \
	  && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium >/dev/null; } \
	  || echo "no chromium: the tests that drive a browser will be skipped"

lint: dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/cog --check -I . README.md docs/*.md

format: dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: dev
	$(BIN)/cog -r -I . README.md docs/*.md

clean:
	rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
