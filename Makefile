# The whole interface of the project. `make help` lists what there is.
#
# Every target makes the virtual environment that it needs, and updates it when pyproject.toml or the
# constraints change. Only Python 3.11 (or newer) and make must be installed beforehand.

PYTHON ?= python3
SIZE ?= full
WORKERS ?= 2

VENV := .venv
VENV3 := .venv-pandas3
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
READY := $(VENV)/.ready
READY3 := $(VENV3)/.ready

# A virtual environment holds absolute paths. If it was copied or moved, it is made again.
is_ours = head -n 2 $(1)/bin/pip 2>/dev/null | grep -qF '$(CURDIR)/$(1)/bin/'
$(foreach venv,$(VENV) $(VENV3),$(shell $(call is_ours,$(venv)) || rm -f $(venv)/.ready $(venv)/.installed))

# Tests of code that cannot see a pandas table. They need not run a second time on another pandas.
# tests/test_house_rules.py checks that no file of these folders mentions pandas.
NO_PANDAS := tests/kernels tests/names tests/dates tests/synthetic tests/decisions tests/scoring \
  tests/loading/lists tests/loading/enrolments tests/loading/mapping

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help install demo test test-pandas3 check bench docs notebooks pins clean

help: ## list the targets
	@echo "suspectmatch finds records that may describe the same person, and says how sure it is and why"
	@echo
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)$$/\1 \2/p' $(MAKEFILE_LIST) \
	  | while read -r name line; do printf '  make %-14s %s\n' "$$name" "$$line"; done

install: $(INSTALLED) ## install the command and the library into .venv, without development tools
	@echo "Installed: $(BIN)/suspectmatch"

demo: $(INSTALLED) ## link five synthetic sources and write the result to out/demo
	$(BIN)/suspectmatch demo --out out/demo

test: $(READY) ## run all tests, then the tests of the kernels again without the compiler
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile
	NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest tests/kernels -m kernels -n $(WORKERS) --dist loadfile \
	  --cov=suspectmatch.kernels --cov-report=term-missing:skip-covered --cov-fail-under=95

test-pandas3: $(READY3) ## run the tests that can see pandas on the newest pandas
	$(VENV3)/bin/python -m pytest -n $(WORKERS) --dist loadfile \
	  --ignore=tests/test_house_rules.py $(NO_PANDAS:%=--ignore=%)

check: $(READY) ## check style, format, types, import layers and installed versions
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
	$(BIN)/python -m pytest --nbmake --nbmake-timeout=600 -n $(WORKERS) notebooks

pins: $(READY) $(READY3) ## write the installed versions into the constraints files
	$(BIN)/python -m pip freeze --exclude-editable --exclude setuptools > constraints.txt
	$(VENV3)/bin/python -m pip freeze --exclude-editable --exclude setuptools > constraints-pandas3.txt
	@touch $(READY) $(READY3)

clean: ## remove everything that the other targets made, also the virtual environments
	rm -rf $(VENV) $(VENV3) .kernel-caches out build dist docs/_build docs/reference/generated src/*.egg-info
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks .coverage htmlcov
	find src tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} +

# $(call make_venv,folder,constraints,extras): make or update an environment, or say in one line why not.
define make_venv
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "suspectmatch needs Python 3.11 or newer as '$(PYTHON)'. Name another one: make PYTHON=python3.12 ..." >&2; \
	  exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "This Python cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv" >&2; \
	  exit 1; }
	@$(call is_ours,$(1)) && $(1)/bin/python -c 'import pip' 2>/dev/null || { rm -rf $(1) && $(PYTHON) -m venv $(1); }
	@echo "Installing into $(1) (this takes some minutes the first time)"
	@$(1)/bin/python -m pip install --quiet -c $(2) -e '.$(if $(3),[$(3)])'
	@touch $(1)/.installed
endef

$(INSTALLED): pyproject.toml constraints.txt
	$(call make_venv,$(VENV),constraints.txt,)

$(READY): pyproject.toml constraints.txt
	$(call make_venv,$(VENV),constraints.txt,all$(comma)dev)
	@touch $@

$(READY3): pyproject.toml constraints-pandas3.txt
	$(call make_venv,$(VENV3),constraints-pandas3.txt,plot$(comma)notebook$(comma)test)
	@touch $@

comma := ,
