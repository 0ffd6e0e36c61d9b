# Every target sets up all that it needs; a fresh Debian machine with Python and make is enough.
.PHONY: setup demo test check format bench bench-detection lock dist messages reference clean help
PY := .venv/bin/python
JOBS ?= 2

help: ## say what there is
	@grep -hE '^[a-z-]+:.*##' Makefile | sed 's/:.*##/\t/' | sort

setup: ## Python packages (hash-locked), front end, compiled messages
	@tools/bootstrap.sh
	@$(PY) tools/assets.py
	@$(PY) tools/messages.py compile
	@$(PY) -m compileall -q src/evenhand src/evenhand_web
	@$(MAKE) -s .tools/kernels

.tools/kernels: requirements/all.lock $(wildcard src/evenhand/*/kernels/*.py)
	@echo "Compiling the detection kernels, once (a minute or two)"
	@$(PY) tools/kernels.py
	@touch $@

# Apache Spark is large and only `--engine spark` needs it: it is installed when the tests, or somebody, ask for it.
.PHONY: spark
spark: setup .tools/spark ## Apache Spark, for `evenhand watch --engine spark`

.tools/spark: requirements/spark.lock requirements/all.lock pyproject.toml
	@tools/system.sh default-jre-headless
	@echo "Installing Apache Spark, once (400 MB)"
	@.tools/uv/bin/uv pip install -q --python $(PY) --require-hashes -r requirements/spark.lock
	@touch $@

demo: setup ## build the demo workspace and serve it (DOCUMENTS=folder adds the files of a folder to its library)
	@$(PY) -m evenhand_web.manage demo $(if $(DOCUMENTS),--documents "$(DOCUMENTS)")

test: setup .tools/spark ## every test, browser, PostgreSQL and Mosquitto included
	@tools/system.sh chromium postgresql mosquitto default-jdk-headless golang-go golang-golang-x-mod-dev fonts-noto-core fonts-noto-cjk gettext
	@$(PY) -m pytest -n $(JOBS) --dist loadgroup

check: setup ## format, lint, types, import contracts, sizes, docs
	@tools/system.sh gettext
	@$(PY) -m ruff format --check src tests benchmarks tools
	@$(PY) -m ruff check src tests benchmarks tools
	@$(PY) -m mypy
	@.venv/bin/lint-imports
	@$(PY) tools/messages.py check
	@EVENHAND_LANGUAGE=en $(PY) tools/reference.py --check
	@$(PY) -m pytest -n 0 tests/contracts

format: setup ## put the code into its form
	@$(PY) -m ruff check -q --fix-only src tests benchmarks tools
	@$(PY) -m ruff format src tests benchmarks tools

bench: setup ## measured claims, with their peers beside them
	@$(PY) benchmarks/run.py

bench-detection: setup ## the detection benchmark beside its peers (ONLY="ours scan" and LARGEST=1e9 narrow and widen it)
	@tools/bench.sh
	@$(PY) benchmarks/detection/run.py $(addprefix --only ,$(ONLY)) $(if $(LARGEST),--largest $(LARGEST))

messages: setup ## collect the strings that people see into the catalogues
	@tools/system.sh gettext
	@$(PY) tools/messages.py collect

reference: setup ## make the reference pages from the code
	@EVENHAND_LANGUAGE=en $(PY) tools/reference.py

LOCK := UV_PYTHON_DOWNLOADS=never .tools/uv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header

lock: ## make the lock files in requirements/ again (no registry is named in them)
	@tools/bootstrap.sh
	@$(LOCK) requirements/all.in -o requirements/all.lock
	@$(LOCK) -c requirements/all.lock requirements/bench.in -o requirements/bench.lock
	@$(LOCK) -c requirements/all.lock requirements/spark.in -o requirements/spark.lock

dist: setup ## a wheel that holds the built front end and runs without Node
	@$(PY) -m build --wheel --no-isolation --outdir dist . >/dev/null && ls dist

clean: ## forget everything that was built
	rm -rf .venv .tools dist build demo frontend/node_modules src/evenhand_web/static/built
