"""Execute chapters: ``python -m tools.execution.run [--full] [CHAPTER …]``, what ``make run`` calls.

A reduced run (few epochs, embedded data) shows that every chapter works; its notebooks stay below ``_build/``. A full
run publishes: it executes on real data and replaces the stored notebook, if every cell and every check of it passed.
"""

import argparse
import base64
import io
import json
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import nbformat
import numpy as np
import psutil
from filelock import FileLock, Timeout
from nbformat import NotebookNode
from PIL import Image
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tools.notebooks import FIGURE_LIMIT, ROOT, check, code_cells, fast_parameters, records, select, tags

STAMPED = ("tensorflow", "keras", "numpy", "scikit-learn", "matplotlib")
GIB = 2**30


@dataclass
class Outcome:
    """How the run of one notebook ended: ``error`` is None when it passed."""

    name: str
    seconds: float
    peak_gib: float
    error: str | None = None
    records: list[dict] = field(default_factory=list)


def execute(
    name: str,
    source: Path,
    target: Path,
    parameters: dict[str, object],
    *,
    data: str,
    time_limit: float,
    memory_limit: float,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Outcome:
    """Execute a notebook in a process of its own, within limits.

    Parameters
    ----------
    name, source, target
        The chapter, its notebook, and where the executed one goes.
    parameters
        What is injected after the cell tagged ``parameters``.
    data
        Value of ``NNUTILS_DATA``.
    time_limit
        In seconds.
    memory_limit
        In GiB, resident, over all the processes of the run.
    progress
        Called with the number of cells done and in all.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    log = target.with_suffix(".log")
    command = [sys.executable, "-m", "tools.execution.execute", str(source), str(target), json.dumps(parameters)]
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    environment = os.environ | {"NNUTILS_DATA": data, "PYTHONPATH": path}
    start, peak, stopped = time.monotonic(), 0.0, None
    with log.open("w") as stderr:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=stderr, stderr=stderr)
        try:
            while process.poll() is None:
                time.sleep(0.2)
                peak = max(peak, _resident_gib(process.pid))
                if found := re.findall(r"(\d+)/(\d+) \[", log.read_text(errors="replace")[-500:]):
                    progress(*map(int, found[-1]))
                if time.monotonic() - start > time_limit:
                    stopped = f"stopped after its time limit of {time_limit:.0f} s"
                elif peak > memory_limit:
                    stopped = f"stopped at {peak:.1f} GiB of memory, limit {memory_limit:g} GiB"
                if stopped:
                    break
        finally:
            _end(process)
    outcome = Outcome(name, time.monotonic() - start, peak)
    notebook = nbformat.read(target, as_version=4) if target.exists() else None
    if stopped or process.returncode:
        outcome.error = _explain(notebook, stopped) or f"no cell was executed; see {log}"
    else:
        outcome.records = records(notebook)
    return outcome


def _family(pid: int) -> list[psutil.Process]:
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _resident_gib(pid: int) -> float:
    total = 0
    for process in _family(pid):
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total / GIB


def _end(process: subprocess.Popen) -> None:
    for member in _family(process.pid):
        try:
            member.kill()
        except psutil.NoSuchProcess:
            continue
    process.wait()


def _explain(notebook: NotebookNode | None, stopped: str | None) -> str | None:
    """Return the cell that failed or was running, and why."""
    if notebook is None:
        return stopped
    for cell in code_cells(notebook):
        first_line = cell.source.splitlines()[0]
        for output in cell.outputs:
            if output.output_type == "error":
                return f"cell [{cell.execution_count}] {first_line!r}: {output.ename}: {output.evalue}"
        if stopped and cell.metadata.get("papermill", {}).get("status") == "running":
            return f"cell {first_line!r}: {stopped}"
    return stopped or "the kernel died"


def publish(name: str, path: Path, root: Path, **options) -> Outcome:
    """Execute a chapter in full on real data and store it, if everything in it passed; ``options`` go to `execute`.

    The stored notebook changes in one step at the very end, so an interrupted or failed run leaves it as it was.
    """
    source = path.read_bytes()
    target = root / "_build" / "full" / path.name
    outcome = execute(name, path, target, {"verbose": 2}, data="real", **options)
    if outcome.error:
        return outcome
    notebook = as_stored(nbformat.read(target, as_version=4), name=f"{path.parent.name}/{path.name}")
    nbformat.write(notebook, target)
    if findings := check(target, fast_parameters(root).get(name)):
        outcome.error = "; ".join(findings)
    elif path.read_bytes() != source:
        outcome.error = f"{path.name} was edited while it ran; run it again"
    else:
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
    joined = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined


def smaller_picture(png: str) -> tuple[str, str]:
    """Return MIME type and Base64 of a PNG in the form in which it is stored.

    A drawing gets a palette of 256 colours in place of its own, which leaves a third of its size. Where more than one
    pixel in a thousand would change by more than 8 of 255 levels, as in photographs, it stays as it was, or becomes a
    JPEG if it is too large for a page.
    """
    image = Image.open(io.BytesIO(base64.b64decode(png)))
    dpi, opaque = image.info.get("dpi", (96, 96)), image.convert("RGBA").getextrema()[3][0] == 255
    if not opaque:
        return "image/png", png
    image = image.convert("RGB")
    palette = image.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    change = np.abs(np.asarray(image, "int16") - np.asarray(palette.convert("RGB"), "int16")).max(axis=2)
    buffer = io.BytesIO()
    if np.mean(change > 8) <= 0.001:
        palette.save(buffer, "PNG", optimize=True, dpi=dpi)
        return "image/png", min(base64.b64encode(buffer.getvalue()).decode(), png, key=len)
    if len(png) > FIGURE_LIMIT:
        image.save(buffer, "JPEG", quality=85, optimize=True, dpi=dpi)
        return "image/jpeg", base64.b64encode(buffer.getvalue()).decode()
    return "image/png", png


def table(outcomes: list[Outcome]) -> Table:
    """Return the closing table: chapter, data, seconds, memory, metrics or the error."""
    grid = Table("chapter", "data", "seconds", "GiB", "metrics", title="what ran")
    for one in outcomes:
        if one.error:
            data, metrics = "", f"[bold red]FAILED[/] {_plain(one.error)}"
        else:
            data = "; ".join(dict.fromkeys(record["data"] for record in one.records)) or "–"
            metrics = "; ".join(f"{r['model']}: {r['metric']} {r['value']:.3f}" for r in one.records) or "–"
            if not all(record["evidence"] for record in one.records):
                metrics += " (reduced run: not evidence)"
            metrics = _plain(metrics)
        grid.add_row(one.name, _plain(data), f"{one.seconds:.0f}", f"{one.peak_gib:.1f}", metrics)
    return grid


def _plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text).replace("[", r"\[")


def run_all(chosen: dict[str, Path], one: Callable[..., Outcome], *, jobs: int) -> list[Outcome]:
    """Run ``one(name, path, progress=…)`` for each chapter, ``jobs`` at a time, under a progress bar."""
    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total} cells")
    with Progress(*columns, TimeElapsedColumn()) as bar, ThreadPoolExecutor(jobs) as pool:

        def run(name: str, path: Path) -> Outcome:
            task = bar.add_task(name, total=None)
            outcome = one(name, path, progress=lambda done, total: bar.update(task, completed=done, total=total))
            bar.stop_task(task)
            bar.update(task, description=f"{name} {'FAILED' if outcome.error else 'passed'}")
            return outcome

        return [future.result() for future in [pool.submit(run, *item) for item in chosen.items()]]


def main(argv: list[str] | None = None) -> int:
    """Run the chapters that the command line names; return 0 when all of them passed."""
    parser = argparse.ArgumentParser(prog="python -m tools.execution.run", description=__doc__)
    parser.add_argument("chapters", nargs="*", help="numbers or names; all when none is given")
    parser.add_argument("--full", action="store_true", help="publish: full run on real data, stored when all passed")
    parser.add_argument("--jobs", type=int, default=None, help="chapters at a time (default: cores; 1 with --full)")
    parser.add_argument("--time-limit", type=float, default=None, help="seconds for a chapter (default 300; full 2400)")
    parser.add_argument("--memory-limit", type=float, default=None, help="GiB for a chapter (default 4; full 20)")
    parser.add_argument("--root", type=Path, default=ROOT, help="folder of the course (default: this one)")
    args = parser.parse_args(argv)
    if args.jobs is not None and args.jobs < 1:
        parser.error(f"--jobs {args.jobs}: allowed is 1 or more")
    limits = {
        "time_limit": args.time_limit or (2400 if args.full else 300),
        "memory_limit": args.memory_limit or (20 if args.full else 4),
    }
    try:
        chosen = select(args.chapters, args.root)
    except (ValueError, FileNotFoundError) as error:
        parser.error(str(error))
    build = args.root / "_build"
    build.mkdir(exist_ok=True)
    if args.full:
        try:
            with FileLock(build / "publish.lock", timeout=0):
                outcomes = run_all(chosen, lambda n, p, **bar: publish(n, p, args.root, **limits, **bar), jobs=1)
        except Timeout:
            print("another publishing run is going on; its seconds would be disturbed, so this one does not start")
            return 1
    else:
        reduced = fast_parameters(args.root)

        def one(name: str, path: Path, progress: Callable[[int, int], None]) -> Outcome:
            target = build / "run" / path.name
            if name not in reduced:
                return Outcome(name, 0, 0, "no entry in notebooks/fast.yml")
            return execute(name, path, target, reduced[name], data="embedded", progress=progress, **limits)

        outcomes = run_all(chosen, one, jobs=args.jobs or os.cpu_count() or 1)
    Console(width=None if sys.stdout.isatty() else 160).print(table(outcomes))
    failed = [one.name for one in outcomes if one.error]
    where = "notebooks/" if args.full else "_build/run/"
    print(f"{len(outcomes) - len(failed)} of {len(outcomes)} passed; executed notebooks: {where}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
