# What one can do here. Each line is also `python3 start.py <name>`, for where there is no make.
# Variables pass through: make demo SERVE=no FROM=DIR; more words go in ARGS: make test ARGS="tests/house -x".

PYTHON ?= python3

.PHONY: demo test check serve bench docs setup test-bare lock

demo: ## set everything up, load real statistics, print the hidden gaps and serve the site (SERVE=no, FROM=DIR)
test: ## set up what the tests need and run every test
check: ## style, import contracts and types
serve: ## serve the site with what is already loaded
bench: ## measure speed beside other tools
docs: ## build the documentation
setup: ## only set up .venv
lock: ## pin the packages again in constraints.txt (ARGS=--upgrade takes newer ones)
demo test check serve bench docs setup lock:
	@$(PYTHON) start.py $@ $(ARGS)

test-bare: ## prove that the library works without the web, in an empty environment
	@$(PYTHON) start.py bare $(ARGS)
