# What one can do here. Each line is also `python3 start.py <name>`, for where there is no make.
# Variables pass through: make demo SERVE=no FROM=DIR; more words go in ARGS: make test ARGS="tests/house -x".

PYTHON ?= python3

.PHONY: demo test check serve bench bench-statistics docs setup test-bare test-postgres lock

demo: ## set everything up, load real statistics, print the hidden gaps and serve the site (SERVE=no, FROM=DIR)
test: ## set up what the tests need and run every test
check: ## style, import contracts and types
serve: ## serve the site with what is already loaded
bench: ## measure speed beside other tools
docs: ## build the documentation into site/, strictly
setup: ## only set up .venv
demo test check serve bench docs setup:
	@$(PYTHON) start.py $@ $(ARGS)

bench-statistics: ## simulate whether the statistics keep their promises: false discoveries, power, coverage
	@$(PYTHON) start.py bench statistics

test-bare: ## prove that the library works without the web, in an empty environment
	@$(PYTHON) start.py bare $(ARGS)

test-postgres: ## every test that uses a database, on a PostgreSQL of its own (ARGS chooses some)
	@$(PYTHON) start.py postgres $(or $(ARGS),every)

lock: setup ## pin the packages again in constraints.txt (ARGS=--upgrade takes newer ones); needs uv
	@uv=$$(command -v .venv/bin/uv || command -v uv) || { echo "Pinning needs uv; type: .venv/bin/python -m pip install uv"; exit 1; }; \
	$$uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --quiet \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links --output-file constraints.txt $(ARGS) >/dev/null
