"""The table of an experiment: NAME.csv, one row for each finished point, and NAME.yml, how it came about.

Both are for people as well, and can be committed at any time: a table that isn't complete is continued from its rows,
on this computer or another. Each point is on the disk as soon as it is finished.
"""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from filelock import FileLock, Timeout

from tools.experiments.grid import RESERVED, Point, Value

TABLES = "nnutils/experiments"  # a part of the package, so that readers in Colab have the tables too
HEAD = "# How {name}.csv came about. Written with it by `make {command}`; don't edit.\n"
ERROR_LENGTH = 300  # characters

Key = tuple[str, ...]


class TableError(RuntimeError):
    """A table can't be read or continued; the message says why and what to do."""


def text(value: Value) -> str:
    """Return an argument as it stands in the table; `nnutils.experiments` reads it back."""
    return "" if value is None else repr(value) if isinstance(value, float) else str(value)


def figure(value: float) -> str:
    """Return a figure as it stands in the table: nine digits, which is what a float32 holds."""
    return str(value) if isinstance(value, int) else f"{value:.9g}"


def key(point: Point) -> Key:
    """Return what a point is recognised by."""
    return tuple(map(text, point.values()))


@dataclass
class Table:
    """Finished points and their provenance, in a folder.

    Attributes
    ----------
    folder, name
        Where the files are, and how they are called.
    arguments
        The columns that say which point a row is.
    order
        The points of the grid; rows are written in this order, and those of no point are left out.
    provenance
        What the second file says beside the computers: experiment, notebook, cells, points.
    command
        The target of the Makefile that writes it.
    """

    folder: Path
    name: str
    arguments: Sequence[str]
    order: Sequence[Point]
    provenance: dict[str, Any]
    command: str = "experiment"
    rows: dict[Key, dict[str, str]] = field(default_factory=dict)
    computers: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """The table itself."""
        return self.folder / f"{self.name}.csv"

    @property
    def failed(self) -> list[Key]:
        """The finished points that have an error in place of figures."""
        return [one for one, row in self.rows.items() if row["error"]]

    def load(self) -> dict[str, Any]:
        """Read the rows that are there, and return the provenance that is stored with them; nothing if there is none.

        Raises
        ------
        TableError
            If the files are damaged, or have other arguments than the grid.
        """
        stored = provenance(self.folder, self.name)
        if not self.path.exists():
            return {}
        if not stored:
            raise TableError(f"{self.path.name} has no {self.name}.yml beside it, so nobody knows what it is from")
        found = rows(self.folder, self.name)
        if stored.get("arguments") != list(self.arguments):
            raise TableError(
                f"{self.path.name} has the arguments {stored.get('arguments')}, the grid {list(self.arguments)}: "
                "begin anew with RESTART=1"
            )
        if damaged := [number for number, row in enumerate(found, 2) if None in row or None in row.values()]:
            raise TableError(f"{self.path.name}, line {damaged[0]}: not as many columns as the first line names")
        self.rows = {tuple(row[name] for name in self.arguments): row for row in found}
        self.computers = stored.get("computers", {})
        return stored

    def todo(self, points: Sequence[Point], retry: bool = False) -> list[Point]:
        """Return those of the points that aren't finished; with ``retry`` also those that failed."""
        return [one for one in points if (row := self.rows.get(key(one))) is None or (retry and row["error"])]

    def add(self, point: Point, answer: Mapping[str, Any]) -> None:
        """Add a finished point, and write both files.

        Parameters
        ----------
        point
            Its arguments.
        answer
            ``figures`` or ``error``, ``seconds``, ``day`` and ``computer`` (name and description).
        """
        row = {name: text(value) for name, value in point.items()}
        row |= {name: figure(value) for name, value in (answer.get("figures") or {}).items()}
        row |= {"seconds": f"{answer.get('seconds', 0):.2f}", "computer": "", "error": short(answer.get("error") or "")}
        if about := answer.get("computer"):
            row["computer"] = about["name"]
            day = answer["day"]
            here = self.computers.setdefault(about["name"], about["description"] | {"from": day, "to": day})
            here["to"] = max(here["to"], day)
            here["gib"] = round(max(here.get("gib", 0), answer.get("gib", 0)), 2)
        self.rows[key(point)] = row
        self.write()

    def write(self) -> None:
        """Write both files, each in one step; the provenance first, so that it knows every row's computer."""
        self.folder.mkdir(parents=True, exist_ok=True)
        kept = [self.rows[key(one)] for one in self.order if key(one) in self.rows]
        for name, about in self.computers.items():
            own = [float(row["seconds"]) for row in kept if row["computer"] == name]
            about |= {"points": len(own), "seconds": round(sum(own))}
        figures = dict.fromkeys(name for row in kept for name in row if name not in (*self.arguments, *RESERVED))
        described = self.provenance | {
            "points": len(self.order),
            "finished": len(kept),
            "failed": sum(bool(row["error"]) for row in kept),
            "arguments": list(self.arguments),
            "figures": list(figures),
            "computers": self.computers,
        }
        body = yaml.safe_dump(described, sort_keys=False, allow_unicode=True, width=110)
        replace(self.folder / f"{self.name}.yml", HEAD.format(name=self.name, command=self.command) + body)
        lines = io.StringIO()
        writer = csv.DictWriter(lines, [*self.arguments, *figures, *RESERVED], restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
        replace(self.path, lines.getvalue())

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let nobody else on this computer compute the table meanwhile; a crash of this process ends the lock.

        Raises
        ------
        TableError
            If someone does.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        owner = self.folder / f".{self.name}.owner"
        try:
            with FileLock(self.folder / f".{self.name}.lock", timeout=0):
                for part in self.folder.glob(f".{self.name}.part-*"):  # of a process that was killed
                    part.unlink()
                owner.write_text(f"process {os.getpid()}, since {datetime.now():%d %B, %H:%M}", encoding="utf-8")
                yield
                owner.unlink(missing_ok=True)
        except Timeout:
            who = owner.read_text(encoding="utf-8") if owner.exists() else "another process"
            raise TableError(
                f"{self.name} is being computed already ({who}): two would write one table. Wait for it, or end it."
            ) from None


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a table as they stand there, none if there is no table."""
    path = folder / f"{name}.csv"
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))) if path.exists() else []


def provenance(folder: Path, name: str) -> dict[str, Any]:
    """Return the stored provenance of a table, nothing if there is none.

    Raises
    ------
    TableError
        If the file is no YAML.
    """
    path = folder / f"{name}.yml"
    if not path.exists():
        return {}
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError as error:
        raise TableError(f"{path.name} is no YAML: {short(str(error))}") from None


def short(error: str) -> str:
    """Return an error as one line for a table that is published: without folders, and not endless."""
    line = re.sub(r"(?<![\w.:/])(?:[A-Z]:)?[/\\](?:[\w.~+@-]+[/\\])+", "…/", " ".join(error.split()))
    return line if len(line) <= ERROR_LENGTH else line[: ERROR_LENGTH - 1] + "…"


def replace(path: Path, content: str) -> None:
    """Write a file so that a reader, or the next start after a crash, finds the old text or the new one."""
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=f".{path.stem}.part-", delete=False, encoding="utf-8", newline="\n"
    ) as part:
        part.write(content)
        part.flush()
        os.fsync(part.fileno())
    os.chmod(part.name, 0o644)  # a temporary file is for its owner alone
    os.replace(part.name, path)
