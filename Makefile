# Everything goes into .venv. The two commands to know: make run, make test.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
READY := .venv/.ready
DEV := .venv/.dev
REQUIREMENTS := deploy/requirements

.PHONY: install run test test-kafka lint types bench bench-e2e bench-transport bench-classify bench-correlate bench-match fuzz first-alert quality chaos overload schemas requirements clean

install: $(DEV)  ## everything that running, testing and measuring need

# What running needs comes first and alone, so that `make run` on a fresh machine is soon there.
$(READY): pyproject.toml $(REQUIREMENTS)/local.txt $(REQUIREMENTS)/build.txt
	$(PYTHON) -c 'import sys; sys.exit("Tocsin needs Python 3.11 or newer, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) install --require-hashes -r $(REQUIREMENTS)/local.txt -r $(REQUIREMENTS)/build.txt
	$(PIP) install --no-build-isolation --no-deps -e .
	touch $(READY)

$(DEV): $(READY) $(REQUIREMENTS)/dev.txt
	$(PIP) install --require-hashes -r $(REQUIREMENTS)/dev.txt
	touch $(DEV)

run: $(READY)  ## the whole system on this machine: Kafka, worker, sample feed, alerts
	$(BIN)/tocsin up

test: install  ## everything that is checked: lint, types, layout, all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto -m "not kafka"
	$(BIN)/pytest -m kafka

test-kafka: install  ## every test that needs Kafka, on three nodes of 4.3 and on the last 3.9
	TOCSIN_TEST_KAFKA_NODES=3 $(BIN)/pytest -m kafka
	TOCSIN_TEST_KAFKA_VERSION=3.9.2 $(BIN)/pytest -m kafka --ignore tests/chaos

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install
	$(BIN)/mypy

bench: install  ## articles a second and the delay to the alert with ten subscriptions, with the machine's name
	PYTHONPATH=. $(BIN)/python tests/benchmarks/e2e.py --subscriptions 10 --rates 100 --no-growth

bench-e2e: install  ## articles a second and the delay to the alert, one process and two, and what work costs as it grows
	PYTHONPATH=. $(BIN)/python tests/benchmarks/e2e.py

bench-transport: install  ## four stages that only copy, beside bare aiokafka, FastStream and Quix Streams
	PYTHONPATH=. $(BIN)/python tests/benchmarks/transport.py

bench-classify: install  ## what an article costs classify alone, its start, and its longest texts
	PYTHONPATH=. $(BIN)/python tests/benchmarks/classify.py

bench-correlate: install  ## what a report costs among very many open incidents
	PYTHONPATH=. $(BIN)/python tests/benchmarks/correlate.py

bench-match: install  ## what an article costs among very many subscriptions, beside Lucene Monitor where a JDK is
	PYTHONPATH=. $(BIN)/python tests/benchmarks/match.py

fuzz: install  ## the index of subscriptions against none, a million cases
	PYTHONPATH=. $(BIN)/python tests/fuzz/match.py

first-alert: install  ## a clean clone to the first alert of `make run`, cold, and once more
	$(BIN)/python tests/benchmarks/first_alert.py --cold

quality: install  ## how well events are told, on every labelled set that is there
	$(BIN)/python -m tests.quality

chaos: install  ## workers, brokers and network hurt a hundred times under load; every alert counted
	$(BIN)/python -m tests.chaos --faults 100

MINUTES ?= 60
overload: install  ## a worker's memory while more comes than it can do: make overload MINUTES=5
	PYTHONPATH=. $(BIN)/python tests/benchmarks/overload.py --minutes $(MINUTES)

schemas: install  ## write schemas/json anew
	$(BIN)/python -m streams.asyncapi

requirements:  ## pin all dependencies anew
	sh deploy/requirements/compile.sh

clean:
	rm -rf .venv .tocsin build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
