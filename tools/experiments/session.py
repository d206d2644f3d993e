"""One run of ``make experiment``: which points are left, the progress bar, and what is said at the end."""

from __future__ import annotations

import math
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from tools.experiments import engine
from tools.experiments.cells import changes
from tools.experiments.estimate import duration, model
from tools.experiments.grid import Point
from tools.experiments.store import Table, TableError, key
from tools.notebooks import ROOT

SAY_EACH = 60  # seconds between two lines where there is no terminal for a bar


class Session:
    """A table that is to be computed.

    Parameters
    ----------
    table, work
        The table, and what computes its points.
    order
        The points to compute, the first first.
    root
        Folder of the course.
    """

    def __init__(self, table: Table, work: engine.Work, order: Sequence[Point], root: Path = ROOT) -> None:
        self.table, self.work, self.order, self.root = table, work, order, root

    def load(self) -> None:
        """Read what is finished.

        Raises
        ------
        TableError
            If it was computed with other cells.
        """
        stored = self.table.load()
        if stored and (changed := changes(stored.get("cells", {}), self.table.provenance["cells"])):
            raise TableError(
                f"the cells have changed since the table was computed: {'; '.join(changed)}. "
                "RESTART=1 computes all of it anew; git has the cells as they were"
            )

    def run(self, cluster: engine.Cluster, *, retry: bool, restart: bool, points: int | None = None) -> int:
        """Compute what is left, or some points of it; return 0 if none of them failed, 130 if interrupted.

        Raises
        ------
        EngineError, TableError
            If it can't be computed, or not to the end.
        """
        with self.table.locked():
            if restart:
                self._put_aside()
            else:
                self.load()
            todo = self.table.todo(self.order, retry)[:points]
            if not todo:
                print(f"Nothing is left to compute. {self._state()}")
                self.table.write()
                return int(bool(self.table.failed))
            try:
                self._compute(cluster, todo)
            except KeyboardInterrupt:
                print(f"Interrupted. {self._state()}")
                return 130
            except engine.EngineError as error:
                raise engine.EngineError(f"{error}. {self._state()}") from None
            print(self._state())
            return int(bool({key(one) for one in todo} & set(self.table.failed)))

    def _compute(self, cluster: engine.Cluster, todo: Sequence[Point]) -> None:
        left = {key(point): point for point in todo}
        client_of, bar = cluster.client(self.work.build), _bar(self.table.name, len(todo))
        with _interrupts() as stop, client_of as client, bar as show:

            def finished(point: Point, answer: dict[str, Any], at_a_time: int) -> None:
                about = answer.get("computer", {}).get("description")
                if about is not None:
                    about["threads"] = cluster.threads
                self.table.add(point, answer)
                del left[key(point)]
                show(len(todo) - len(left), self.seconds(list(left.values())) / at_a_time)

            engine.run(self.work, todo, client, threads=cluster.threads, finished=finished, stop=stop)

    def seconds(self, points: Sequence[Point]) -> float:
        """Estimate the seconds of points from the finished ones, as if computed one after the other.

        Without a finished one that has figures it is not a number.
        """
        done = [one for one in self.table.order if (row := self.table.rows.get(key(one))) and not row["error"]]
        if not points:
            return 0.0
        if not done:
            return math.nan
        seconds = model(done, [float(self.table.rows[key(one)]["seconds"]) for one in done])
        return sum(map(seconds, points))

    def _state(self) -> str:
        left = len(self.table.todo(self.order))
        again = f" {left} are left: the same command goes on." if left else ""
        return f"{self.table.path.name} has {len(self.table.rows)} points.{again} {self._failures()}".strip()

    def _failures(self) -> str:
        if not (failed := len(self.table.failed)):
            return ""
        return f"{failed} failed (column error; tracebacks in _build/experiments): RETRY=1 computes them again."

    def _put_aside(self) -> None:
        aside = self.work.build / f"aside-{time.strftime('%Y%m%d-%H%M%S')}"
        for path in (self.table.path, self.table.path.with_suffix(".yml")):
            if path.exists():
                aside.mkdir(parents=True, exist_ok=True)
                shutil.move(path, aside / path.name)
                print(f"{path.name} was moved to {aside.relative_to(self.root)}")


@contextmanager
def _interrupts() -> Iterator[threading.Event]:
    """Let Ctrl-C set an event: an exception in the midst of Dask's or our own writing would leave a mess behind.

    A second Ctrl-C is an exception as ever.
    """
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def note(*_: object) -> None:
        stop.set()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def _left(seconds: float) -> str:
    return "time left unknown" if math.isnan(seconds) else f"about {duration(seconds)} left"


@contextmanager
def _bar(name: str, total: int) -> Iterator[Any]:
    """Show how far a run is: as a bar on a terminal, else as a line now and then."""
    console = Console()
    if not console.is_terminal:
        last = time.monotonic()

        def line(done: int, seconds_left: float) -> None:
            nonlocal last
            if done == total or time.monotonic() - last > SAY_EACH:
                last = time.monotonic()
                print(f"{name}: {done} of {total} points, {_left(seconds_left)}", flush=True)

        yield line
        return
    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total} points")
    with Progress(*columns, TimeElapsedColumn(), TextColumn("{task.fields[left]}"), console=console) as bar:
        task = bar.add_task(name, total=total, left="")

        def move(done: int, seconds_left: float) -> None:
            bar.update(task, completed=done, left=_left(seconds_left))

        yield move
        sys.stdout.flush()
