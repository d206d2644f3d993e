"""One run of ``make experiment``: which points are left, the progress bar, and what is said at the end."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from tools.experiments import engine
from tools.experiments.cells import changes
from tools.experiments.estimate import duration, model, sample
from tools.experiments.grid import Point, experiment
from tools.experiments.store import TABLES, Table, TableError, key
from tools.notebooks import ROOT

SAY_EACH = 60  # seconds between two lines where there is no terminal for a bar


class Session:
    """An experiment with its table.

    Parameters
    ----------
    name
        Of the experiment.
    root
        Folder of the course.
    notebook
        A draft from which the cells are taken.

    Raises
    ------
    CellsError, GridError
        If there is no such experiment, or its cells make no module.
    """

    def __init__(self, name: str, root: Path = ROOT, notebook: Path | None = None) -> None:
        self.root, self.experiment = root, experiment(name, root, notebook)
        made = self.experiment.module
        self.build = root / "_build" / "experiments" / name
        described = {
            "experiment": name,
            "about": self.experiment.about,
            "notebook": made.notebook,
            "function": made.function,
            "cells": dict(made.digests),
        }
        points = self.experiment.points
        self.table = Table(root / TABLES, name, list(points[0]), points, described)
        self.work = engine.Work(name, made.source, made.function, made.checkpoint, self.build, self.experiment.hours)

    def load(self) -> None:
        """Read what is finished.

        Raises
        ------
        TableError
            If it was computed with other cells.
        """
        stored = self.table.load()
        if stored and (changed := changes(stored.get("cells", {}), self.experiment.module.digests)):
            raise TableError(
                f"the cells have changed since the table was computed: {'; '.join(changed)}. "
                "RESTART=1 computes all of it anew; git has the cells as they were"
            )

    def run(self, cluster: engine.Cluster, *, points: int | None, retry: bool, restart: bool) -> int:
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
            todo = self.table.todo(self.experiment.spread(), retry)[:points]
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
        with cluster.client(self.build) as client, _bar(self.experiment.name, len(todo)) as show:

            def finished(point: Point, answer: dict[str, Any], at_a_time: int) -> None:
                about = answer.get("computer", {}).get("description")
                if about is not None:
                    about["threads"] = cluster.threads
                self.table.add(point, answer)
                del left[key(point)]
                show(len(todo) - len(left), self._seconds(list(left.values())) / at_a_time)

            engine.run(self.work, todo, client, threads=cluster.threads, finished=finished)

    def _seconds(self, points: Sequence[Point]) -> float:
        """Estimate the seconds of points from the finished ones, as if computed one after the other."""
        done = [one for one in self.table.order if (row := self.table.rows.get(key(one))) and not row["error"]]
        if not done or not points:
            return 0.0
        seconds = model(done, [float(self.table.rows[key(one)]["seconds"]) for one in done])
        return sum(map(seconds, points))

    def _state(self) -> str:
        left = len(self.table.todo(self.experiment.points))
        again = f" {left} are left: the same command goes on." if left else ""
        return f"{self.table.path.name} has {len(self.table.rows)} points.{again} {self._failures()}".strip()

    def _failures(self) -> str:
        if not (failed := len(self.table.failed)):
            return ""
        return f"{failed} failed (column error; tracebacks in _build/experiments): RETRY=1 computes them again."

    def _put_aside(self) -> None:
        aside = self.build / f"aside-{time.strftime('%Y%m%d-%H%M%S')}"
        for path in (self.table.path, self.table.path.with_suffix(".yml")):
            if path.exists():
                aside.mkdir(parents=True, exist_ok=True)
                shutil.move(path, aside / path.name)
                print(f"{path.name} was moved to {aside.relative_to(self.root)}")

    def dry(self, cluster: engine.Cluster) -> None:
        """Print the grid and an estimate of the hours, from finished points or else from timed tiny ones."""
        grid, points = self.experiment, self.experiment.points
        print(f"{grid.name}: {len(points)} points of {grid.module.function} in {grid.module.notebook}")
        for name in self.table.arguments:
            values = list(dict.fromkeys(point[name] for point in points))
            print(f"  {name:12s} {', '.join(map(str, values))}")
        self.load()
        left = self.table.todo(points)
        print(f"{len(points) - len(left)} are finished.")
        if not left:
            return
        at_a_time = cluster.workers or max(1, engine.cores() // cluster.threads)
        if len(left) < len(points):
            seconds, by = self._seconds(left), f"the {len(points) - len(left)} finished ones"
        else:
            seconds, by = self._time_tiny(cluster)
        print(
            f"The {len(left)} left would take about {duration(seconds / at_a_time)}, {at_a_time} at a time "
            f"({duration(seconds)} one after the other), judging by {by}."
        )

    def _time_tiny(self, cluster: engine.Cluster) -> tuple[float, str]:
        """Time a few points made tiny, and scale them: an upper bound where training may stop early."""
        tiny, chosen = self.experiment.tiny, sample(self.experiment.points)
        timed: list[Point] = [point | tiny for point in chosen]
        measured: dict[tuple[str, ...], float] = {}

        def finished(point: Point, answer: dict[str, Any], at_a_time: int) -> None:
            if "error" in answer:
                raise engine.EngineError(f"the tiny point {point} failed: {answer['error']}")
            measured[key(point)] = answer["seconds"]

        with cluster.client(self.build) as client:
            engine.run(self.work, timed, client, threads=cluster.threads, finished=finished)
        seconds = [measured[key(one)] * _scale(full, tiny) for one, full in zip(timed, chosen, strict=True)]
        estimate = model(chosen, seconds)
        by = f"{len(chosen)} points with {', '.join(f'{n} = {v}' for n, v in tiny.items())}" if tiny else "one point"
        return sum(map(estimate, self.experiment.points)), by


def _scale(full: Point, tiny: Point) -> float:
    """Return how many times longer the full point takes, if it takes so in proportion to each argument made tiny."""
    scale = 1.0
    for name, value in tiny.items():
        whole = full.get(name)
        if isinstance(value, (int, float)) and isinstance(whole, (int, float)) and value:
            scale *= whole / value
    return scale


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
                print(f"{name}: {done} of {total} points, about {duration(seconds_left)} left", flush=True)

        yield line
        return
    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total} points")
    with Progress(*columns, TimeElapsedColumn(), TextColumn("{task.fields[left]}"), console=console) as bar:
        task = bar.add_task(name, total=total, left="")

        def move(done: int, seconds_left: float) -> None:
            bar.update(task, completed=done, left=f"about {duration(seconds_left)} left")

        yield move
        sys.stdout.flush()
