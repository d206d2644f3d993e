"""Rules on a notebook's code."""

import re
from collections.abc import Iterator

from tools.notebooks import FAST, parameters_of, records, tags
from tools.rules.base import Found, Notebook, rule


@rule("NB101", "parameters-cell")
def parameters_cell(notebook: Notebook) -> Iterator[str]:
    """One cell is tagged 'parameters' and holds only assignments of literals."""
    try:
        parameters_of(notebook.node)
    except ValueError as error:
        yield str(error)


@rule("NB102", "reduced-parameters")
def reduced_parameters(notebook: Notebook) -> Iterator[Found]:
    """Each key of its entry in fast.yml stands in the parameters cell: papermill injects others in vain."""
    if notebook.parameters is not None:
        for key in sorted((notebook.reduced or {}).keys() - notebook.parameters.keys()):
            yield Found(FAST, f"{notebook.name} sets {key!r}, which the parameters cell lacks")


@rule("NB103", "full-run")
def full_run(notebook: Notebook) -> Iterator[str]:
    """The parameters cell says full_run = True."""
    if notebook.parameters is not None and notebook.parameters.get("full_run") is not True:
        yield "the parameters cell does not say full_run = True"


@rule("NB104", "nnutils-first")
def nnutils_first(notebook: Notebook) -> Iterator[str]:
    """The set-up cell imports nnutils before the others, followed by '# isort: split'."""
    first = notebook.code[0].source if notebook.code else ""
    if not re.search(r"^from nnutils import .*\n\n# isort: split", first, re.MULTILINE):
        yield "the set-up cell does not import nnutils before the others, followed by '# isort: split'"


@rule("NB105", "one-seed")
def one_seed(notebook: Notebook) -> Iterator[str]:
    """The set-up cell sets one seed."""
    count = (notebook.code[0].source if notebook.code else "").count("set_random_seed(")
    if count != 1:
        yield f"the set-up cell sets {count} seeds, there must be one"


@rule("NB106", "no-skips")
def no_skips(notebook: Notebook) -> Iterator[str]:
    """No cell is left out when the tests run the notebook."""
    for cell in notebook.code:
        if found := re.search("nbval-skip|NBVAL_SKIP", f"{tags(cell)} {cell.source}"):
            yield f"cell {cell.execution_count}: {found[0]}"


@rule("NB107", "no-glue")
def no_glue(notebook: Notebook) -> Iterator[str]:
    """No code that runs in the book alone: myst_nb is not there in Colab."""
    for cell in notebook.code:
        if "myst_nb" in cell.source:
            yield f"cell {cell.execution_count}: myst_nb"


@rule("NB108", "asserted-claim")
def asserted_claim(notebook: Notebook) -> Iterator[str]:
    """At least one claim is asserted."""
    source = "\n".join(cell.source for cell in notebook.code)
    if not re.search(r"^\s*(assert |np\.testing\.assert)", source, re.MULTILINE):
        yield "no asserted claim"


@rule("NB109", "recorded-result", "chapter")
def recorded_result(notebook: Notebook) -> Iterator[str]:
    """A chapter records a result with results.record(…)."""
    if not records(notebook.node):
        yield "no recorded result"
