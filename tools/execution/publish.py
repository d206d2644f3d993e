"""Publish a chapter: execute it in full on real data and replace the stored notebook. Nothing else replaces one."""

import os
import platform
import shutil
import threading
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import nbformat
from filelock import FileLock
from nbformat import NotebookNode

from nnutils.live import FOLDER as LIVE_FOLDER
from tools.execution.execute import Outcome, execute
from tools.execution.limits import Limits
from tools.execution.pictures import smaller_picture
from tools.live import MODELS
from tools.notebooks import FAST, code_cells, fast_parameters, tags
from tools.rules import check_notebook

STAMPED = ("tensorflow", "keras", "numpy", "scikit-learn", "matplotlib")


def lock(root: Path) -> FileLock:
    """Return the lock that a publishing run holds: another beside it would disturb the seconds that are published."""
    return FileLock(root / "_build" / "publish.lock", timeout=0)


def publish(
    name: str,
    path: Path,
    root: Path,
    *,
    limits: Limits,
    progress: Callable[[int, int], None] = lambda done, total: None,
    stop: threading.Event | None = None,
) -> Outcome:
    """Execute a chapter with all cores and store it, if everything in it passed; parameters are those of `execute`.

    The stored notebook changes in one step at the very end, so an interrupted or failed run leaves it as it was, and so
    do the networks that it gives to live figures (`nnutils.live.export`).
    """
    stop = stop or threading.Event()
    if name not in fast_parameters(root):  # said now rather than after the full run
        return Outcome(name, 0.0, 0.0, f"no entry in {FAST}")
    source = path.read_bytes()
    target = root / "_build" / "full" / path.name
    exported = target.with_suffix("") / "live"
    shutil.rmtree(exported, ignore_errors=True)
    outcome = execute(
        name,
        path,
        target,
        {"verbose": 2},
        data="real",
        limits=limits,
        environment={LIVE_FOLDER: str(exported)},
        progress=progress,
        stop=stop,
    )
    if outcome.error:
        return outcome
    notebook = as_stored(nbformat.read(target, as_version=4), name=f"{path.parent.name}/{path.name}")
    nbformat.write(notebook, target)
    if violations := check_notebook(target, root=root):
        outcome.error = "; ".join(map(str, violations))
    elif path.read_bytes() != source:
        outcome.error = f"{path.name} was edited while it ran; run it again"
    elif stop.is_set():
        outcome.error = "interrupted"
    else:
        for file in exported.glob("*"):
            (root / MODELS).mkdir(parents=True, exist_ok=True)
            os.replace(file, root / MODELS / file.name)
        os.replace(target, path)
    return outcome


def as_stored(notebook: NotebookNode, *, name: str) -> NotebookNode:
    """Return an executed notebook as a reader gets it: no injected cell, no clock times in cells, no paths.

    The notebook's own ``papermill`` metadata stays as provenance, with the versions that it ran with.
    """
    notebook.cells = [cell for cell in notebook.cells if "injected-parameters" not in tags(cell)]
    for number, cell in enumerate(code_cells(notebook), start=1):
        cell.execution_count = number
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = number
        cell.outputs = _joined_streams(cell.outputs)
        for data in (output.data for output in cell.outputs if "image/png" in output.get("data", {})):
            kind, picture = smaller_picture(data.pop("image/png"))
            data[kind] = picture
    for cell in notebook.cells:
        for key in ("papermill", "execution"):
            cell.metadata.pop(key, None)
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]  # papermill adds an empty list
    run = notebook.metadata.papermill
    kept = ("start_time", "end_time", "duration", "parameters", "version")
    notebook.metadata.papermill = {key: run[key] for key in kept} | {
        "input_path": name,
        "output_path": name,
        "cores": os.cpu_count(),
        "environment": {"python": platform.python_version()} | {package: version(package) for package in STAMPED},
    }
    notebook.metadata.kernelspec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return notebook


def _joined_streams(outputs: list[NotebookNode]) -> list[NotebookNode]:
    joined: list[NotebookNode] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined
