"""Rules on what is stored: the outputs of one publishing run, clean and small."""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from tools.notebooks import FIGURE_LIMIT, records
from tools.rules.base import Notebook, rule
from tools.testing.masking import needless

FILE_LIMIT = 1_000_000  # bytes
ALT_TEXT = 15  # characters at least


@rule("NB201", "counts")
def counts(notebook: Notebook) -> Iterator[str]:
    """Execution counts are 1, 2, 3, …: all outputs come from one run."""
    if [cell.execution_count for cell in notebook.code] != list(range(1, len(notebook.code) + 1)):
        yield "execution counts are not 1, 2, 3, …: not stored from one run"


@rule("NB202", "no-error")
def no_error(notebook: Notebook) -> Iterator[str]:
    """No error output is stored."""
    for cell in notebook.code:
        if any(output.output_type == "error" for output in cell.outputs):
            yield f"{where(cell)}: an error output"


@rule("NB203", "no-stderr")
def no_stderr(notebook: Notebook) -> Iterator[str]:
    """Nothing is stored that was written to stderr."""
    for cell in notebook.code:
        if any(output.get("name") == "stderr" for output in cell.outputs):
            yield f"{where(cell)}: output on stderr"


@rule("NB204", "no-progress-bar")
def no_progress_bar(notebook: Notebook) -> Iterator[str]:
    """No backspaces or carriage returns of a progress bar are stored."""
    yield from _debris(notebook, r"[\x08\r]", "a progress bar's backspaces")


@rule("NB205", "no-terminal-codes")
def no_terminal_codes(notebook: Notebook) -> Iterator[str]:
    """No codes for a terminal are stored."""
    yield from _debris(notebook, r"\x1b\[", "terminal codes")


@rule("NB206", "no-warning")
def no_warning(notebook: Notebook) -> Iterator[str]:
    """No warning is stored."""
    yield from _debris(notebook, r"Warning\b|\bWARNING\b", "a warning")


@rule("NB207", "no-local-path")
def no_local_path(notebook: Notebook) -> Iterator[str]:
    """No path of the machine that published is stored."""
    roots = r"(?<![\w/.:])/(?:home|root|work|tmp|Users|usr|var|content)/|\b[A-Z]:\\\\"
    yield from _debris(notebook, roots, "a local path")


@rule("NB208", "alt-text")
def alt_text(notebook: Notebook) -> Iterator[str]:
    """Each figure cell has alt text that says what the figure shows."""
    for cell in notebook.code:
        if _figures(cell) and len(cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")) < ALT_TEXT:
            yield f"{where(cell)}: a figure without alt text (metadata mystnb.image.alt)"


@rule("NB209", "figure-size")
def figure_size(notebook: Notebook) -> Iterator[str]:
    """A figure has at most 150 kB."""
    for cell in notebook.code:
        for figure in _figures(cell):
            if len(figure) > FIGURE_LIMIT:
                yield f"{where(cell)}: a figure of {len(figure) * 3 // 4000} kB, {FIGURE_LIMIT * 3 // 4000} at most"


@rule("NB210", "provenance")
def provenance(notebook: Notebook) -> Iterator[str]:
    """It tells the publishing run that it comes from."""
    if not notebook.node.metadata.get("papermill", {}).get("duration"):
        yield "no provenance of a publishing run (papermill metadata): run 'make run FULL=1 CHAPTER=…'"


@rule("NB211", "kernel")
def kernel(notebook: Notebook) -> Iterator[str]:
    """Its kernel is named python3, which exists everywhere."""
    if (name := notebook.node.metadata.get("kernelspec", {}).get("name")) != "python3":
        yield f"the kernel is named {name!r}, not 'python3'"


@rule("NB212", "file-size")
def file_size(notebook: Notebook) -> Iterator[str]:
    """The file has at most 1 MB."""
    if (size := notebook.path.stat().st_size) > FILE_LIMIT:
        yield f"file of {size / 1e6:.1f} MB, {FILE_LIMIT / 1e6:.0f} at most"


@rule("NB213", "evidence")
def evidence(notebook: Notebook) -> Iterator[str]:
    """Each recorded result is evidence: of a full run on real data."""
    for record in records(notebook.node):
        if record["evidence"] is not True:
            yield f"{record['model']}, {record['metric']}: a recorded result without evidence"


@rule("NB214", "no-object")
def no_object(notebook: Notebook) -> Iterator[str]:
    """No cell ends with a tensor or an address in memory: digits without a format differ from machine to machine."""
    for cell in notebook.code:
        for output in cell.outputs:
            shown = output.get("data", {})
            if set(shown) == {"text/plain"} and (found := re.match(r"<tf\.|<.* at 0x", shown["text/plain"])):
                yield f"{where(cell)}: its last line shows {found[0]}…, end it with a semicolon or print what matters"


@rule("NB215", "needless-tag")
def needless_tag(notebook: Notebook) -> Iterator[str]:
    """A cell has a tag by which less of its outputs is compared only where that makes a difference."""
    for cell in notebook.code:
        if why := needless(cell):
            yield f"{where(cell)}: {why}"


def where(cell: NotebookNode) -> str:
    """Return how a message names a cell."""
    return f"cell {cell.execution_count}"


def _figures(cell: NotebookNode) -> list[str]:
    return [v for o in cell.outputs for k, v in o.get("data", {}).items() if k in ("image/png", "image/jpeg")]


def _debris(notebook: Notebook, pattern: str, what: str) -> Iterator[str]:
    for cell in notebook.code:
        if re.search(pattern, "\n".join(_texts(cell))):
            yield f"{where(cell)}: {what} in the output"


def _texts(cell: NotebookNode) -> Iterator[str]:
    for output in cell.outputs:
        yield from (output[key] for key in ("text", "evalue") if key in output)
        yield from (text for kind, text in output.get("data", {}).items() if kind.startswith("text/"))
