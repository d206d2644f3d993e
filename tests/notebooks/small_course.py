"""A small course whose chapters need no TensorFlow, and the commands that run it."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import psutil
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools.notebooks import ROOT

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
HIDDEN = {"tags": ["hide-cell"], "cellView": "form", "jupyter": {"source_hidden": True}}
RECORD = """\
class Record(dict):
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": "a record", "application/vnd.nnutils.result+json": dict(self)}

Record(model="m", data="d", metric="accuracy", value=0.5, sd=None, parameters=1,
       baseline=None, baseline_value=None, printed=None, evidence=full_run)"""
WAITS = "from pathlib import Path\nimport time\nPath('waits').touch()\ntime.sleep(600)"


def a_chapter(*extra: str) -> nbformat.NotebookNode:
    """Return a chapter that keeps every rule, with ``extra`` code cells."""
    text = (
        "## What you have learnt\n\n## Check yourself\n"
        + "<details><summary>Answer</summary>x</details>\n" * 3
        + "\n## Exercises\n\n## Sources\n"
    )
    cells = [
        new_markdown_cell(
            "# 07 · A chapter\n\n[badge](https://colab.research.google.com/github/a/b/blob/main/notebooks/NN_slug.ipynb)"
        ),
        new_code_cell(
            "set_random_seed = abs\nimport sys\nsys.modules['nnutils'] = sys\n"
            "from nnutils import path\n\n# isort: split\nset_random_seed(1)"
        ),
        new_code_cell("full_run = True\nepochs = 3\nverbose = 1", metadata={"tags": ["parameters"]}),
        new_code_cell("print('one')\nassert epochs == 3 or not full_run"),
        *map(new_code_cell, extra),
        new_code_cell(RECORD),
        new_markdown_cell(text),
        *[new_code_cell("# @title Solution\nprint(2)", metadata=HIDDEN) for _ in range(3)],
    ]
    return new_notebook(cells=cells, metadata=KERNEL)


def make_course(folder: Path, **notebooks: nbformat.NotebookNode) -> Path:
    """Write chapters, whose names are given with a leading underscore, and their ``fast.yml`` into a folder."""
    (folder / "notebooks").mkdir()
    entries: dict = {"all": {"full_run": False, "verbose": 0}}
    for name, notebook in notebooks.items():
        notebook.cells[0].source = notebook.cells[0].source.replace("NN_slug", name[1:])
        nbformat.write(notebook, folder / "notebooks" / f"{name[1:]}.ipynb")
        entries[name[1:]] = {"epochs": 1}
    (folder / "notebooks" / "fast.yml").write_text(json.dumps(entries))
    return folder


def stored(root: Path) -> dict[str, bytes]:
    """Return the bytes of each stored notebook."""
    return {path.name: path.read_bytes() for path in (root / "notebooks").glob("*.ipynb")}


def start(root: Path, *arguments: str) -> subprocess.Popen:
    """Start a run as a terminal does: in a process group that hears Ctrl-C."""
    command = [sys.executable, "-m", "tools.execution.run", "--root", str(root), *arguments]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        # What a shell starts in the background, such as these tests, may ignore the signal, and so would its children.
        preexec_fn=None if sys.platform == "win32" else lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def run(root: Path, *arguments: str) -> tuple[int, str]:
    """Return the exit status of a run and what it printed, with spaces for line ends and borders."""
    process = start(root, *arguments)
    printed, _ = process.communicate(timeout=240)
    return process.returncode, printed


def words(printed: str) -> str:
    """Return a printed table as one line."""
    return " ".join(printed.replace("│", " ").split())


def wait_until(condition: Callable[[], object], what: str, seconds: float = 120) -> None:
    """Wait until a condition holds; fail with ``what`` is missing when it never does."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"after {seconds:.0f} s: {what}"
        time.sleep(0.05)


def family(process: subprocess.Popen) -> list[psutil.Process]:
    """Return what a process has started, directly or not."""
    return psutil.Process(process.pid).children(recursive=True)


def assert_gone(processes: list[psutil.Process]) -> None:
    """Fail if a process still runs."""
    _, alive = psutil.wait_procs(processes, timeout=20)
    assert not alive, "an orphan goes on computing"
