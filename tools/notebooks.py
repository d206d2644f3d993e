"""Notebooks as files: where they are, their order, their parameters. Nothing here executes a cell."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from nbformat import NotebookNode

from nnutils.results import MIME

ROOT = Path(__file__).resolve().parents[1]
# Where notebooks are registered.
FAST, TOC, ABOUT = "notebooks/fast.yml", "_toc.yml", "book/_data/chapters.yml"
DRAWING = re.compile(r'<svg [^>]*data-drawing="(\w+)"')  # how a stored drawing names itself
FIGURE_LIMIT = 200_000  # characters of Base64: 150 kB


def read_yaml(root: Path, file: str) -> Any:
    """Return what a YAML file of the course holds.

    Raises
    ------
    ValueError
        If it is no YAML; the message names the file.
    """
    try:
        return yaml.safe_load((root / file).read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"{file} can't be read: {error}") from None


def listed(root: Path = ROOT) -> list[str]:
    """Return the pages of the book in the order of ``_toc.yml``, which alone says it; none without that file."""

    def pages(value: Any) -> Iterator[str]:
        if isinstance(value, list):
            for item in value:
                yield from pages(item)
        elif isinstance(value, dict):
            for key, item in value.items():
                if key in ("root", "file"):
                    yield item
                else:
                    yield from pages(item)

    return list(pages(read_yaml(root, TOC))) if (root / TOC).exists() else []


def chapters(root: Path = ROOT) -> dict[str, Path]:
    """Return the executed notebooks of the course in the book's order: each chapter by its name, and the errata.

    Raises
    ------
    FileNotFoundError
        If there is none.
    """
    found = sorted((root / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    if not found:
        raise FileNotFoundError(f"no notebook in {root / 'notebooks'}")
    if (errata := root / "book" / "errata.ipynb").exists():
        found.append(errata)
    order = {page: number for number, page in enumerate(listed(root))}

    def place(path: Path) -> float:
        return order.get(path.relative_to(root).with_suffix("").as_posix(), float("inf"))

    return {path.stem: path for path in sorted(found, key=place)}


def select(wanted: list[str], root: Path = ROOT) -> dict[str, Path]:
    """Return the chapters that ``wanted`` names, by number (``5``, ``05``), name (``05_mnist_cnn``) or part of it.

    Raises
    ------
    ValueError
        If a word names no chapter.
    """
    every = chapters(root)
    if not wanted:
        return every
    chosen: dict[str, Path] = {}
    for word in wanted:
        start = f"{int(word):02d}_" if word.isdigit() else None
        hits = {n: p for n, p in every.items() if (n.startswith(start) if start else word in n)}
        if not hits:
            raise ValueError(f"no chapter {word!r}; there are {', '.join(every)}")
        chosen |= hits
    return {name: path for name, path in every.items() if name in chosen}


def fast_parameters(root: Path = ROOT) -> dict[str, dict]:
    """Return each notebook's reduced parameters from ``notebooks/fast.yml``, with the common ones merged in.

    Raises
    ------
    ValueError
        If the file can't be read, or lacks the entry of the common ones.
    """
    entries = read_yaml(root, FAST)
    if not isinstance(entries, dict) or "all" not in entries:
        raise ValueError(f"{FAST} has no entry 'all', the parameters of every notebook")
    common = entries.pop("all")
    return {name: common | (own or {}) for name, own in entries.items()}


def parameters_of(notebook: NotebookNode) -> dict[str, object]:
    """Return what the cell tagged ``parameters`` assigns.

    Raises
    ------
    ValueError
        If there is not exactly one such cell, or it holds anything but assignments of literals.
    """
    tagged = [cell for cell in notebook.cells if "parameters" in tags(cell)]
    if len(tagged) != 1:
        raise ValueError(f"{len(tagged)} cells are tagged 'parameters', there must be one")
    values = {}
    for statement in ast.parse(tagged[0].source).body:
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            raise ValueError(f"parameters cell: {ast.unparse(statement)!r} is not an assignment of one name")
        try:
            values[ast.unparse(statement.targets[0])] = ast.literal_eval(statement.value)
        except ValueError:
            raise ValueError(f"parameters cell: {ast.unparse(statement)!r} is not a literal") from None
    return values


def with_parameters(path: Path, parameters: dict[str, object]) -> NotebookNode:
    """Return a notebook with parameters injected after its own, as papermill does it; stored outputs stay.

    Whatever runs with other parameters than its own, reduced or to be published, gets them here.
    """
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    return parameterize_notebook(load_notebook_node(str(path)), parameters)


def tags(cell: NotebookNode) -> list[str]:
    """Return a cell's tags."""
    return cell.metadata.get("tags", [])


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the code cells that hold code."""
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def clear_outputs(notebook: NotebookNode) -> None:
    """Take away what running left in a notebook's cells: outputs and counts."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


def records(notebook: NotebookNode) -> list[dict]:
    """Return what ``nnutils.results.record`` left in a notebook's outputs."""
    outputs = (output for cell in code_cells(notebook) for output in cell.outputs)
    return [output.data[MIME] for output in outputs if MIME in output.get("data", {})]
