"""Rules on what a notebook says."""

import re
from collections.abc import Iterator

from tools.notebooks import tags
from tools.rules.base import Found, Notebook, rule

SECTIONS = ("What you have learnt", "Check yourself", "Exercises", "Sources")
QUESTIONS = SOLUTIONS = 3  # at least
HIDDEN = {"cellView": "form", "jupyter": {"source_hidden": True}}
BIBLIOGRAPHY = "book/references.bib"


@rule("NB001", "title")
def title(notebook: Notebook) -> Iterator[str]:
    """The first cell begins with a title."""
    if not notebook.node.cells or not notebook.node.cells[0].source.startswith("# "):
        yield "the first cell does not begin with a title"


@rule("NB002", "colab-badge")
def colab_badge(notebook: Notebook) -> Iterator[str]:
    """A badge in the first cell opens this notebook in Colab."""
    first = notebook.node.cells[0].source if notebook.node.cells else ""
    opened = re.findall(r"\(https://colab\.research\.google\.com/github/[^/]+/[^/]+/blob/[^/]+/([^)]*)\)", first)
    if opened != [notebook.place]:
        yield f"the Colab badge opens {', '.join(opened) or 'nothing'}, not {notebook.place}"


@rule("NB003", "no-myst")
def no_myst(notebook: Notebook) -> Iterator[str]:
    """No MyST syntax: it shows as raw text in Colab. Call-outs are block quotes, citations are ordinary links."""
    if found := re.search(r"^(:::|```\{)|\{(?:doc|ref|cite|term)[^}]*\}`", notebook.prose, re.MULTILINE):
        yield f"MyST syntax, which shows as raw text in Colab: {found[0]!r}"


@rule("NB004", "sections", "chapter")
def sections(notebook: Notebook) -> Iterator[str]:
    """A chapter ends with What you have learnt, Check yourself, Exercises and Sources."""
    for section in SECTIONS:
        if not re.search(rf"^## {section}$", notebook.prose, re.MULTILINE):
            yield f"no section '## {section}'"


@rule("NB005", "questions", "chapter")
def questions(notebook: Notebook) -> Iterator[str]:
    """Three questions at least have an answer in <details>."""
    if (count := notebook.prose.count("<details")) < QUESTIONS:
        yield f"{count} questions with an answer in <details>, {QUESTIONS} at least"


@rule("NB006", "solutions", "chapter")
def solutions(notebook: Notebook) -> Iterator[str]:
    """Three exercises at least have an executed solution, a cell that begins with '# @title Solution'."""
    if (count := len(_solutions(notebook))) < SOLUTIONS:
        yield f"{count} executed solutions, {SOLUTIONS} at least"


@rule("NB007", "hidden-solutions", "chapter")
def hidden_solutions(notebook: Notebook) -> Iterator[str]:
    """Each solution is hidden in all three places: book, Colab, Jupyter."""
    for cell in _solutions(notebook):
        if "hide-cell" not in tags(cell) or any(cell.metadata.get(k) != v for k, v in HIDDEN.items()):
            first = cell.source.splitlines()[0]
            yield f"{first!r} is not hidden everywhere (tag hide-cell, cellView form, jupyter.source_hidden)"


def _solutions(notebook: Notebook) -> list:
    return [cell for cell in notebook.code if cell.source.startswith("# @title Solution")]


@rule("NB008", "bibliography", "chapter")
def bibliography(notebook: Notebook) -> Iterator[Found]:
    """Each source that the last cell names by its key is in the bibliography."""
    path = notebook.root / BIBLIOGRAPHY
    entries = re.findall(r"^@\w+\{(\w+),", path.read_text(encoding="utf-8") if path.exists() else "", re.MULTILINE)
    last = notebook.node.cells[-1].source if notebook.node.cells else ""
    for key in re.findall(r"`([a-z]+\d{4}[a-z]*)`", last):
        if key not in entries:
            yield Found(BIBLIOGRAPHY, f"no entry {key!r}, which is a source of {notebook.name}")
