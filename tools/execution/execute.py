"""Execute one notebook in a process of its own, within limits, and say how it ended."""

import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from tools.execution.limits import Limits, watch
from tools.execution.threads import divided
from tools.notebooks import ROOT, records


@dataclass
class Outcome:
    """How the run of one notebook ended: ``error`` is None when it passed."""

    name: str
    seconds: float
    peak_gib: float
    error: str | None = None
    records: list[dict] = field(default_factory=list)


def outcome_of(name: str, call: Callable[[], Outcome]) -> Outcome:
    """Return what ``call`` returns, and any error in it as the outcome of this one notebook."""
    start = time.monotonic()
    try:
        return call()
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        text = f"{type(error).__name__}: {error} ({Path(where.filename).name}, line {where.lineno})"
        return Outcome(name, time.monotonic() - start, 0.0, text)


@dataclass
class Told:
    """What the process of one notebook has said so far, in lines of JSON."""

    progress: Callable[[int, int], None]  # called with the number of cells done and in all
    done: int = 0
    cells: int = 0
    running: str | None = None  # first line of the cell that runs
    error: str | None = None

    def hear(self, line: str) -> None:
        """Take in one event."""
        for key, value in json.loads(line).items():
            setattr(self, key, value)
        self.progress(self.done, self.cells)

    def explain(self, reason: str | None) -> str | None:
        """Return the error of the notebook, or ``reason`` with the cell that it struck."""
        if self.error or reason is None:
            return self.error
        return f"cell {self.running!r}: {reason}" if self.running else reason


def execute(
    name: str,
    source: Path,
    target: Path,
    parameters: dict[str, object],
    *,
    data: str,
    limits: Limits,
    jobs: int = 1,
    environment: Mapping[str, str] | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    stop: threading.Event | None = None,
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
    limits
        What it may take.
    jobs
        How many notebooks run at the same time: each gets its share of the cores.
    environment
        Environment variables that it gets beside those of this process.
    progress
        Called with the number of code cells done and in all.
    stop
        Ends the run when it is set.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    log, told = target.with_suffix(".log"), Told(progress)
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    ended = watch(
        [sys.executable, "-m", "tools.execution.child", str(source), str(target), json.dumps(parameters)],
        environment=divided(jobs) | os.environ | {"NNUTILS_DATA": data, "PYTHONPATH": path} | dict(environment or {}),
        folder=ROOT,
        log=log,
        limits=limits,
        stop=stop or threading.Event(),
        heard=told.hear,
    )
    outcome = Outcome(name, ended.seconds, ended.peak_gib)
    if ended.stopped or ended.status:
        outcome.error = told.explain(ended.stopped or f"its process ended with status {ended.status}; see {log}")
    else:
        outcome.records = records(nbformat.read(target, as_version=4))
    return outcome
