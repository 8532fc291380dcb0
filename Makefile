# FreezeDesk. Two commands matter: `make demo` shows it, `make test` proves it. `make help` lists the rest.
#
# A fresh machine needs git, make and Python 3.11 or newer; everything else is installed here, system packages only
# when we are root (otherwise the exact line to run is printed). Each step looks first and does nothing when it is done.

PYTHON ?= python3
PORT ?= 8000
PY := .venv/bin/python
# How many tests at a time. Two cores, two workers: a third was tried and gained nothing.
JOBS ?= 2
PYTEST := $(PY) -m pytest -n $(JOBS) --dist loadgroup
TEMPLATES = $(shell git ls-files -co --exclude-standard '*.html')

export PORT
.PHONY: help demo setup test quick check lint types suite working waiting stories bench chaos screenshots messages requirements clean
.DEFAULT_GOAL := help

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo:  ## everything on this machine, with sample cases: http://127.0.0.1:8000 (another port: make demo PORT=8010)
	@$(PYTHON) ops/port.py "$(PORT)"
	@$(PYTHON) ops/packages.py demo
	@$(PYTHON) ops/environment.py
	@exec $(PY) ops/demo.py

setup:  ## the environment only: afterwards `.venv/bin/python manage.py ...` works
	@$(PYTHON) ops/packages.py demo
	@$(PYTHON) ops/environment.py
	@$(PY) ops/prepare.py code

# The suite runs twice over what matters. First all of it on SQLite with the queue in a folder, as one machine has it;
# then, beside a private PostgreSQL and a private Redis on free ports, the stories and whatever is about those engines,
# as a server has it. Nothing is skipped in either: `engines` tests exist in the second run only. They run side by side,
# and what mostly waits on SQLite (for a page, a lease, a clock) takes its turn beside what works: both cores stay busy.
# Reading the types takes a core for half a minute, and waits for nothing: it runs beside them.
test: .suite lint  ## all that must hold before anything is merged (the goal: under 10 minutes on 2 cores; CONTRIBUTING says what it takes today)
	@$(MAKE) --no-print-directory -j 3 --output-sync=line stories working types waiting
	@echo "All good."

suite: working waiting  ## every test, on SQLite

working: .suite
	$(PYTEST) -m "not engines and not waiting"

waiting: .suite
	$(PY) -m pytest -n 0 -m "waiting and not engines"

stories: .suite  ## the stories and the engine tests, on PostgreSQL, Redis and S3
	$(PY) ops/servers.py -- $(PYTEST) -p ops.pytest_redis tests/stories tests/engines

check: lint types  ## style, types, contracts, templates and translations, without running a test

types: .suite
	$(PY) -m mypy .
	DATABASE_URL=sqlite://:memory: $(PY) manage.py makemigrations --check --dry-run
	$(PY) ops/check_messages.py

lint: .suite
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/lint-imports
	@[ -z "$(TEMPLATES)" ] || .venv/bin/djade --check --target-version 5.2 $(TEMPLATES)

quick: .suite lint  ## the inner loop, under a minute: no browser, no engines, nothing slow
	$(PYTEST) -m "not browser and not engines and not slow"

BENCH := $(PY) -m pytest -p no:xdist -s -o python_files='bench_*.py'
bench: .suite  ## the measured figures again, on this machine: SQLite, then PostgreSQL, then a bundle of 1,000 pages
	$(BENCH) tests/bench
	$(PY) ops/servers.py -- $(BENCH) tests/bench/bench_audit.py tests/bench/bench_outbox.py tests/bench/bench_dashboard.py
	$(PY) -m tests.bench.bench_bundle 1000

chaos: .suite  ## reminders in a storm: senders killed and frozen, Redis wiped, PostgreSQL crashed (some 15 minutes)
	$(PY) -m tests.chaos

screenshots: .suite  ## the pictures of the README, again: a sample desk of its own, seen through Chromium
	$(PY) ops/screenshots.py

messages: .suite  ## bring the translation file up to date with the code, then see what is left to translate
	$(PY) ops/check_messages.py --update
	$(PY) ops/check_messages.py

requirements: .suite  ## pin again, with hashes and without any address, after a change of a .in file
	$(PY) -m uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q requirements-uv.in -o requirements-uv.txt
	$(PY) -m uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q requirements.in -o requirements.txt
	$(PY) -m uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q requirements-dev.in -o requirements-dev.txt

clean:  ## forget the environment and whatever can be made again; cases, files and keys in var/ stay
	rm -rf .venv var/made var/stamps var/static var/broker .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find locale -name '*.mo' -delete 2>/dev/null || true

.PHONY: .suite
.suite:
	@$(PYTHON) ops/packages.py demo suite
	@$(PYTHON) ops/environment.py suite
	@$(PY) ops/prepare.py code
