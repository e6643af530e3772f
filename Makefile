.DEFAULT_GOAL := help
PY := .venv/bin/python
export PYTHONDONTWRITEBYTECODE := 1

run: ## serve the site on http://localhost:8501 (PORT and HOST change it)
	@.ci/install run
	@$(PY) app.py

preview: ## the site from the content as you are writing it, on this machine alone, with a clock to set
	@.ci/install run
	@$(PY) app.py --preview

refresh: ## read the City's layer and publish a release of it in DATA_DIR
	@.ci/install run
	@$(PY) -m dashboard release refresh
	@$(PY) -m dashboard briefs

check: ## the quick gate, under a minute: format, lint, types, architecture, content, unit tests
	@.ci/install check
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports
	@$(PY) -m dashboard check
	@$(PY) -m pytest -n 2 --dist loadfile -m "not whole and not browser and not deep"

test: ## everything in check, whole builds and pages, and the browser tests
	@.ci/install test
	@$(MAKE) --no-print-directory check
	@$(PY) -m pytest -n 2 --dist loadfile -m "whole and not browser and not deep"
	@$(PY) -m pytest -n 2 -m "browser and not deep"

deep: ## the long proofs, with Spark, and known vulnerabilities of what we depend on
	@.ci/install deep
	@$(PY) -m pytest -m deep
	@.ci/audit

screenshots: ## draw the pictures in docs/screenshots again
	@.ci/install test
	@$(PY) docs/screenshots/draw.py

docs: ## write docs/decisions.csv, docs/guide.md and content/schema/ again
	@.ci/install check
	@$(PY) docs/generate.py

lock: ## resolve the dependencies of pyproject.toml again
	uv pip compile -q --universal --python-version 3.11 --generate-hashes pyproject.toml -o requirements.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --extra dev pyproject.toml -c requirements.txt -o requirements-dev.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --extra spark pyproject.toml -c requirements.txt -o requirements-spark.txt

help: ## this list
	@grep -E '^[a-z]+: ##' Makefile | sed 's/: ## /	/' | expand -t 14

.PHONY: run preview refresh check test deep screenshots docs lock help
