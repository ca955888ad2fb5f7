# The whole interface of the project. `make help` lists what there is.
#
# Every target makes the virtual environment it needs, and makes it again when pyproject.toml or the
# pins change. Nothing but Python 3.11 (or newer) and make need be there beforehand.

PYTHON ?= python3
SIZE ?= full
WORKERS ?= 2

VENV := .venv
VENV3 := .venv-pandas3
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY3 := $(VENV3)/.ready

# An environment holds absolute paths: one that was copied or moved here must be made anew.
is_ours = head -n 2 $(1)/bin/pip 2>/dev/null | grep -qF '$(CURDIR)/$(1)/bin/'
$(foreach venv,$(VENV) $(VENV3),$(shell $(call is_ours,$(venv)) || rm -f $(venv)/.ready))

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help demo test test-pandas3 check bench docs notebooks pins clean

help: ## list the targets
	@echo "suspectmatch: which records may describe the same person, how sure it is, and why"
	@echo
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)$$/\1 \2/p' $(MAKEFILE_LIST) \
	  | while read -r name line; do printf '  make %-14s %s\n' "$$name" "$$line"; done

demo: $(READY) ## link five synthetic sources and write the leads to out/demo
	$(BIN)/suspectmatch demo --out out/demo

test: $(READY) ## run the tests, then the kernels' tests again without the compiler
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile
	NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest tests/kernels -m kernels -n $(WORKERS) --dist loadfile \
	  --cov=suspectmatch.kernels --cov-report=term-missing:skip-covered --cov-fail-under=95

test-pandas3: $(READY3) ## run the tests on the newest pandas, without the recordlinkage toolkit
	$(VENV3)/bin/python -m pytest -n $(WORKERS) --dist loadfile

check: $(READY) ## lint, format, types, layers, installed versions
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pip check

bench: $(READY) ## measure accuracy and speed; SIZE=ci for the small run
	$(BIN)/python benchmarks/run.py --size $(SIZE)

docs: $(READY) ## build the documentation into docs/_build/html
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html

notebooks: $(READY) ## run every notebook from top to bottom
	$(BIN)/python -m pytest --nbmake --nbmake-timeout=600 notebooks

pins: $(READY) $(READY3) ## write the versions that are installed into the constraints files
	$(BIN)/python -m pip freeze --exclude-editable --exclude setuptools > constraints.txt
	$(VENV3)/bin/python -m pip freeze --exclude-editable --exclude setuptools > constraints-pandas3.txt
	@touch $(READY) $(READY3)

clean: ## remove what the other targets made, virtual environments included
	rm -rf $(VENV) $(VENV3) out build dist docs/_build docs/reference/generated src/*.egg-info
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks .coverage htmlcov
	find src tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} +

# $(call make_venv,folder,constraints,extras): a fresh or refreshed environment, or one clear line why not.
define make_venv
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "suspectmatch needs Python 3.11 or newer as '$(PYTHON)'. Name another one: make PYTHON=python3.12 ..." >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "This Python cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv" >&2; \
	  exit 1; }
	@$(call is_ours,$(1)) && $(1)/bin/python -c 'import pip' 2>/dev/null || { rm -rf $(1) && $(PYTHON) -m venv $(1); }
	@echo "Installing into $(1) (some minutes the first time)"
	@$(1)/bin/python -m pip install --quiet -c $(2) -e '.[$(3)]'
	@touch $(1)/.ready
endef

$(READY): pyproject.toml constraints.txt
	$(call make_venv,$(VENV),constraints.txt,all$(comma)dev)

$(READY3): pyproject.toml constraints-pandas3.txt
	$(call make_venv,$(VENV3),constraints-pandas3.txt,plot$(comma)notebook$(comma)dev)

comma := ,
