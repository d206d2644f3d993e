"""What an experiment computes: its entry in ``notebooks/experiments.yml``, as a list of points."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from nnutils import experiments
from tools.experiments.cells import CHECKPOINT, Module, module
from tools.notebooks import ROOT, select

FILE = "notebooks/experiments.yml"
KEYS = {"about", "draft", "function", "common", "grid", "tiny", "hours"}
RESERVED = experiments.OTHERS  # columns that every table has
HOURS = 12.0  # after which a point is given up, if its experiment says nothing else

Value = str | int | float | bool | None
Point = dict[str, Value]


class GridError(ValueError):
    """An entry of the file can't be computed; the message says which and why."""


@dataclass(frozen=True)
class Experiment:
    """An experiment: its points and the module that computes them.

    Attributes
    ----------
    name, about
        Its name, which begins with the chapter's number, and a sentence that says what it asks.
    module
        The chapter's cells.
    points
        The arguments of each point, without repetition, in the grid's order.
    tiny
        The arguments that make a point take seconds, for an estimate of the time.
    hours
        After so many a point is given up.
    """

    name: str
    about: str
    module: Module
    points: list[Point]
    tiny: Point = field(default_factory=dict)
    hours: float = HOURS

    def spread(self) -> list[Point]:
        """Return the points in the order of computing: shuffled, so that the first few speak for the whole grid."""
        order = list(self.points)
        random.Random(self.name).shuffle(order)
        return order


def entries(root: Path = ROOT) -> dict[str, Any]:
    """Return the file's entries by name; none if there is no file.

    Raises
    ------
    GridError
        If the file is not a mapping.
    """
    path = root / FILE
    if not path.exists():
        return {}
    found = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    if not isinstance(found, dict):
        raise GridError(f"{FILE} holds a {type(found).__name__}; it must map names to experiments")
    return found


def experiment(name: str, root: Path = ROOT) -> Experiment:
    """Return an experiment by its name.

    Parameters
    ----------
    name
        Such as ``10_memory``: of the notebook ``10_….ipynb``.
    root
        Folder of the course.

    Raises
    ------
    GridError
        If there is no such entry or no such chapter, or the entry doesn't fit the function.
    CellsError
        If the chapter's tagged cells make no module.
    """
    every = entries(root)
    if name not in every:
        raise GridError(f"{FILE} has no experiment {name!r}; it has: {', '.join(every) or 'none'}")
    entry = every[name]
    if not isinstance(entry, dict) or not isinstance(entry.get("grid"), list) or not entry.get("function"):
        raise GridError(f"{FILE}: {name} must have a function, and a grid that is a list of blocks")
    if unknown := entry.keys() - KEYS:
        raise GridError(f"{FILE}: {name} has {sorted(unknown)}; allowed are {sorted(KEYS)}")
    made = module(_notebook(name, entry.get("draft"), root), entry["function"], root)
    tiny = _plain(name, entry.get("tiny") or {})
    if foreign := tiny.keys() - made.arguments.keys():
        raise GridError(f"{FILE}: {name}: tiny has {sorted(foreign)}; the function takes {list(made.arguments)}")
    hours = entry.get("hours", HOURS)
    if not isinstance(hours, (int, float)) or not hours > 0:
        raise GridError(f"{FILE}: {name}: hours is {hours!r}; it must be above 0")
    found = _points(name, entry.get("common") or {}, entry["grid"], made)
    return Experiment(name, " ".join(str(entry.get("about", "")).split()), made, found, tiny, float(hours))


def _notebook(name: str, draft: str | None, root: Path) -> Path:
    try:
        (chapter,) = select([name[:2]], root).values()
    except ValueError as error:
        raise GridError(f"{FILE}: {name} must begin with the number of one chapter: {error}") from None
    if draft is None:
        return chapter
    if not (root / draft).is_file():
        raise GridError(f"{FILE}: {name}: there is no draft {draft!r}")
    return root / draft


def _points(name: str, common: dict[str, Any], blocks: list[Any], made: Module) -> list[Point]:
    found: dict[tuple[Any, ...], Point] = {}
    for number, block in enumerate(blocks, 1):
        where = f"{FILE}: {name}, block {number} of the grid"
        if not isinstance(block, dict):
            raise GridError(f"{where} is a {type(block).__name__}; it must map arguments to lists of values")
        levels = {key: one if isinstance(one, list) else [one] for key, one in (common | block).items()}
        if empty := [key for key, one in levels.items() if not one]:
            raise GridError(f"{where}: {empty[0]!r} has no value")
        if foreign := levels.keys() - made.arguments.keys():
            raise GridError(f"{where} has {sorted(foreign)}; {made.function} takes {list(made.arguments)}")
        if missing := [key for key, needed in made.arguments.items() if needed and key not in levels]:
            raise GridError(f"{where} lacks {missing}, which {made.function} needs")
        order = [key for key in made.arguments if key in levels]
        if found and order != list(next(iter(found.values()))):
            raise GridError(f"{where} gives {order}, the first one {list(next(iter(found.values())))}: they must agree")
        for values in itertools.product(*(levels[key] for key in order)):
            point = _plain(where, dict(zip(order, values, strict=True)))
            found.setdefault(tuple((type(one).__name__, one) for one in values), point)
    if not found:
        raise GridError(f"{FILE}: {name} has no point")
    if reserved := [key for key in next(iter(found.values())) if key in (*RESERVED, CHECKPOINT)]:
        raise GridError(f"{FILE}: {name}: {reserved[0]!r} can't be an argument of the grid")
    return list(found.values())


def _plain(where: str, values: Mapping[str, Any]) -> Point:
    for key, value in values.items():
        if not isinstance(value, (str, int, float, bool, type(None))) or value == "":
            raise GridError(f"{where}: {key} is {value!r}; allowed are numbers, true, false, null and text")
        if isinstance(value, str) and _is_number(value):
            raise GridError(f"{where}: {key} is text to YAML, {value!r}: write {float(value)!r} with a decimal point")
    return dict(values)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
