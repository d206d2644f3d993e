"""The table of an experiment as a session, and how long it will take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tools.experiments import engine
from tools.experiments.estimate import duration, model, sample
from tools.experiments.grid import Experiment, Point
from tools.experiments.session import Session
from tools.experiments.store import TABLES, Table, key
from tools.notebooks import ROOT


def session(grid: Experiment, root: Path = ROOT) -> Session:
    """Return the session that computes an experiment's table."""
    made = grid.module
    described = {
        "experiment": grid.name,
        "about": grid.about,
        "notebook": made.notebook,
        "function": made.function,
        "cells": dict(made.digests),
    }
    table = Table(root / TABLES, grid.name, list(grid.points[0]), grid.points, described)
    build = root / "_build" / "experiments" / grid.name
    work = engine.Work(grid.name, made.source, made.function, made.checkpoint, build, grid.hours)
    return Session(table, work, grid.spread(), root)


def dry(grid: Experiment, found: Session, cluster: engine.Cluster) -> None:
    """Print the grid and an estimate of the hours, from finished points or else from timed tiny ones.

    Raises
    ------
    EngineError
        If a tiny point fails.
    TableError
        If the table was computed with other cells.
    """
    print(f"{grid.name}: {len(grid.points)} points of {grid.module.function} in {grid.module.notebook}")
    for name in found.table.arguments:
        print(f"  {name:12s} {', '.join(map(str, dict.fromkeys(point[name] for point in grid.points)))}")
    found.load()
    left = found.table.todo(grid.points)
    done = len(grid.points) - len(left)
    print(f"{done} are finished.")
    if not left:
        return
    at_a_time = cluster.workers or max(1, engine.cores() // cluster.threads)
    seconds, by = (found.seconds(left), f"the {done} finished ones") if done else _time_tiny(grid, found.work, cluster)
    print(
        f"The {len(left)} left would take about {duration(seconds / at_a_time)}, {at_a_time} at a time "
        f"({duration(seconds)} one after the other), judging by {by}."
    )


def _time_tiny(grid: Experiment, work: engine.Work, cluster: engine.Cluster) -> tuple[float, str]:
    """Time a few points made tiny, and scale them: an upper bound where training may stop early."""
    tiny, chosen = grid.tiny, sample(grid.points)
    timed: list[Point] = [point | tiny for point in chosen]
    measured: dict[tuple[str, ...], float] = {}

    def finished(point: Point, answer: dict[str, Any], at_a_time: int) -> None:
        if "error" in answer:
            raise engine.EngineError(f"the tiny point {point} failed: {answer['error']}")
        measured[key(point)] = answer["seconds"]

    with cluster.client(work.build) as client:
        engine.run(work, timed, client, threads=cluster.threads, finished=finished)
    seconds = [measured[key(one)] * _scale(full, tiny) for one, full in zip(timed, chosen, strict=True)]
    estimate = model(chosen, seconds)
    made_tiny = f" with {', '.join(f'{name} = {value}' for name, value in tiny.items())}" if tiny else ""
    return sum(map(estimate, grid.points)), f"{len(chosen)} points{made_tiny}"


def _scale(full: Point, tiny: Point) -> float:
    """Return how many times longer the full point takes, if it takes so in proportion to each argument made tiny."""
    scale = 1.0
    for name, value in tiny.items():
        whole = full.get(name)
        if isinstance(value, (int, float)) and isinstance(whole, (int, float)) and value:
            scale *= whole / value
    return scale
