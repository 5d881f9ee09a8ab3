# Two commands on a fresh machine with Python 3.11+ and make: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready-$(shell cksum requirements-dev.lock pyproject.toml | cksum | cut -d' ' -f1)

.DEFAULT_GOAL := help
.PHONY: help demo rehearse test coverage check format lint types contracts bench fuzz chaos diagrams screenshots lock clean

help:  ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

$(READY): requirements-dev.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@rm -f $(VENV)/.ready-*
	@touch $@

demo: $(READY)  ## try the coach in the browser, without Slack (LANG=fr or en, GUIDE=guide.toml, PORT=8090)
	@$(BIN)/partnership-coach demo $(if $(GUIDE),--guide $(GUIDE)) $(if $(PORT),--port $(PORT))

rehearse: $(READY)  ## play the sample conversation and print it, or a case of yours: make rehearse CASE=case.json
	@$(BIN)/partnership-coach rehearse $(CASE)

test: $(READY)  ## all tests, on SQLite and PostgreSQL
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

coverage: $(READY)  ## what the tests run through
	@$(BIN)/python -m pytest -q -n 2 --dist loadgroup --cov=bot --cov=flows --cov=storage --cov-report=term:skip-covered

check: format lint types contracts test  ## everything that CI runs

format: $(READY)  ## is the code formatted?
	@$(BIN)/ruff format --check .

lint: $(READY)  ## lint
	@$(BIN)/ruff check .

types: $(READY)  ## type check, strict
	@$(BIN)/mypy

contracts: $(READY)  ## import contracts: bot → storage → flows
	@$(BIN)/lint-imports

bench: $(READY)  ## figures, as ratios within one run (ONLY=bolt, growth, burst, …: one of them)
	@$(BIN)/python -m tests.bench $(ONLY)

fuzz: $(READY)  ## 100,000 mutated payloads against the real app (PAYLOADS=, SEED=)
	@$(BIN)/python -m tests.fuzz --payloads $(or $(PAYLOADS),100000) --seed $(or $(SEED),1)

chaos: $(READY)  ## kill the app 1,000 times under load, on SQLite and PostgreSQL, over both transports (an hour with the year; SHORT=1: two minutes)
	@$(BIN)/python -m tests.chaos $(if $(SHORT),--short)

diagrams: $(READY)  ## redraw the statecharts in docs/
	@$(BIN)/python -m flows.diagrams

screenshots: $(READY)  ## the pictures in docs/pictures/, taken of the playground (needs chromium)
	@$(BIN)/python -m tests.page_browser.screenshots

lock: $(READY)  ## renew the locks
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q pyproject.toml --group dev -o requirements-dev.lock

clean:  ## remove what was built
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
