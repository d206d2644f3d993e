"""Notebooks as files: where they are, their reduced parameters, their rules. Nothing here executes a cell."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import yaml
from nbformat import NotebookNode

from nnutils.results import MIME

ROOT = Path(__file__).resolve().parents[1]
FAST = "notebooks/fast.yml"
SECTIONS = ("What you have learnt", "Check yourself", "Exercises", "Sources")
HIDDEN = {"cellView": "form", "jupyter": {"source_hidden": True}}


def chapters(root: Path = ROOT) -> dict[str, Path]:
    """Return the executed notebooks of the course: each chapter by its name, and the errata.

    Raises
    ------
    FileNotFoundError
        If there is none.
    """
    found = {path.stem: path for path in sorted((root / "notebooks").glob("[0-9][0-9]_*.ipynb"))}
    if (errata := root / "book" / "errata.ipynb").exists():
        found["errata"] = errata
    if not found:
        raise FileNotFoundError(f"no notebook in {root / 'notebooks'}")
    return found


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
    chosen = {}
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
    try:
        entries = yaml.safe_load((root / FAST).read_text(encoding="utf-8"))
        common = entries.pop("all")
    except (yaml.YAMLError, AttributeError) as error:
        raise ValueError(f"{FAST} can't be read: {error}") from None
    except KeyError:
        raise ValueError(f"{FAST} has no entry 'all', the parameters of every notebook") from None
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


def records(notebook: NotebookNode) -> list[dict]:
    """Return what ``nnutils.results.record`` left in a notebook's outputs."""
    outputs = (output for cell in code_cells(notebook) for output in cell.outputs)
    return [output.data[MIME] for output in outputs if MIME in output.get("data", {})]


def check(path: Path, parameters: dict[str, object] | None) -> list[str]:
    """Return what a stored notebook breaks of the rules in CONTRIBUTING.md, a sentence each.

    Parameters
    ----------
    path
        The notebook.
    parameters
        Its entry in ``fast.yml``, or None when it has none.
    """
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except Exception as error:  # whatever is wrong with the file, it is a finding and not a crash
        return [f"can't be read: {error}"]
    return [
        *_check_text(notebook),
        *_check_code(notebook, parameters),
        *_check_stored(notebook, path),
        *(_check_chapter(notebook) if re.match(r"\d\d_", path.stem) else ()),
    ]


def _check_text(notebook: NotebookNode) -> Iterator[str]:
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    if not notebook.cells or not notebook.cells[0].source.startswith("# "):
        yield "the first cell does not begin with a title"
    if "colab.research.google.com" not in prose:
        yield "no Colab badge"
    if re.search(r"^(:::|```\{)|\{(?:doc|ref|cite|term)[^}]*\}`", prose, re.M):
        yield "MyST syntax, which shows as raw text in Colab"


def _check_code(notebook: NotebookNode, parameters: dict[str, object] | None) -> Iterator[str]:
    code = code_cells(notebook)
    source = "\n".join(cell.source for cell in code)
    try:
        known = parameters_of(notebook)
    except ValueError as error:
        yield str(error)
    else:
        if parameters is None:
            yield "no entry in notebooks/fast.yml"
        else:
            yield from (f"fast.yml sets {key!r}, which the parameters cell lacks" for key in parameters.keys() - known)
        if known.get("full_run") is not True:
            yield "the parameters cell does not say full_run = True"
    if not code or not re.search(r"^from nnutils import .*\n\n# isort: split", code[0].source, re.M):
        yield "the set-up cell does not import nnutils before the others, followed by '# isort: split'"
    if len(re.findall(r"set_random_seed\(", code[0].source if code else "")) != 1:
        yield "the set-up cell does not set one seed"
    if re.search(r"myst_nb|nbval-skip|NBVAL_SKIP", source + str([tags(cell) for cell in code])):
        yield "myst_nb or nbval-skip"
    if not re.search(r"^\s*(assert |np\.testing\.assert)", source, re.M):
        yield "no asserted claim"


def _check_chapter(notebook: NotebookNode) -> Iterator[str]:
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    for section in SECTIONS:
        if not re.search(rf"^## {section}$", prose, re.M):
            yield f"no section '## {section}'"
    if (questions := prose.count("<details")) < 3:
        yield f"{questions} questions with an answer in <details>, 3 at least"
    solutions = [cell for cell in code_cells(notebook) if cell.source.startswith("# @title Solution")]
    if len(solutions) < 3:
        yield f"{len(solutions)} executed solutions, 3 at least"
    for cell in solutions:
        if "hide-cell" not in tags(cell) or any(cell.metadata.get(k) != v for k, v in HIDDEN.items()):
            yield "a solution that is not hidden everywhere (tag hide-cell, cellView form, jupyter.source_hidden)"
    if not records(notebook):
        yield "no recorded result"


FIGURE_LIMIT = 200_000  # characters of Base64: 150 kB
DEBRIS = {
    r"[\x08\r]": "a progress bar's backspaces",
    r"\x1b\[": "terminal codes",
    r"Warning\b|\bWARNING\b": "a warning",
    r"(?<![\w/.:])/(?:home|root|work|tmp|Users|usr|var|content)/|\b[A-Z]:\\\\": "a local path",
}


def _check_stored(notebook: NotebookNode, path: Path) -> Iterator[str]:
    code = code_cells(notebook)
    if [cell.execution_count for cell in code] != list(range(1, len(code) + 1)):
        yield "execution counts are not 1, 2, 3, …: not stored from one run"
    for cell in code:
        where = f"cell {cell.execution_count}"
        if any(output.output_type == "error" for output in cell.outputs):
            yield f"{where}: an error output"
        if any(output.get("name") == "stderr" for output in cell.outputs):
            yield f"{where}: output on stderr"
        text = "\n".join(_texts(cell))
        yield from (f"{where}: {what} in the output" for pattern, what in DEBRIS.items() if re.search(pattern, text))
        images = [v for o in cell.outputs for k, v in o.get("data", {}).items() if k in ("image/png", "image/jpeg")]
        if images and len(cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")) < 15:
            yield f"{where}: a figure without alt text (metadata mystnb.image.alt)"
        too_large = [len(image) * 3 // 4000 for image in images if len(image) > FIGURE_LIMIT]
        yield from (f"{where}: a figure of {kb} kB, 150 at most" for kb in too_large)
    run = notebook.metadata.get("papermill", {})
    if not run.get("duration"):
        yield "no provenance of a publishing run (papermill metadata)"
    if notebook.metadata.get("kernelspec", {}).get("name") != "python3":
        yield "the kernel is not named python3"
    if (size := path.stat().st_size) > 1_000_000:
        yield f"file of {size / 1e6:.1f} MB, 1 at most"
    if any(record["evidence"] is not True for record in records(notebook)):
        yield "a recorded result without evidence"


def _texts(cell: NotebookNode) -> Iterator[str]:
    for output in cell.outputs:
        yield from (output[key] for key in ("text", "evalue") if key in output)
        yield from (text for kind, text in output.get("data", {}).items() if kind.startswith("text/"))
