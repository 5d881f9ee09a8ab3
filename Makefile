# Two commands on a fresh machine with Python 3.11+ and make: `make demo` and `make test`. They install what they need into .venv.
# PYTHON=python3.12 in front of make, or after it, names the Python of .venv.
BIN := .venv/bin
UNIVERSAL := --no-config --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras --no-header --quiet
COMPILE := $(BIN)/uv pip compile $(UNIVERSAL)

.DEFAULT_GOAL := help
.PHONY: help install install-dev install-lock demo rehearse test quick coverage check format lint types contracts files bench fuzz foreign \
	validate chaos principles mutants reading weights road \
	diagrams docs documents snapshots languages operations screenshots film lock release clean

help:  ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

install:  ## install what the coach needs to run into .venv (demo and rehearse do it too)
	@.ci/install run

install-dev:
	@.ci/install dev

install-lock:
	@.ci/install lock

demo: install  ## try the coach in the browser, without Slack (LANG=fr or en, GUIDE=guide.toml, PORT=8090)
	@$(BIN)/partnership-coach demo $(if $(GUIDE),--guide $(GUIDE)) $(if $(PORT),--port $(PORT))

rehearse: install  ## play the sample conversation and print it, or a case of yours: make rehearse CASE=case.json
	@$(BIN)/partnership-coach rehearse $(CASE)

test: install-dev  ## all tests, on SQLite and PostgreSQL
	@$(BIN)/python -m pytest -n 3 --dist loadgroup

quick: install-dev  ## tests for the daily loop: the method, the blocks, one conversation from its first word to the decision
	@$(BIN)/python -m pytest -q -n 2 tests/flows tests/blocks tests/agreement tests/dialogs/test_the_whole_road.py

coverage: install-dev  ## what the tests run through
	@$(BIN)/python -m pytest -q -n 2 --dist loadgroup --cov=bot --cov=flows --cov=storage --cov-report=term:skip-covered

check: format lint types contracts files test  ## everything that CI runs

format: install-dev  ## is the code formatted?
	@$(BIN)/ruff format --check .

lint: install-dev  ## lint
	@$(BIN)/ruff check .

types: install-dev  ## type check, strict
	@$(BIN)/mypy
	@$(BIN)/mypy --strict .ci/install.py

contracts: install-dev  ## import contracts: bot → storage → flows
	@$(BIN)/lint-imports

files: install-dev  ## no conflict marker and no path of one machine in a tracked file; locks that are whole
	@$(BIN)/python -m pytest -q tests/packaging/test_tracked_files.py tests/packaging/test_locks.py

bench: install-dev  ## figures, as ratios within one run (ONLY=bolt, growth, burst, …: one of them)
	@$(BIN)/python -m tests.bench $(ONLY)

fuzz: install-dev  ## 100,000 mutated payloads against the real app (PAYLOADS=, SEED=)
	@$(BIN)/python -m tests.fuzz --payloads $(or $(PAYLOADS),100000) --seed $(or $(SEED),1)

foreign: install-dev  ## play the whole road on a Slack that nobody here wrote, over both transports (needs npm and Linux on x64)
	@$(BIN)/python -m tests.foreign

validate: install-dev  ## have Slack itself check all that the coach shows (SANDBOX=xoxb-…: the bot token of a sandbox)
	@SANDBOX=$(SANDBOX) $(BIN)/python -m tests.foreign.validate

chaos: install-dev  ## kill the app 1,000 times under load, on SQLite and PostgreSQL, over both transports (an hour with the year; SHORT=1: two minutes)
	@$(BIN)/python -m tests.chaos $(if $(SHORT),--short)

principles: install-dev  ## hold the principles of docs/method.md over 100,000 random cases (CASES=)
	@PRINCIPLES=$(or $(CASES),100000) $(BIN)/python -m pytest -q -n 2 tests/flows/test_principles.py

mutants: install-dev  ## change the method's code line by line: does a test notice? (ONLY=flows/text: one folder; minutes to hours)
	@.ci/install mutants
	@$(BIN)/python -m tests.mutants $(ONLY)

road: install-dev  ## what a team goes through up to its decision, as counts: words, clicks, messages (a JSON line a language)
	@$(BIN)/python -m tests.road

reading: install-dev  ## how answers are read: error rates and confusion tables by set, language and question (ten minutes)
	@$(BIN)/python -m tests.reading
	@$(BIN)/python -m tests.reading.hollow

weights: install-dev  ## train the reading of answers anew, after a change of its corpus (two minutes)
	@$(BIN)/python -m tests.reading.train

diagrams: install-dev  ## redraw the statecharts in docs/
	@$(BIN)/python -m tests.diagrams

docs: install-dev  ## build the site of docs/ into build/site/html: searchable, strict, nothing from a network when it is read
	@.ci/install docs
	@$(BIN)/python -m tests.site

documents: install-dev  ## rewrite what documents take from the code: settings, metrics, commands, limits, who reads what, the method, the rooms
	@$(BIN)/python -m tests.operations.documents
	@$(BIN)/python -m tests.operations.sample_summary

snapshots: install-dev  ## write anew what people read, as the tests keep it (look at the difference before you commit it)
	@$(BIN)/python -m pytest -q tests/blocks tests/agreement --snapshot-update

languages: install-dev  ## what does a language lack? (CODE=es: that one)
	@$(BIN)/python -m tests.languages $(CODE)

operations: install-dev  ## run the coach as its image runs it, as a new user in an empty folder
	@$(BIN)/python -m tests.operations

screenshots: install-dev  ## the pictures in docs/pictures/, taken of the playground (needs chromium)
	@$(BIN)/python -m tests.page_browser.screenshots

film: install-dev  ## the moving pictures of README, taken of the playground (needs chromium and a font with coloured signs)
	@$(BIN)/python -m tests.page_browser.film

lock: install-lock  ## renew the locks, moving as few versions as possible (UPGRADE=1: all to the newest)
	@$(COMPILE) $(if $(UPGRADE),--upgrade) pyproject.toml -o requirements.lock
	@$(COMPILE) $(if $(UPGRADE),--upgrade) --group build -c requirements.lock -o requirements-build.lock
	@$(COMPILE) $(if $(UPGRADE),--upgrade) pyproject.toml --group dev -c requirements.lock -c requirements-build.lock -o requirements-dev.lock
	@$(COMPILE) $(if $(UPGRADE),--upgrade) --group locking -o requirements-locking.lock
	@$(COMPILE) $(if $(UPGRADE),--upgrade) --group mutants -c requirements-dev.lock -o requirements-mutants.lock
	@$(COMPILE) $(if $(UPGRADE),--upgrade) --group docs -c requirements-dev.lock -o requirements-docs.lock
	@.ci/install dev
	@$(BIN)/python -m tests.packaging.record

release: install-dev  ## build sdist and wheel into dist/, check them, install the wheel elsewhere and run the sample
	@$(BIN)/python -m tests.packaging.release

clean:  ## remove what was built
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
