# Two commands on a fresh machine with Python 3.11-3.13:  make book   make test      (all targets: make help)

PYTHON ?=
NAME =  # not from the environment, where the Subsystem for Linux has the computer's name
CHAPTER ?=
TENSORFLOW ?=
CLASS ?=
BIN := .venv/bin
HTML := _build/html/index.html
comma := ,
CLUSTER = $(if $(SCHEDULER),--scheduler $(SCHEDULER)) $(if $(WORKERS),--workers $(WORKERS)) \
	$(if $(THREADS),--threads $(THREADS)) $(if $(RETRY),--retry) $(if $(RESTART),--restart)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help book test test-processors run experiment seeds serve lab lint format lock results drawings colab bench mutants \
	student teacher pdf zip clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 17

.venv/ready: requirements.txt pyproject.toml tools/setup.sh tools/setup.py
	@tools/setup.sh $(PYTHON)

book: .venv/ready ## set up and build the book
	@$(BIN)/python -m tools.book.build

test: .venv/ready ## set up and run all tests (ALL=1: also those that nothing has changed for since they passed)
	@$(BIN)/python -m tools.book.build
	@$(BIN)/python -m tools.testing.prepare
	@NNUTILS_DATA=embedded $(BIN)/python -m pytest tests nnutils _build/fast --nbval --reuse -n auto --dist loadscope \
		&& echo "All tests passed. The book is in $(HTML), the reduced notebooks are in _build/fast." \
		|| { echo "Tests failed: the lines that begin with FAILED or ERROR above say which." >&2; exit 1; }

test-processors: .venv/ready ## run all reduced chapters under the arithmetic of other processors
	@$(BIN)/python -m tools.testing.processors

run: .venv/ready ## execute chapters, reduced (CHAPTER=05 for one; FULL=1 publishes a full run on real data)
	@$(BIN)/python -m tools.execution.run $(if $(FULL),--full) $(CHAPTER)

experiment: .venv/ready ## compute an experiment (NAME=10_memory; DRY=1 POINTS=8 SCHEDULER=tcp://… WORKERS= THREADS= RETRY=1 RESTART=1)
	@$(BIN)/python -m tools.experiments $(NAME) $(if $(DRY),--dry) $(if $(POINTS),--points $(POINTS)) $(CLUSTER)

seeds: .venv/ready ## run whole chapters in full with other seeds (CHAPTER=05 SEEDS=2,3; SCHEDULER= WORKERS= THREADS= RETRY=1 RESTART=1)
	@$(BIN)/python -m tools.experiments.seeds $(CHAPTER) --seeds $(or $(SEEDS),2$(comma)3) $(CLUSTER)

serve: .venv/ready ## show the book on localhost and rebuild it when a file changes
	@$(BIN)/python -m tools.book.serve

lab: .venv/ready ## open the notebooks in JupyterLab
	@$(BIN)/jupyter lab notebooks

lint: .venv/ready ## check style, types, spelling, dependencies, notebooks, workflows
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/codespell
	@$(BIN)/mypy
	@$(BIN)/deptry . book/_ext tests $(wildcard tests/*/)  # each folder holds modules of its own
	@$(BIN)/deptry nnutils --known-first-party nnutils --optional-dependencies-dev-groups book,experiments,test --ignore DEP002
	@$(BIN)/zizmor --offline --quiet .github/workflows
	@$(BIN)/python -m tools.experiments --check
	@$(BIN)/python -m tools.rules; rules=$$?; $(BIN)/python -m tools.collect_results --check && exit $$rules
	@echo "Nothing to mend."

format: .venv/ready ## let ruff mend what it can
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

results: .venv/ready ## collect the stored notebooks' figures into book/results.md
	@$(BIN)/python -m tools.collect_results

drawings: .venv/ready ## draw again the drawings whose source has changed
	@$(BIN)/python -m tools.drawings

lock: ## compile requirements.txt from pyproject.toml (needs uv; UPGRADE=1 takes the newest releases)
	uv pip compile pyproject.toml --universal --python-version 3.11 --extra book --extra test --extra maintain --generate-hashes \
		$(if $(UPGRADE),--upgrade) --quiet --custom-compile-command "make lock" --output-file requirements.txt

colab: .venv/ready ## run chapters as Colab does, in a bare environment (CHAPTER=05; TENSORFLOW=2.18.*)
	@$(BIN)/python -m tools.execution.colab $(if $(TENSORFLOW),--tensorflow '$(TENSORFLOW)') $(CHAPTER)

bench: .venv/ready ## print how fast imports, book and tests are
	@$(BIN)/python -m tools.bench

mutants: .venv/ready ## see whether the tests notice small changes of the code (hours; goes on where it was stopped)
	@$(BIN)/python -m tools.mutants

student: .venv/ready ## write _build/student for a class: no solutions, cells to fill in, checks (CHAPTER=05; CLASS=https://…)
	@$(BIN)/python -m tools.teaching student $(if $(CLASS),--class '$(CLASS)') $(CHAPTER)

teacher: .venv/ready ## write _build/teacher: the same with the solutions (CHAPTER=05; CLASS=https://…)
	@$(BIN)/python -m tools.teaching teacher $(if $(CLASS),--class '$(CLASS)') $(CHAPTER)

pdf: .venv/ready ## the book in one PDF, or one chapter (CHAPTER=05)
	@$(BIN)/python -m tools.book.pdf $(CHAPTER)

zip: .venv/ready ## the book as one file for reading offline
	@$(BIN)/python -m tools.book.zip

clean: ## remove what was built (not .venv)
	rm -rf _build
