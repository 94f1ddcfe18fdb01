# Coldbridge. `make` alone lists the targets.
# Needs CPython 3.11 or newer with pip and venv. Without make: README.md has the same lines.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.done
REPLICATIONS ?= 10
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup demo demo_hezhou demo_taiyuan test test-fast check format bench theory levers lock

help:  ## list the targets
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(READY)  ## make .venv with the pinned versions (again only when the pins change)

$(READY): pyproject.toml constraints.txt
	@echo "setup: making $(VENV) with $(PYTHON); two or three minutes and 1.3 GB the first time"
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(None if v >= (3, 11) else "setup: Python 3.11 or newer is needed, this is %d.%d; try: make setup PYTHON=python3.11" % v[:2])'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@$(BIN)/python -m optimize.freight.warm
	@touch $(READY)
	@echo "setup: done"

demo: $(READY)  ## both base scenarios, 10 replications each: simulate, plan, execute, compare, report
	@echo "demo: $(REPLICATIONS) replications, a quick look; take 20 or more before you quote a figure"
	@echo "demo: both zones side by side, one core each"
	@$(MAKE) --no-print-directory -j2 demo_hezhou demo_taiyuan
	@echo "demo: open runs/demo_hezhou/report.html and runs/demo_taiyuan/report.html"

demo_hezhou: SCENARIO = hezhou_asean_gba
demo_taiyuan: SCENARIO = taiyuan_eurasia
demo_hezhou demo_taiyuan:
	@$(BIN)/python run.py run scenarios/$(SCENARIO).yaml --replications $(REPLICATIONS) --look-ahead 2 --tune 1 --out runs/$@

test: $(READY)  ## the whole suite
	$(BIN)/python -m pytest -n $(WORKERS)

test-fast: $(READY)  ## the suite without the tests marked slow
	$(BIN)/python -m pytest -n $(WORKERS) -m "not slow"

check: $(READY)  ## format, lint, types, import directions
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)  ## format and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY)  ## print events and lots per CPU-second, plan time, gap, peak memory
	$(BIN)/python -m benchmarks

theory: $(READY)  ## measure every case of queueing theory and write docs/theory.md (some 15 minutes)
	$(BIN)/python -m tools.theory_table

levers: $(READY)  ## run every lever of the plans off and on and write docs/levers.md (some minutes)
	$(BIN)/python -m tools.levers

lock:  ## resolve the newest versions in a throw-away venv and write constraints.txt
	@echo "lock: resolving; about three minutes"
	@set -e; dir=$$(mktemp -d); trap 'rm -rf "$$dir"' EXIT; \
	$(PYTHON) -m venv "$$dir/venv"; \
	"$$dir/venv/bin/python" -m pip install --quiet --disable-pip-version-check -e ".[dev]"; \
	"$$dir/venv/bin/python" -m pip freeze --exclude-editable > "$$dir/constraints.txt"; \
	cp "$$dir/constraints.txt" constraints.txt
	@echo "lock: constraints.txt written; run make test before committing it"
