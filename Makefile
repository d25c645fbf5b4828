# Every target sets up what it needs; `make` alone lists them.
.DEFAULT_GOAL := help
.NOTPARALLEL:
export PYTHONUTF8 := 1
export LC_ALL := C.UTF-8
BIN := .venv/bin

.PHONY: help demo test core dev lint types imports docs pytest fmt oracles lock clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

demo: core ## a tour of what Gaoxin does
	@sh tools/demo.sh

# Listed in the order they run; pytest is last, so its closing line closes the log.
test: lint types imports docs pytest ## every check

core:
	@sh tools/bootstrap.sh core

dev:
	@sh tools/bootstrap.sh dev

lint: dev ## style
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: dev ## static types
	$(BIN)/mypy

imports: dev ## which room may import which
	$(BIN)/lint-imports

docs: dev ## the documentation in docs/_build/html, both languages
	sh tools/docs.sh

pytest: dev ## the tests
	$(BIN)/python -m pytest -n 2 --hypothesis-profile ci -q

fmt: dev ## rewrite the code in the house style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: ## for maintainers: newest versions into requirements/*.txt
	sh tools/lock.sh

clean: ## remove what the other targets made
	rm -rf .venv .venv-bench build dist docs/_build out .hypothesis .mypy_cache .pytest_cache \
	    .ruff_cache .import_linter_cache
