# Every target sets up what it needs; `make` alone lists them.
.DEFAULT_GOAL := help
.NOTPARALLEL:
export PYTHONUTF8 := 1
export LC_ALL := C.UTF-8
BIN := .venv/bin

.PHONY: help demo tour browser test core dev bench-env lint types imports docs pytest fmt lock clean bench oracles fuzz \
    mutate-law agree-long

help: ## 本列表 / this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

demo: core ## 在浏览器里看一个虚构的小园区 / a small fictional zone in the browser (ONCE=1: no pages)
	@$(BIN)/gaoxin demo $(if $(ONCE),--once)

tour: core ## 命令一览 / a tour of the commands
	@sh tools/demo.sh

# Listed in the order they run; pytest is last, so its closing line closes the log.
test: lint types imports docs pytest ## 全部检查 / every check

core:
	@sh tools/bootstrap.sh core

dev:
	@sh tools/bootstrap.sh dev

lint: dev ## 代码风格 / style
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: dev ## 类型 / static types
	$(BIN)/mypy

imports: dev ## 依赖方向 / which room may import which
	$(BIN)/lint-imports

docs: dev ## 文档网页 / the documentation, into docs/_build/html
	sh tools/docs.sh

browser: ## 测试用的浏览器 / the browser of the tests
	@sh tools/browser.sh

pytest: dev browser ## 测试 / the tests
	$(BIN)/python -m pytest -n 2 --hypothesis-profile ci -q

bench-env:
	@sh tools/bootstrap.sh bench

bench: bench-env ## 速度对比 / speed beside its peers, ratios in one run
	.venv-bench/bin/python benchmarks/start/run.py
	.venv-bench/bin/python benchmarks/engine/run.py
	.venv-bench/bin/python benchmarks/bulk/run.py
	.venv-bench/bin/python benchmarks/indicators/run.py

oracles: dev ## 指数方法的公开算例（ORACLES=文件夹）/ published worked examples (ORACLES=folder)
	$(BIN)/python tools/oracles.py $(ORACLES)

mutate-law: dev ## 改动法条，算例能否发现 / change the law: do its examples notice?
	$(BIN)/gaoxin mutate --jobs 2

agree-long: dev ## 两种执行逐项对照，每项条件决定百次 / interpreter and bulk, each condition deciding 100 times
	$(BIN)/gaoxin agree --each 100 --jobs 2

fuzz: dev ## 随机损坏文件与表 / damage documents and tables at random
	$(BIN)/python tools/fuzz.py --seconds 300

fmt: dev ## 整理代码 / rewrite the code in the house style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: ## 更新锁定的依赖 / newest versions into requirements/*.txt (needs uv)
	sh tools/lock.sh

clean: ## 清理 / remove what the other targets made
	rm -rf .venv .venv-bench build dist docs/_build docs/zh/faults docs/en/faults out .hypothesis \
	    .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
